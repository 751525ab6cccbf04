"""Tells people: a job, then their platforms, the one linked last first, then a text message."""

from collections.abc import Mapping
from typing import Any

import structlog

from venuecode.identity.channels import store as accounts
from venuecode.identity.channels.links import AccountLinks
from venuecode.identity.messages.model import WORDINGS, Messenger, Notice
from venuecode.identity.people.sealing import PHONE
from venuecode.identity.people.service import People
from venuecode.identity.people.store import person_by_id
from venuecode.infra.db import Database
from venuecode.infra.jobs import enqueue
from venuecode.infra.notifications.sms import Sms, SmsGateway
from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import PersonId

log = structlog.get_logger()
JOB = "identity.tell"


class Messages:
    """What goes out to people's phones."""

    def __init__(
        self,
        db: Database,
        people: People,
        links: AccountLinks,
        sms: SmsGateway,
        messengers: Mapping[tuple[str, str], Messenger],
    ) -> None:
        self._db = db
        self._people = people
        self._links = links
        self._sms = sms
        self._messengers = messengers

    def templates(self, provider: str, app_id: str) -> dict[Notice, str]:
        """Return the platform's template of each message that an app can deliver, to ask people's consent by."""
        messenger = self._messengers.get((provider, app_id))
        found = {notice: messenger.template(notice) for notice in Notice} if messenger else {}
        return {notice: template for notice, template in found.items() if template}

    async def tell(self, connection: Any, person_id: PersonId, notice: Notice, values: Mapping[str, str]) -> None:
        """Have a person told once the caller's transaction is committed; no value may say who somebody is."""
        await enqueue(connection, JOB, {"person_id": person_id, "notice": notice.value, "values": dict(values)})

    async def deliver(self, payload: dict[str, Any]) -> None:
        """Run the job; raises `SmsFailed` when nothing took the message, for another try."""
        person_id, notice, values = PersonId(payload["person_id"]), Notice(payload["notice"]), payload["values"]
        async with self._db.connection() as connection:
            known = await accounts.accounts_of_person(connection, person_id)
            person = await person_by_id(connection, person_id)
        for provider, app_id, subject in known:
            if await self._by_platform((provider, app_id), self._links.subject(subject), notice, values):
                return
        if person is None or person.phone is None:
            log.warning("message_without_a_way", template=notice.value)
            return
        text = WORDINGS[notice].text
        both = f"{text.zh.format(**values)} {text.en.format(**values)}"
        await self._sms.send(Sms(self._people.seal.open(person.phone, PHONE), notice.value, both, values=values))

    async def _by_platform(self, app: tuple[str, str], subject: str, notice: Notice, values: Mapping[str, str]) -> bool:
        messenger = self._messengers.get(app)
        if messenger is None or messenger.template(notice) is None:
            return False
        try:
            return await messenger.send(subject, notice, values)
        except DomainError as fault:  # down or busy: the next way does
            log.warning("message_not_taken", app=app[1], template=notice.value, fault=fault.code)
            return False
