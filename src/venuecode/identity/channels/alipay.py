"""Alipay mini-programs: `alipay.system.oauth.token` through the gateway, RSA2 both ways (opendocs.alipay.com)."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import structlog

from venuecode.identity.channels.model import (
    Account,
    AnswerForged,
    ChannelBusy,
    ChannelRefusesUs,
    CodeSpent,
    Provider,
)
from venuecode.identity.channels.outbound import Again, Outbound
from venuecode.identity.channels.settings import AlipayApp
from venuecode.identity.channels.signing import is_signed, public_key, sign, signed_text
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text

log = structlog.get_logger()
BEIJING = ZoneInfo("Asia/Shanghai")
TAKEN = "10000"
UNAVAILABLE = "20000"
LIMITED = "40005"
BUSY_SECONDS = 60
METHOD = "alipay.system.oauth.token"
SPENT = {"isv.code-invalid", "isv.code-expired", "isv.code-used"}


class AlipayGateway:
    """Signed calls of one app: a method with its parameters in, the verified answer out."""

    def __init__(self, url: str, app_id: str, app: AlipayApp, outbound: Outbound, clock: Clock) -> None:
        self._url = url
        self._app_id = app_id
        self._key = app.key()
        self._trusted = [public_key(key) for key in app.alipay_keys]
        self._outbound = outbound
        self._clock = clock

    async def call(self, method: str, params: dict[str, str]) -> dict[str, Any]:
        """Return the answer's node, whether it says yes or no; raises `AnswerForged`, `ChannelDown`."""

        async def ask(http: httpx.AsyncClient) -> dict[str, Any]:
            answer = await http.post(self._url, data=self._signed(method, params))
            if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                raise Again
            node = self._verified(answer.text, method)
            if node.get("code") == UNAVAILABLE:
                raise Again
            return node

        node: dict[str, Any] = await self._outbound.call(Provider.ALIPAY, ask)
        return node

    def _signed(self, method: str, params: dict[str, str]) -> dict[str, str]:
        moment: datetime = self._clock.now().astimezone(BEIJING)
        request = {
            "app_id": self._app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": moment.strftime("%Y-%m-%d %H:%M:%S"),
            "version": "1.0",
            **params,
        }
        return {**request, "sign": sign(signed_text(request), self._key)}

    def _verified(self, text: str, method: str) -> dict[str, Any]:
        """Return the node that holds the answer. Alipay signs its very text; a refusal of ours may come unsigned."""
        body = json.loads(text)
        own = method.replace(".", "_") + "_response"
        name = own if own in body else "error_response"
        node: dict[str, Any] = body[name]
        signature = body.get("sign")
        if signature is None and name == "error_response":
            return node  # nothing but a refusal is believed of it
        if not isinstance(signature, str) or not is_signed(_raw(text, name), signature, self._trusted):
            log.error("alipay_answer_forged", app=self._app_id, method=method)
            raise AnswerForged
        return node


class AlipaySignIn:
    """Sign-in by one Alipay mini-program."""

    def __init__(self, app_id: str, app: AlipayApp, gateway: AlipayGateway) -> None:
        self._app_id = app_id
        self._gateway = gateway
        self.name = Text(app.name_zh, app.name_en)

    async def account(self, code: str, state: str | None) -> Account:  # noqa: ARG002 - the port's signature
        node = await self._gateway.call(METHOD, {"grant_type": "authorization_code", "code": code})
        subjects = tuple(f"{key}:{node[key]}" for key in ("open_id", "user_id") if node.get(key))
        if node.get("code", TAKEN) != TAKEN or not subjects:
            raise self._fault(node)
        return Account(Provider.ALIPAY, self._app_id, subjects)

    def _fault(self, node: dict[str, Any]) -> DomainError:
        if node.get("sub_code") in SPENT:
            return CodeSpent()
        if node.get("code") == LIMITED:
            return ChannelBusy(retry_after=BUSY_SECONDS)
        log.error("alipay_refuses_us", app=self._app_id, code=node.get("code"), sub_code=node.get("sub_code"))
        return ChannelRefusesUs()


def _raw(text: str, name: str) -> str:
    """Return a node as it stands in the text, for that is what is signed."""
    start = text.index(":", text.index(f'"{name}"')) + 1
    start += len(text[start:]) - len(text[start:].lstrip())
    _, end = json.JSONDecoder().raw_decode(text, start)
    return text[start:end]
