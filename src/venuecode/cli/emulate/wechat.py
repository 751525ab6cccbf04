"""WeChat's server as far as a mini-program's server sees it: code2Session, stable access tokens, subscribed messages.

`/emulator/…` is what happens on phones: `login` does what `wx.login` does there, `subscribe` what the person's consent
does, `trouble` makes the next answers an error, `forget-tokens` ends the access tokens, `messages` lists what phones
have received.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from venuecode.cli.emulate.tickets import Tickets

TOKEN_SECONDS = 7200
CODE_FAULTS = {
    "unknown": (40029, "invalid code"),
    "used": (40163, "code been used"),
    "expired": (40029, "invalid code"),
}


def refusal(number: int, words: str) -> JSONResponse:
    """WeChat refuses with status 200."""
    return JSONResponse({"errcode": number, "errmsg": words})


class Wechat:
    """State of the stand-in: `apps` is app id → secret."""

    def __init__(self, apps: Mapping[str, str], now: Callable[[], float] = time.time) -> None:
        self.apps = dict(apps)
        self._now = now
        self._codes: Tickets[tuple[str, str]] = Tickets(now)
        self._tokens: dict[str, tuple[str, float]] = {}
        self._consents: Counter[tuple[str, str]] = Counter()
        self.blocked: set[str] = set()
        self.trouble: list[int] = []
        self.messages: list[dict[str, Any]] = []

    def openid(self, app_id: str, user: str) -> str:
        """The same user has another openid in every app."""
        return "o" + hashlib.sha256(f"{app_id} {user}".encode()).hexdigest()[:27]

    async def login(self, request: Request) -> JSONResponse:
        asked = await request.json()
        return JSONResponse({"code": self._codes.issue((asked["app_id"], asked["user"]))})

    async def subscribe(self, request: Request) -> JSONResponse:
        asked = await request.json()
        self._consents[self.openid(asked["app_id"], asked["user"]), asked["template_id"]] += 1
        return JSONResponse({"errMsg": "requestSubscribeMessage:ok"})

    async def make_trouble(self, request: Request) -> JSONResponse:
        asked = await request.json()
        self.trouble += [int(asked["errcode"])] * int(asked.get("times", 1))
        self.blocked |= {asked["block"]} if "block" in asked else set()
        return JSONResponse({})

    async def forget_tokens(self, _: Request) -> JSONResponse:
        self._tokens.clear()
        return JSONResponse({})

    async def received(self, _: Request) -> JSONResponse:
        return JSONResponse({"messages": self.messages})

    async def code2session(self, request: Request) -> JSONResponse:
        asked = request.query_params
        app_id = asked.get("appid", "")
        if wrong := self._wrong(asked):
            return refusal(*wrong)
        found, fault = self._codes.take(asked["js_code"])
        if fault or found is None or found[0] != app_id:
            return refusal(*CODE_FAULTS[fault or "unknown"])
        if found[1] in self.blocked:
            return refusal(40226, "code blocked")
        session_key = hashlib.sha256(asked["js_code"].encode()).hexdigest()[:24]
        return JSONResponse({"openid": self.openid(app_id, found[1]), "session_key": session_key})

    def _wrong(self, asked: Mapping[str, str]) -> tuple[int, str] | None:
        """Return what is wrong with a request before its code is looked at."""
        app_id = asked.get("appid", "")
        checks = [
            (bool(self.trouble), self.trouble.pop(0) if self.trouble else 0, "as told"),
            (app_id not in self.apps, 40013, "invalid appid"),
            (asked.get("secret") != self.apps.get(app_id), 40125, "invalid appsecret"),
            (asked.get("grant_type") != "authorization_code", 40002, "invalid grant_type"),
            (not asked.get("js_code"), 41008, "missing code"),
        ]
        return next(((number, words) for wrong, number, words in checks if wrong), None)

    async def stable_token(self, request: Request) -> JSONResponse:
        asked = await request.json()
        app_id = asked.get("appid", "")
        if self.apps.get(app_id) is None or asked.get("secret") != self.apps[app_id]:
            return refusal(40125, "invalid appsecret")
        token, until = self._tokens.get(app_id, ("", 0.0))
        if until <= self._now() or asked.get("force_refresh"):
            token, until = hashlib.sha256(f"{app_id} {self._now()}".encode()).hexdigest(), self._now() + TOKEN_SECONDS
            self._tokens[app_id] = (token, until)
        return JSONResponse({"access_token": token, "expires_in": int(until - self._now())})

    async def send_message(self, request: Request) -> JSONResponse:
        given = request.query_params.get("access_token", "")
        if not any(token == given and until > self._now() for token, until in self._tokens.values()):
            return refusal(40001, "invalid credential, access_token is invalid or not latest")
        asked = await request.json()
        key = (asked.get("touser", ""), asked.get("template_id", ""))
        if not self._consents[key]:
            return refusal(43101, "user refuse to accept the msg")
        if not all(isinstance(value.get("value"), str) for value in asked.get("data", {}).values()):
            return refusal(47003, "argument invalid")
        self._consents[key] -= 1
        self.messages.append(asked)
        return refusal(0, "ok")

    def routes(self) -> list[Route]:
        return [
            Route("/sns/jscode2session", self.code2session),
            Route("/cgi-bin/stable_token", self.stable_token, methods=["POST"]),
            Route("/cgi-bin/message/subscribe/send", self.send_message, methods=["POST"]),
            Route("/emulator/login", self.login, methods=["POST"]),
            Route("/emulator/subscribe", self.subscribe, methods=["POST"]),
            Route("/emulator/trouble", self.make_trouble, methods=["POST"]),
            Route("/emulator/messages", self.received),
            Route("/emulator/forget-tokens", self.forget_tokens, methods=["POST"]),
        ]


def application(apps: Mapping[str, str], now: Callable[[], float] = time.time) -> Starlette:
    """Return the stand-in for these apps."""
    return Starlette(routes=Wechat(apps, now).routes())
