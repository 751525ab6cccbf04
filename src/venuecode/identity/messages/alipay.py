"""Alipay's subscribed messages: `alipay.open.app.mini.templatemessage.send` (opendocs.alipay.com)."""

import json
from collections.abc import Mapping

import structlog

from venuecode.identity.channels.alipay import TAKEN, AlipayGateway
from venuecode.identity.channels.settings import AlipayApp
from venuecode.identity.messages.model import WORDINGS, Notice

log = structlog.get_logger()
METHOD = "alipay.open.app.mini.templatemessage.send"
NOT_WANTED = {"USER_NOT_SUBSCRIBE", "USER_UNSUBSCRIBE", "USER_REFUSE"}


class AlipayMessenger:
    """One mini-program's messages."""

    def __init__(self, app_id: str, app: AlipayApp, gateway: AlipayGateway) -> None:
        self._app_id = app_id
        self._app = app
        self._gateway = gateway

    def template(self, notice: Notice) -> str | None:
        found = self._app.templates.get(notice)
        return found.id if found else None

    async def send(self, subject: str, notice: Notice, values: Mapping[str, str]) -> bool:
        template = self._app.templates[notice]
        kind, _, number = subject.partition(":")
        content = {
            "to_open_id" if kind == "open_id" else "to_user_id": number,
            "user_template_id": template.id,
            "page": WORDINGS[notice].page,
            "data": json.dumps(
                {name: {"value": values[ours]} for name, ours in template.fields.items()}, ensure_ascii=False
            ),
        }
        node = await self._gateway.call(METHOD, {"biz_content": json.dumps(content, ensure_ascii=False)})
        taken = node.get("code") == TAKEN
        if not taken and node.get("sub_code") not in NOT_WANTED:
            log.error("alipay_message_refused", app=self._app_id, template=notice.value, sub_code=node.get("sub_code"))
        return taken
