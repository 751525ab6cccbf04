"""WeChat mini-programs: `sns/jscode2session` (developers.weixin.qq.com, code2Session)."""

from typing import Any

import httpx
import structlog

from venuecode.identity.channels.model import (
    Account,
    AccountBlocked,
    ChannelBusy,
    ChannelRefusesUs,
    CodeSpent,
    Provider,
)
from venuecode.identity.channels.outbound import Again, Outbound, json_of
from venuecode.identity.channels.settings import WechatApp
from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text

log = structlog.get_logger()
SYSTEM_BUSY = -1
BUSY_SECONDS = 60
FAULTS: dict[int, type[DomainError]] = {
    40029: CodeSpent,  # invalid code
    40163: CodeSpent,  # code been used
    42003: CodeSpent,  # code expired
    45011: ChannelBusy,  # frequency limit of one user
    45009: ChannelBusy,  # daily limit of the app
    40226: AccountBlocked,  # high-risk user
}
"""`errcode` → what it means to the person; every other one is ours to mend."""


class WechatSignIn:
    """Sign-in by one WeChat mini-program."""

    def __init__(self, url: str, app_id: str, app: WechatApp, outbound: Outbound) -> None:
        self._url = url.rstrip("/") + "/sns/jscode2session"
        self._app_id = app_id
        self._secret = app.secret
        self._outbound = outbound
        self.name = Text(app.name_zh, app.name_en)

    async def account(self, code: str, state: str | None) -> Account:  # noqa: ARG002 - the port's signature
        answer = await self._outbound.call(Provider.WECHAT, lambda http: self._ask(http, code))
        return Account(Provider.WECHAT, self._app_id, (f"openid:{answer['openid']}",))

    async def _ask(self, http: httpx.AsyncClient, code: str) -> dict[str, Any]:
        params = {
            "appid": self._app_id,
            "secret": self._secret.get_secret_value(),
            "js_code": code,
            "grant_type": "authorization_code",
        }
        body = json_of(await http.get(self._url, params=params))
        number = int(body.get("errcode", 0))
        if number == SYSTEM_BUSY:
            raise Again
        if number:
            raise self._fault(number)
        if not isinstance(body["openid"], str):
            raise TypeError
        return body  # `session_key` is of no use here and is let go

    def _fault(self, number: int) -> DomainError:
        kind = FAULTS.get(number, ChannelRefusesUs)
        if kind is ChannelRefusesUs:
            log.error("wechat_refuses_us", app=self._app_id, errcode=number)
        return kind(retry_after=BUSY_SECONDS if kind is ChannelBusy else None)
