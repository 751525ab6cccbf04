"""Recovery: the proof is a code to the old phone or an officer who saw the document; then the new phone signs in."""

from typing import Any

from venuecode.audit.model import Actor, ActorKind, Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.channels.links import AccountLinks
from venuecode.identity.codes.model import Purpose, Sent
from venuecode.identity.codes.service import Codes
from venuecode.identity.model import OfficerSession
from venuecode.identity.people import store as people_store
from venuecode.identity.people.forms import IdentityForm, read_identity
from venuecode.identity.people.model import Newcomer, Person, PersonState
from venuecode.identity.people.registration import Registration
from venuecode.identity.people.rules import mask_phone, same_name
from venuecode.identity.people.sealing import NAME, NEWCOMER_PHONE, PHONE
from venuecode.identity.people.service import People
from venuecode.identity.people.sign_in import NO_APP, PHONE_LOGIN, SignIn
from venuecode.identity.recovery import store
from venuecode.identity.recovery.model import (
    NoPhoneToAsk,
    NothingToRecover,
    OpenRequest,
    RecoveryRequest,
    RequestState,
)
from venuecode.identity.sessions.model import Issued, Origin
from venuecode.identity.sessions.service import Sessions
from venuecode.identity.tokens import HolderKind
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotFound


class Recovery:
    """Gives a person's account to the phone of a newcomer who is that person."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        people: People,
        registration: Registration,
        sign_in: SignIn,
        codes: Codes,
        sessions: Sessions,
        links: AccountLinks,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._registration = registration
        self._sign_in = sign_in
        self._codes = codes
        self._sessions = sessions
        self._links = links

    async def send_code(self, newcomer_id: int, form: IdentityForm, *, address: str, language: str) -> Sent:
        """Send a code to the phone that answers for the account. Raises `NothingToRecover`, `NoPhoneToAsk`."""
        _, phone = await self._account(newcomer_id, form)
        return await self._codes.send(phone, Purpose.RECOVERY, address=address, language=language)

    async def by_code(self, newcomer_id: int, form: IdentityForm, code: str, origin: Origin) -> Issued:
        """Move the account to the newcomer's phone and open a session; every other session of it ends."""
        person, phone = await self._account(newcomer_id, form)
        await self._codes.check(phone, Purpose.RECOVERY, code)
        newcomer = await self._registration.newcomer(newcomer_id)
        async with self._db.transaction() as connection:
            await self._rebind(connection, person, newcomer, Actor(ActorKind.CITIZEN, person.id), None)
            return await self._sign_in.start_citizen(connection, person.id, origin)

    async def ask_for_help(self, newcomer_id: int, form: IdentityForm) -> int:
        """Open a request to the officers of the account's home division; return its number."""
        newcomer = await self._registration.newcomer(newcomer_id)
        await self._registration.count_attempt(newcomer)
        _, document = read_identity(form, self._people.today())
        async with self._db.transaction() as connection:
            person = await self._people.find_by_document(connection, document)
            if person is None or person.state is PersonState.PROVISIONAL:
                raise NothingToRecover
            return await store.insert_request(
                connection, person.id, newcomer_id, person.division_code, self._clock.now()
            )

    async def open_requests(self, by: OfficerSession, *, after: int, most: int) -> list[RecoveryRequest]:
        """Return the open requests of the officer's divisions, oldest first."""
        async with self._db.connection() as connection:
            return await store.open_requests(connection, by.scope, after, most)

    async def decide(self, request_id: int, by: OfficerSession, *, approve: bool, reason: str) -> None:
        """Approve or reject a request; raises `NotFound` for one that is decided or of another division."""
        async with self._db.transaction() as connection:
            request = await store.hold_request(connection, request_id)
            if request is None or not by.scope.covers(request.division_code):  # type: ignore[arg-type]
                raise NotFound
            if approve:
                await self._approve(connection, request, by, reason)
            else:
                await self._note(connection, request, by, "recovery.rejected", reason)
            state = RequestState.APPROVED if approve else RequestState.REJECTED
            await store.decide_request(connection, request_id, state, by.officer_id, self._clock.now())

    async def _approve(self, connection: Any, request: OpenRequest, by: OfficerSession, reason: str) -> None:
        person = await people_store.person_by_id(connection, request.person_id)
        newcomer = await people_store.newcomer_by_id(connection, request.newcomer_id)
        if person is None or newcomer is None:
            raise NotFound
        await self._rebind(connection, person, newcomer, by.actor, reason)

    async def _note(self, connection: Any, request: OpenRequest, by: OfficerSession, action: str, reason: str) -> None:
        subject = Subject("person", request.person_id)
        await self._audit.record(
            connection, by.actor, action, subject, division_code=request.division_code, reason=reason, look=True
        )

    async def _account(self, newcomer_id: int, form: IdentityForm) -> tuple[Person, str]:
        """Return the account of a document and name, and the phone that answers for it."""
        newcomer = await self._registration.newcomer(newcomer_id)
        await self._registration.count_attempt(newcomer)
        name, document = read_identity(form, self._people.today())
        async with self._db.connection() as connection:
            person = await self._people.find_by_document(connection, document)
            if person is None or person.state is PersonState.PROVISIONAL:
                raise NothingToRecover
            if not same_name(self._people.seal.open(person.name, NAME), name):
                raise NothingToRecover
            phone = await self._registration.phone_of(connection, person)
        if phone is None:
            raise NoPhoneToAsk
        return person, phone

    async def _rebind(
        self, connection: Any, person: Person, newcomer: Newcomer, actor: Actor, reason: str | None
    ) -> None:
        """Let the newcomer's login, and no other phone, lead to the person; end all sessions."""
        seal, now = self._people.seal, self._clock.now()
        if newcomer.phone is not None:
            phone = seal.open(newcomer.phone, NEWCOMER_PHONE)
            await people_store.remove_logins(connection, person.id, PHONE_LOGIN, NO_APP)
            await people_store.set_phone(connection, person.id, seal.seal(phone, PHONE), seal.phone_index(phone), now)
        mine = await people_store.insert_login(
            connection, person.id, newcomer.provider, newcomer.app_id, newcomer.subject_index, now
        )
        if not mine:
            raise NotFound  # the newcomer's phone became somebody's meanwhile
        await self._links.attach_kept(connection, newcomer.id, person.id)
        await people_store.remove_newcomer(connection, newcomer.id)
        await self._sessions.end(HolderKind.CITIZEN, person.id, connection=connection)
        await self._sessions.end(HolderKind.NEWCOMER, newcomer.id, connection=connection)
        await self._audit.record(
            connection,
            actor,
            "person.recovered",
            Subject("person", person.id),
            division_code=person.division_code,
            reason=reason,
            look=actor.kind is ActorKind.OFFICER,
        )

    def masked_phones(self, request: RecoveryRequest) -> tuple[str | None, str | None]:
        """Return what an officer sees of the old and the new phone."""
        seal = self._people.seal
        old = mask_phone(seal.open(request.person.phone, PHONE)) if request.person.phone else None
        new = mask_phone(seal.open(request.newcomer_phone, NEWCOMER_PHONE)) if request.newcomer_phone else None
        return old, new
