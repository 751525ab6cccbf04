"""What other bodies' systems may ask about people: bounded by grant, division and limit, and never without a trace."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.exchange import store
from venuecode.exchange.model import REQUEST_LIFE, CodeRequest, RequestEnded, Verified
from venuecode.health.declarations.service import Declarations
from venuecode.health.errors import PersonNotFound
from venuecode.health.model import Entry, FactFor, Known
from venuecode.health.push.records import Unreadable, read_record
from venuecode.health.push.service import source_of_system
from venuecode.health.service import Health
from venuecode.identity.people.documents import Document
from venuecode.identity.people.model import Person, PersonState
from venuecode.identity.people.service import People
from venuecode.identity.systems.model import SystemSession
from venuecode.infra.db import Database
from venuecode.infra.limits import Limit, use
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.ids import PersonId
from venuecode.passes.model import IssuedCode, PersonRef
from venuecode.passes.service import Passes

DAY = timedelta(days=1)


class Exchange:
    """The use cases of docs/exchange.md, but for corrections, which are health/push/corrections.py's part."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        people: People,
        health: Health,
        declarations: Declarations,
        passes: Passes,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._health = health
        self._declarations = declarations
        self._passes = passes

    async def declare(self, caller: SystemSession, record: dict[str, Any]) -> None:
        """Take a declaration that a person made in the caller's system; raises `InvalidInput`.

        Whether anybody is registered with the document is not told: it waits, sealed, for their registration.
        """
        try:
            document, fact = read_record(record, caller.grants, self._people.today(), self._declarations.fact)
        except Unreadable as unreadable:
            raise InvalidInput(fields={unreadable.fault.field: unreadable.fault.text}) from unreadable
        async with self._db.transaction() as connection:
            source = source_of_system(caller)
            entered = (await self._health.enter_facts(connection, source, [FactFor(document, fact)]))[0]
            if entered.entry is Entry.REFUSED:
                assert entered.fault is not None
                raise InvalidInput(fields={entered.fault.field: entered.fault.text})

    async def query(self, caller: SystemSession, document: Document, purpose: str) -> tuple[Person, Known]:
        """Return a person of the caller's divisions with their status; raises `PersonNotFound`, `TooManyRequests`."""
        person = await self._find(caller, document, purpose, "exchange.health_queried")
        return person, await self._health.own(person.id)

    async def request_code(self, caller: SystemSession, document: Document, purpose: str) -> tuple[Person, CodeRequest]:
        """Note that a person wants their code shown by the caller's system; raises what `query` raises.

        Somebody whom a guard typed in has no code: nobody has confirmed who they are.
        """
        person = await self._find(caller, document, purpose, "exchange.code_requested", registered=True)
        now = self._clock.now()
        request = CodeRequest(uuid4(), person.id, now + REQUEST_LIFE)
        async with self._db.transaction() as connection:
            await store.insert_request(connection, caller.system_id, request, now)
        return person, request

    async def make_code(self, caller: SystemSession, request_id: UUID) -> IssuedCode:
        """Return a fresh personal code by a request; raises `RequestEnded`. Each is on record."""
        async with self._db.transaction() as connection:
            person_id = await store.person_of_request(connection, caller.system_id, request_id, self._clock.now())
            if person_id is None:
                raise RequestEnded
            await self._record(connection, caller, "exchange.code_made", person_id)
        return await self._passes.issue(await self._people.get(person_id))

    async def verify(self, caller: SystemSession, text: str, purpose: str) -> Verified:
        """Return whose shown code or card a text is, with their status, or why it leads to nobody.

        The person stands in front of whoever asks, so it may be anybody's code, not only of the caller's divisions.
        """
        await self._count(caller)
        ref = await self._passes.read(text)
        if not isinstance(ref, PersonRef):
            return Verified(ref)
        async with self._db.transaction() as connection:
            await self._record(connection, caller, "exchange.code_verified", ref.person_id, reason=purpose, look=True)
        return Verified(ref, await self._people.get(ref.person_id), await self._health.own(ref.person_id))

    async def forget(self) -> None:
        """Forget the requests that have ended."""
        async with self._db.transaction() as connection:
            await store.forget_requests(connection, self._clock.now())

    async def _find(
        self, caller: SystemSession, document: Document, purpose: str, action: str, *, registered: bool = False
    ) -> Person:
        """Return the person of a document within the divisions; nobody's and elsewhere's are answered alike."""
        await self._count(caller)
        async with self._db.transaction() as connection:
            person = await self._people.find_by_document(connection, document)
            fits = person is not None and caller.scope.covers(person.division_code)
            if person is not None and registered and person.state is PersonState.PROVISIONAL:
                fits = False
            await self._record(
                connection,
                caller,
                action if fits else "exchange.look_refused",
                person.id if person else None,
                reason=purpose,
                look=fits,
            )
        if person is None or not fits:
            raise PersonNotFound
        return person

    async def _record(
        self,
        connection: Any,
        caller: SystemSession,
        action: str,
        person_id: PersonId | None,
        *,
        reason: str | None = None,
        look: bool = False,
    ) -> None:
        await self._audit.record(
            connection,
            caller.actor,
            action,
            Subject("person", person_id) if person_id is not None else None,
            division_code=caller.division_code,
            reason=reason,
            look=look,
        )

    async def _count(self, caller: SystemSession) -> None:
        """Count a look, found or not: guessing documents is bounded too."""
        limit = Limit("system_looks_day", caller.looks_per_day, DAY)
        async with self._db.transaction() as connection:
            key = self._people.seal.limit_key(f"system:{caller.system_id}")
            await use(connection, limit, key, self._clock.now())
