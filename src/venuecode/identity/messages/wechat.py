"""WeChat's subscribed messages: `stable_token`, `message/subscribe/send` (developers.weixin.qq.com)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
import structlog

from venuecode.identity.channels.model import ChannelDown, Provider
from venuecode.identity.channels.outbound import Again, Outbound, json_of
from venuecode.identity.channels.settings import WechatApp
from venuecode.identity.messages.model import WORDINGS, Notice
from venuecode.kernel.clock import Clock

log = structlog.get_logger()
SYSTEM_BUSY = -1
TOKEN_OLD = {40001, 40014, 42001}
NOT_WANTED = 43101
EARLY = timedelta(minutes=5)
MOST_CHARACTERS = 20
"""A `thing` holds so many."""


class WechatMessenger:
    """One mini-program's messages. The access token is kept until shortly before it ends."""

    def __init__(self, url: str, app_id: str, app: WechatApp, outbound: Outbound, clock: Clock) -> None:
        self._url = url.rstrip("/")
        self._app_id = app_id
        self._app = app
        self._outbound = outbound
        self._clock = clock
        self._token: tuple[str, datetime] | None = None

    def template(self, notice: Notice) -> str | None:
        found = self._app.templates.get(notice)
        return found.id if found else None

    async def send(self, subject: str, notice: Notice, values: Mapping[str, str]) -> bool:
        template = self._app.templates[notice]
        data = {name: {"value": values[ours][:MOST_CHARACTERS]} for name, ours in template.fields.items()}
        body = {
            "touser": subject.removeprefix("openid:"),
            "template_id": template.id,
            "page": WORDINGS[notice].page,
            "data": data,
        }
        number = await self._post(body)
        if number in TOKEN_OLD:
            self._token = None
            number = await self._post(body)
        if number not in {0, NOT_WANTED}:
            log.error("wechat_message_refused", app=self._app_id, template=notice.value, errcode=number)
        return number == 0

    async def _post(self, body: dict[str, Any]) -> int:
        token = await self._access_token()

        async def ask(http: httpx.AsyncClient) -> int:
            address = f"{self._url}/cgi-bin/message/subscribe/send"
            answer = json_of(await http.post(address, params={"access_token": token}, json=body))
            number = int(answer["errcode"])
            if number == SYSTEM_BUSY:
                raise Again
            return number

        number: int = await self._outbound.call(Provider.WECHAT, ask)
        return number

    async def _access_token(self) -> str:
        if self._token is not None and self._token[1] > self._clock.now():
            return self._token[0]
        body = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._app.secret.get_secret_value(),
        }

        async def ask(http: httpx.AsyncClient) -> dict[str, Any]:
            return json_of(await http.post(f"{self._url}/cgi-bin/stable_token", json=body))

        answer = await self._outbound.call(Provider.WECHAT, ask)
        if not answer.get("access_token"):
            log.error("wechat_refuses_us", app=self._app_id, errcode=answer.get("errcode"))
            raise ChannelDown
        self._token = (answer["access_token"], self._clock.now() + timedelta(seconds=answer["expires_in"]) - EARLY)
        return self._token[0]
