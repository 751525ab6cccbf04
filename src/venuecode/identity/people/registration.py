"""Registration: a newcomer becomes a person, once a document; who has one already is led to recover it."""

from datetime import timedelta
from typing import Any

from venuecode.identity.channels.links import AccountLinks
from venuecode.identity.people import store
from venuecode.identity.people.forms import IdentityForm, read_home, read_identity
from venuecode.identity.people.model import (
    AlreadyRegistered,
    Candidate,
    ConsentMissing,
    DocumentRegistered,
    Newcomer,
    Person,
    PersonState,
)
from venuecode.identity.people.rules import mask_phone, same_name
from venuecode.identity.people.sealing import NAME, NEWCOMER_PHONE, PHONE
from venuecode.identity.people.service import PRIVACY, People
from venuecode.identity.people.sign_in import SignIn
from venuecode.identity.sessions.model import Issued, Origin
from venuecode.identity.sessions.service import Sessions
from venuecode.identity.settings import IdentitySettings
from venuecode.identity.tokens import HolderKind
from venuecode.infra.db import Database
from venuecode.infra.limits import Limit, use
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import InvalidInput, NotSignedIn
from venuecode.kernel.ids import PersonId
from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions

DAY = timedelta(days=1)


class Registration:
    """Makes people of newcomers."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        people: People,
        sign_in: SignIn,
        sessions: Sessions,
        divisions: Divisions,
        settings: IdentitySettings,
        links: AccountLinks,
    ) -> None:
        self._db = db
        self._clock = clock
        self._people = people
        self._sign_in = sign_in
        self._sessions = sessions
        self._divisions = divisions
        self._settings = settings
        self._links = links

    async def newcomer(self, newcomer_id: int) -> Newcomer:
        """Return the newcomer of a session; raises `NotSignedIn` when registered meanwhile or gone."""
        async with self._db.connection() as connection:
            newcomer = await store.newcomer_by_id(connection, newcomer_id)
        if newcomer is None:
            raise NotSignedIn
        return newcomer

    async def register(
        self, newcomer_id: int, form: IdentityForm, *, division_code: str, privacy_version: str, origin: Origin
    ) -> tuple[PersonId, Issued]:
        """Register a newcomer and open the person's session; the newcomer's own ends.

        Raises `ConsentMissing`, `InvalidInput` with every fault, `TooManyRequests`, `NotConfirmed`, `RegistryDown`,
        and `DocumentRegistered` whose `recovery` member says how to get back into the account.
        """
        if privacy_version != self._settings.privacy_version:
            raise ConsentMissing
        newcomer = await self.newcomer(newcomer_id)
        candidate = self._candidate(newcomer, form, division_code)
        await self.count_attempt(newcomer)
        await self._people.confirm(candidate)
        try:
            return await self._store(newcomer, candidate, origin)
        except DocumentRegistered:
            async with self._db.connection() as connection:
                person = await self._people.find_by_document(connection, candidate.document)
                ways = await self._ways_back(connection, person, candidate.name)
        if person is not None and person.state is PersonState.PROVISIONAL:  # a guard typed them in at that moment
            return await self._store(newcomer, candidate, origin)
        raise DocumentRegistered(members={"recovery": ways})

    async def count_attempt(self, newcomer: Newcomer) -> None:
        """Count a document tried from a phone, so that nobody goes through numbers; raises `TooManyRequests`."""
        limit = Limit("registrations_per_phone_day", self._settings.registrations_per_phone_day, DAY)
        async with self._db.transaction() as connection:
            await use(connection, limit, newcomer.subject_index, self._clock.now())

    def _candidate(self, newcomer: Newcomer, form: IdentityForm, division_code: str) -> Candidate:
        faults: dict[str, Text] = {}
        try:
            name, document = read_identity(form, self._people.today())
        except InvalidInput as fault:
            faults |= fault.fields
        try:
            home = read_home(division_code, self._divisions)
        except InvalidInput as fault:
            faults |= fault.fields
        if faults:
            raise InvalidInput(fields=faults)
        phone = self._people.seal.open(newcomer.phone, NEWCOMER_PHONE) if newcomer.phone else None
        return Candidate(document, name, home, phone, PersonState.REGISTERED)

    async def _store(self, newcomer: Newcomer, candidate: Candidate, origin: Origin) -> tuple[PersonId, Issued]:
        async with self._db.transaction() as connection:
            now = self._clock.now()
            person_id = await self._people.add(connection, candidate)
            mine = await store.insert_login(
                connection, person_id, newcomer.provider, newcomer.app_id, newcomer.subject_index, now
            )
            if not mine:
                raise AlreadyRegistered
            await self._links.attach_kept(connection, newcomer.id, person_id)
            await store.insert_consent(connection, person_id, PRIVACY, self._settings.privacy_version, now)
            await store.remove_newcomer(connection, newcomer.id)
            issued = await self._sign_in.start_citizen(connection, person_id, origin)
        await self._sessions.end(HolderKind.NEWCOMER, newcomer.id)
        return person_id, issued

    async def _ways_back(self, connection: Any, person: Person | None, name: str) -> dict[str, Any]:
        """Say how to recover; the phone is hinted at only to somebody who knows the name too."""
        if person is None or not same_name(self._people.seal.open(person.name, NAME), name):
            return {"ways": ["help"]}
        phone = await self.phone_of(connection, person)
        if phone is None:
            return {"ways": ["help"]}
        return {"ways": ["code", "help"], "masked_phone": mask_phone(phone)}

    async def phone_of(self, connection: Any, person: Person) -> str | None:
        """Return the phone that answers for an account: the own, else a guardian's."""
        sealed = person.phone or await store.guardian_phone(connection, person.id)
        return self._people.seal.open(sealed, PHONE) if sealed else None
