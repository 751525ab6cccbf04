"""Alipay's gateway as far as a mini-program's server sees it: RSA2 both ways, `alipay.system.oauth.token`, messages.

`/emulator/…` is what happens elsewhere: `login` does what `my.getAuthCode` does on a phone, `subscribe` what the
person's consent to a message does, `rotate` changes Alipay's key, `trouble` makes the next answers an error, `messages`
lists what phones have received.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from venuecode.cli.emulate.keys import new_key, public_text
from venuecode.cli.emulate.tickets import Tickets
from venuecode.identity.channels.signing import is_signed, sign, signed_text

OAUTH_METHOD = "alipay.system.oauth.token"
MESSAGE_METHOD = "alipay.open.app.mini.templatemessage.send"
Node = dict[str, Any]


def refusal(code: str, sub_code: str, words: str) -> Node:
    """A refusal, as the gateway words it."""
    return {"code": code, "msg": "Business Failed", "sub_code": sub_code, "sub_msg": words}


class Alipay:
    """State of the stand-in: `apps` is app id → the app's public key."""

    def __init__(self, apps: Mapping[str, RSAPublicKey], key: RSAPrivateKey, now: Callable[[], float]) -> None:
        self.apps = dict(apps)
        self.key = key
        self._now = now
        self._codes: Tickets[tuple[str, str]] = Tickets(now)
        self.trouble: list[tuple[str, str]] = []
        self.forge = 0
        self._consents: set[tuple[str, str]] = set()
        self.messages: list[Node] = []

    async def login(self, request: Request) -> JSONResponse:
        asked = await request.json()
        return JSONResponse({"authCode": self._codes.issue((asked["app_id"], asked["user"]))})

    async def subscribe(self, request: Request) -> JSONResponse:
        asked = await request.json()
        self._consents.add((_open_id(asked["app_id"], asked["user"]), asked["template_id"]))
        return JSONResponse({"behavior": "subscribe"})

    async def rotate(self, _: Request) -> JSONResponse:
        self.key = new_key()
        return JSONResponse({"public_key": public_text(self.key)})

    async def make_trouble(self, request: Request) -> JSONResponse:
        asked = await request.json()
        if asked.get("forge"):
            self.forge += 1
        else:
            self.trouble += [(asked["code"], asked.get("sub_code", ""))] * int(asked.get("times", 1))
        return JSONResponse({})

    async def received(self, _: Request) -> JSONResponse:
        return JSONResponse({"messages": self.messages})

    async def gateway(self, request: Request) -> Response:
        params = {name: str(value) for name, value in (await request.form()).items()}
        app_key = self.apps.get(params.get("app_id", ""))
        if app_key is None:
            return self._answer("error", refusal("40002", "isv.invalid-app-id", "无效的AppID参数"))
        if not is_signed(signed_text(params), params.get("sign", ""), [app_key]):
            return self._answer("error", refusal("40002", "isv.invalid-signature", "无效签名"))
        method = params.get("method", "")
        if self.trouble:
            return self._answer(method, refusal(*self.trouble.pop(0), "as told"))
        if method == OAUTH_METHOD:
            return self._token(params)
        if method == MESSAGE_METHOD:
            return self._message(params)
        return self._answer("error", refusal("40002", "isv.invalid-method", "不存在的方法名"))

    def _token(self, params: Mapping[str, str]) -> Response:
        found, fault = self._codes.take(params.get("code", ""))
        if fault or found is None or found[0] != params["app_id"]:
            return self._answer("error", refusal("40002", "isv.code-invalid", "授权码code无效"))
        open_id = _open_id(*found)
        token = {"access_token": f"composeB{open_id[:20]}", "open_id": open_id, "auth_start": _stamp(self._now())}
        return self._answer(OAUTH_METHOD, token)

    def _message(self, params: Mapping[str, str]) -> Response:
        asked = json.loads(params.get("biz_content", "{}"))
        if not (asked.get("to_open_id") or asked.get("to_user_id")) or not asked.get("user_template_id"):
            return self._answer(MESSAGE_METHOD, refusal("40004", "USER_TEMPLATE_ILLEGAL", "模板不合法"))
        if (asked.get("to_open_id"), asked["user_template_id"]) not in self._consents:
            return self._answer(MESSAGE_METHOD, refusal("40004", "USER_NOT_SUBSCRIBE", "用户未订阅"))
        self.messages.append(asked)
        return self._answer(MESSAGE_METHOD, {"code": "10000", "msg": "Success"})

    def _answer(self, method: str, node: Node) -> Response:
        """Sign the node's very text, as the gateway does."""
        name = "error_response" if method == "error" else method.replace(".", "_") + "_response"
        text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
        signature = sign(text if not self.forge else text + " ", self.key)
        self.forge = max(0, self.forge - 1)
        return Response(f'{{"{name}":{text},"sign":"{signature}"}}', media_type="application/json;charset=utf-8")

    def routes(self) -> list[Route]:
        return [
            Route("/gateway.do", self.gateway, methods=["POST"]),
            Route("/emulator/login", self.login, methods=["POST"]),
            Route("/emulator/subscribe", self.subscribe, methods=["POST"]),
            Route("/emulator/rotate", self.rotate, methods=["POST"]),
            Route("/emulator/trouble", self.make_trouble, methods=["POST"]),
            Route("/emulator/messages", self.received),
        ]


def _open_id(app_id: str, user: str) -> str:
    """The same user has another id in every app."""
    return hashlib.sha256(f"{app_id} {user}".encode()).hexdigest()[:40]


def _stamp(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds + 8 * 3600))


def application(
    apps: Mapping[str, RSAPublicKey], key: RSAPrivateKey, now: Callable[[], float] = time.time
) -> Starlette:
    """Return the stand-in; it signs with `key`."""
    return Starlette(routes=Alipay(apps, key, now).routes())
