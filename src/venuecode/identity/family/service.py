"""Binding and unbinding of relatives."""

from datetime import date, timedelta
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.codes.model import Purpose, Sent
from venuecode.identity.codes.service import Codes
from venuecode.identity.family import store
from venuecode.identity.family.model import (
    AlreadyBound,
    FamilyConsentMissing,
    HasOwnPhone,
    NameDiffers,
    NotOneself,
    PhoneNotRegistered,
    TooManyRelatives,
)
from venuecode.identity.model import CitizenSession
from venuecode.identity.people import store as people_store
from venuecode.identity.people.documents import Document
from venuecode.identity.people.forms import IdentityForm, read_identity
from venuecode.identity.people.model import (
    Candidate,
    ConsentBy,
    DocumentRegistered,
    Person,
    PersonState,
    Relation,
    Relative,
)
from venuecode.identity.people.rules import is_child, same_name
from venuecode.identity.people.sealing import NAME
from venuecode.identity.people.service import People
from venuecode.identity.people.sign_in import NO_APP, PHONE_LOGIN
from venuecode.identity.settings import IdentitySettings
from venuecode.infra.db import Database
from venuecode.infra.limits import Limit, use
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import DivisionCode, PersonId

DAY = timedelta(days=1)


class Family:
    """The bonds between guardians and wards."""

    def __init__(
        self, db: Database, clock: Clock, audit: AuditLog, people: People, codes: Codes, settings: IdentitySettings
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._codes = codes
        self._settings = settings

    async def relatives(self, person_id: PersonId) -> tuple[list[Relative], list[Relative]]:
        """Return whom a person acts for, and who acts for that person."""
        async with self._db.connection() as connection:
            return await store.wards(connection, person_id), await store.guardians(connection, person_id)

    async def ward_ids(self, connection: Any, guardian_id: PersonId) -> set[PersonId]:
        """Return whom a guardian may register and show for now."""
        return await store.ward_ids(connection, guardian_id)

    async def add_by_document(
        self,
        by: CitizenSession,
        form: IdentityForm,
        relation: Relation,
        *,
        consent: bool,
        division_code: DivisionCode | None = None,
    ) -> PersonId:
        """Bind a relative who has no phone of their own, registering them if nobody has yet.

        Without a division they live where the guardian does. Raises `FamilyConsentMissing`, `InvalidInput`,
        `HasOwnPhone`, `NameDiffers`, `AlreadyBound`, `TooManyRelatives`, `NotConfirmed`, `RegistryDown`.
        """
        if not consent:
            raise FamilyConsentMissing
        await self._count_attempt(by)
        name, document = read_identity(form, self._people.today())
        guardian = await self._people.get(by.person_id)
        home = division_code or guardian.division_code
        candidate = Candidate(document, name, home, None, PersonState.WARD)
        known = await self._holder(document)
        if not _registered(known):
            await self._people.confirm(candidate)
        while not _registered(known):  # once, but for somebody registered or typed in at that moment
            ward_id = await self._register(by, candidate, relation)
            if ward_id is not None:
                return ward_id
            known = await self._holder(document)
        assert known is not None
        return await self._bind_known(by, known, name, relation)

    async def send_code(self, by: CitizenSession, phone: str, *, address: str, language: str) -> Sent:
        """Ask a relative by text message; the same answer whether the phone is registered or not."""
        guardian = await self._people.get(by.person_id)
        return await self._codes.send(
            phone, Purpose.FAMILY, address=address, language=language, who=guardian.masked_name
        )

    async def add_by_phone(self, by: CitizenSession, phone: str, code: str, relation: Relation) -> PersonId:
        """Bind the holder of a phone who passed on the code sent to it.

        Raises `CodeWrong`, `CodeSpent`, `PhoneNotRegistered`, `NotOneself`, `AlreadyBound`, `TooManyRelatives`.
        """
        await self._codes.check(phone, Purpose.FAMILY, code)
        index = self._people.seal.phone_index(phone)
        async with self._db.transaction() as connection:
            ward_id = await people_store.login_person(connection, PHONE_LOGIN, NO_APP, index)
            ward = await people_store.person_by_id(connection, ward_id) if ward_id is not None else None
            if ward is None:
                raise PhoneNotRegistered
            await self._bind(connection, by, ward.id, relation, ConsentBy.PHONE_CODE, ward.division_code)
        return ward.id

    async def add_by_shown_code(self, by: CitizenSession, ward_id: PersonId, relation: Relation) -> PersonId:
        """Bind whoever showed their own personal code; the caller has read it just now.

        Raises `NotOneself`, `AlreadyBound`, `TooManyRelatives`.
        """
        ward = await self._people.get(ward_id)
        async with self._db.transaction() as connection:
            await self._bind(connection, by, ward.id, relation, ConsentBy.SHOWN_CODE, ward.division_code)
        return ward.id

    async def remove(self, by: CitizenSession, other_id: PersonId) -> None:
        """End the bond with a relative, from either side; raises `NotFound`."""
        async with self._db.transaction() as connection:
            if not await store.unbind(connection, by.person_id, other_id, self._clock.now()):
                raise NotFound
            await self._audit.record(connection, by.actor, "family.unbound", Subject("person", other_id))

    async def _holder(self, document: Document) -> Person | None:
        async with self._db.connection() as connection:
            return await self._people.find_by_document(connection, document)

    async def _register(self, by: CitizenSession, candidate: Candidate, relation: Relation) -> PersonId | None:
        """Register and bind at once; none when somebody registered the document meanwhile."""
        try:
            async with self._db.transaction() as connection:
                ward_id = await self._people.add(connection, candidate, by.actor)
                consent = self._consent_of(candidate.document.birth_date)
                await self._bind(connection, by, ward_id, relation, consent, candidate.division_code)
        except DocumentRegistered:
            return None
        return ward_id

    async def _bind_known(self, by: CitizenSession, known: Person, name: str, relation: Relation) -> PersonId:
        if not same_name(self._people.seal.open(known.name, NAME), name):
            raise NameDiffers
        if known.state is not PersonState.WARD:
            raise HasOwnPhone
        async with self._db.transaction() as connection:
            consent = self._consent_of(known.birth_date)
            await self._bind(connection, by, known.id, relation, consent, known.division_code)
        return known.id

    def _consent_of(self, born: date | None) -> ConsentBy:
        """Return whose consent binds somebody without a phone: a child's guardian's, or the adult's own."""
        child = is_child(born, self._people.today(), self._settings.child_age)
        return ConsentBy.GUARDIAN if child else ConsentBy.STATED

    async def _bind(
        self,
        connection: Any,
        by: CitizenSession,
        ward_id: PersonId,
        relation: Relation,
        consent: ConsentBy,
        division: DivisionCode,
    ) -> None:
        if ward_id == by.person_id:
            raise NotOneself
        await store.hold_guardian(connection, by.person_id)
        if await store.count_wards(connection, by.person_id) >= self._settings.relatives:
            raise TooManyRelatives(most=self._settings.relatives)
        if not await store.bind(connection, by.person_id, ward_id, relation, consent, self._clock.now()):
            raise AlreadyBound
        subject = Subject("person", ward_id)
        details = {"relation": relation.value, "consent_by": consent.value}
        await self._audit.record(connection, by.actor, "family.bound", subject, division_code=division, details=details)

    async def _count_attempt(self, by: CitizenSession) -> None:
        limit = Limit("relatives_per_person_day", self._settings.registrations_per_phone_day * 2, DAY)
        key = self._people.seal.limit_key(f"person:{by.person_id}")
        async with self._db.transaction() as connection:
            await use(connection, limit, key, self._clock.now())


def _registered(person: Person | None) -> bool:
    return person is not None and person.state is not PersonState.PROVISIONAL
