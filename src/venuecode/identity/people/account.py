"""What a registered person does with the own account: home division, phone, consent."""

from dataclasses import dataclass
from datetime import datetime

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.codes.model import Purpose, Sent
from venuecode.identity.codes.service import Codes
from venuecode.identity.model import CitizenSession
from venuecode.identity.people import store
from venuecode.identity.people.model import Person
from venuecode.identity.people.rules import mask_phone
from venuecode.identity.people.sealing import DOCUMENT_NUMBER, PHONE
from venuecode.identity.people.service import PRIVACY, People
from venuecode.identity.people.sign_in import NO_APP, PHONE_LOGIN
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.kernel.masking import mask_number
from venuecode.kernel.text import Text


class PhoneTaken(DomainError):
    """Another account signs in with this phone."""

    code = "person.phone_taken"
    status = 409
    text = Text("该手机号已用于其他账号", "Another account signs in with this phone")


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """A person as shown to themselves: masked all the same, for the screen may be shown to others."""

    person: Person
    masked_number: str
    masked_phone: str | None
    agreed_version: str | None
    registered_at: datetime


class Account:
    """A person's own account."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, people: People, codes: Codes) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._codes = codes

    async def own(self, person_id: PersonId) -> OwnAccount:
        """Return the account of whoever asks."""
        person, seal = await self._people.get(person_id), self._people.seal
        async with self._db.connection() as connection:
            agreed = await store.latest_consent(connection, person_id, PRIVACY)
        return OwnAccount(
            person=person,
            masked_number=mask_number(seal.open(person.document_number, DOCUMENT_NUMBER)),
            masked_phone=mask_phone(seal.open(person.phone, PHONE)) if person.phone else None,
            agreed_version=agreed,
            registered_at=person.registered_at,
        )

    async def move(self, by: CitizenSession, division_code: DivisionCode) -> None:
        """Set the home division."""
        async with self._db.transaction() as connection:
            await store.set_division(connection, by.person_id, division_code, self._clock.now())
            subject = Subject("person", by.person_id)
            await self._audit.record(connection, by.actor, "person.moved", subject, division_code=division_code)

    async def agree(self, by: CitizenSession, version: str) -> None:
        """Note the consent to a version of the privacy notice."""
        async with self._db.transaction() as connection:
            await store.insert_consent(connection, by.person_id, PRIVACY, version, self._clock.now())

    async def send_code(self, phone: str, *, address: str, language: str) -> Sent:
        """Send a code to the phone that is to be the new one."""
        return await self._codes.send(phone, Purpose.CHANGE_PHONE, address=address, language=language)

    async def change_phone(self, by: CitizenSession, phone: str, code: str) -> None:
        """Sign in by another phone from now on; raises `CodeWrong`, `CodeSpent`, `PhoneTaken`."""
        await self._codes.check(phone, Purpose.CHANGE_PHONE, code)
        seal, now = self._people.seal, self._clock.now()
        index = seal.phone_index(phone)
        async with self._db.transaction() as connection:
            await store.remove_logins(connection, by.person_id, PHONE_LOGIN, NO_APP)
            if not await store.insert_login(connection, by.person_id, PHONE_LOGIN, NO_APP, index, now):
                raise PhoneTaken
            await store.set_phone(connection, by.person_id, seal.seal(phone, PHONE), index, now)
            await self._audit.record(connection, by.actor, "person.phone_changed", Subject("person", by.person_id))
