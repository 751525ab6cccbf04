"""People: registered once by document, read and changed by themselves, found by other features."""

from collections.abc import Awaitable, Callable, Collection
from datetime import date, datetime
from typing import Any

from venuecode.audit.model import Actor, ActorKind, Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.people import store
from venuecode.identity.people.documents import Document
from venuecode.identity.people.model import (
    Candidate,
    DocumentRegistered,
    NotConfirmed,
    Person,
    PersonState,
)
from venuecode.identity.people.sealing import PersonSeal
from venuecode.identity.people.verification import IdentityVerifier
from venuecode.infra.db import Database
from venuecode.kernel.clock import SHOWN_ZONE, Clock
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import PersonId

PRIVACY = "privacy"
Registered = Callable[[Any, PersonId, Document], Awaitable[None]]
"""What hears, within the registering transaction, of a new person and their document."""


class People:
    """The register of people."""

    def __init__(
        self, db: Database, clock: Clock, audit: AuditLog, seal: PersonSeal, verifier: IdentityVerifier
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._verifier = verifier
        self.seal = seal
        self._when_registered: list[Registered] = []

    def when_registered(self, hear: Registered) -> None:
        """Have a layer above hear of every new person in the transaction that stores them."""
        self._when_registered.append(hear)

    def today(self) -> date:
        """Return the date in Shanghai, by which birth dates are judged."""
        return self._clock.now().astimezone(SHOWN_ZONE).date()

    async def confirm(self, candidate: Candidate) -> None:
        """Ask the registry, before any transaction; raises `NotConfirmed` or `RegistryDown`."""
        if not await self._verifier.confirms(candidate.document, candidate.name):
            raise NotConfirmed

    async def add(self, connection: Any, candidate: Candidate, by: Actor | None = None) -> PersonId:
        """Store a confirmed person within the caller's transaction; `by` is the guardian, none for oneself.

        Whom a guard had typed in with this document is that person from now on, visits and all (ADR 0015). Raises
        `DocumentRegistered`, upon which the transaction must end.
        """
        now = self._clock.now()
        person_id = await self._take_over(connection, candidate, now)
        typed_in = person_id is not None
        if person_id is None:
            person_id = await store.insert_person(connection, self.seal, candidate, self._verifier.name, now)
        if person_id is None:
            raise DocumentRegistered
        actor = by or Actor(ActorKind.CITIZEN, person_id)
        await self._audit.record(
            connection,
            actor,
            "person.registered",
            Subject("person", person_id),
            division_code=candidate.division_code,
            details={
                "document_type": candidate.document.type.value,
                "verified_by": self._verifier.name,
                **({"typed_in": True} if typed_in else {}),
            },
        )
        await self._tell(connection, person_id, candidate.document)
        return person_id

    async def type_in(self, connection: Any, candidate: Candidate, by: Actor) -> PersonId:
        """Store a provisional person whom a guard typed in; nobody has confirmed name and document.

        Raises `DocumentRegistered`, upon which the transaction must end.
        """
        person_id = await store.insert_person(connection, self.seal, candidate, None, self._clock.now())
        if person_id is None:
            raise DocumentRegistered
        await self._audit.record(
            connection,
            by,
            "person.typed_in",
            Subject("person", person_id),
            division_code=candidate.division_code,
            details={"document_type": candidate.document.type.value},
        )
        await self._tell(connection, person_id, candidate.document)
        return person_id

    async def _tell(self, connection: Any, person_id: PersonId, document: Document) -> None:
        for hear in self._when_registered:
            await hear(connection, person_id, document)

    async def _take_over(self, connection: Any, candidate: Candidate, now: datetime) -> PersonId | None:
        """Make the provisional person of a document the candidate; none when there is none."""
        known = await self.find_by_document(connection, candidate.document)
        if known is None or known.state is not PersonState.PROVISIONAL:
            return None
        taken = await store.take_over_person(connection, self.seal, known.id, candidate, self._verifier.name, now)
        if not taken:
            raise DocumentRegistered
        return known.id

    async def get(self, person_id: PersonId) -> Person:
        """Return a person; raises `NotFound`. The caller answers for having the right to look."""
        async with self._db.connection() as connection:
            person = await store.person_by_id(connection, person_id)
        if person is None:
            raise NotFound
        return person

    async def of_ids(self, connection: Any, person_ids: Collection[PersonId]) -> dict[PersonId, Person]:
        """Return those of the people that exist."""
        return await store.persons_by_ids(connection, person_ids)

    async def find_by_document(self, connection: Any, document: Document) -> Person | None:
        """Return whose document this is; none if it is nobody's. The caller answers for the right to look."""
        return await store.person_by_document(connection, self.seal.document_index(document))

    async def ids_of_documents(self, connection: Any, documents: Collection[Document]) -> dict[str, PersonId]:
        """Return `Document.key` → person for those that are registered; one query for a whole batch."""
        keys = {self.seal.document_index(document): document.key for document in documents}
        found = await self.ids_of_indexes(connection, keys.keys())
        return {keys[index]: person_id for index, person_id in found.items()}

    async def ids_of_indexes(self, connection: Any, indexes: Collection[bytes]) -> dict[bytes, PersonId]:
        """Return blind index → person for the documents that are registered."""
        return await store.persons_by_documents(connection, indexes)
