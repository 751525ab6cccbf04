"""A source takes back the very fact that it brought, wherever that lies by now.

It may wait for a registration, be held for an approver, or stand in somebody's file. Which of these is not told, nor
whether anybody is registered with the document: all three are answered alike.
"""

from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.health import store, waiting
from venuecode.health.errors import AlreadyWithdrawn, NothingToTakeBack, SameOfficer
from venuecode.health.ledger import store as ledger
from venuecode.health.ledger.service import own_source
from venuecode.health.model import NewFact, Source
from venuecode.health.packing import KINDS, tells_apart
from venuecode.health.service import Health
from venuecode.identity.model import OfficerSession
from venuecode.identity.people.documents import Document
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.ids import PersonId


class TakingBack:
    """The use case: of other systems (push/corrections.py), and of officers for what their department brought."""

    def __init__(
        self, db: Database, clock: Clock, audit: AuditLog, people: People, health: Health, ring: KeyRing
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._health = health
        self._ring = ring

    async def by_officer(self, officer: OfficerSession, document: Document, fact: NewFact, why: str) -> None:
        """Take back a fact that the officer's department brought about anybody's document.

        Raises `NothingToTakeBack`, and `SameOfficer` for the officer who brought it.
        """
        async with self._db.transaction() as connection:
            if not await self.take_back(connection, own_source(officer), document, fact, why):
                raise NothingToTakeBack

    async def take_back(self, connection: Any, source: Source, document: Document, fact: NewFact, why: str) -> bool:
        """Take back a fact within the caller's transaction; false if the source did not bring it, or took it back."""
        waited = await self._waiting(connection, source, document, fact, why)
        person_id = (await self._people.ids_of_documents(connection, [document])).get(document.key)
        if person_id is None:
            return waited
        held = await self._held(connection, source, person_id, fact, why)
        return await self._on_file(connection, source, person_id, fact, why) or held or waited

    async def _waiting(self, connection: Any, source: Source, document: Document, fact: NewFact, why: str) -> bool:
        index = self._people.seal.document_index(document)
        alike = [
            row
            for row in await waiting.of_source(connection, self._ring, index, source.name)
            if tells_apart(row.fact) == tells_apart(fact)
        ]
        for row in alike:
            _refuse_own(source, row.entered_by)
        if not alike:
            return False
        await waiting.drop_these(connection, index, [row.id for row in alike])
        await self._record(connection, source, "health.waiting_fact_taken_back", fact, why)
        return True

    async def _held(self, connection: Any, source: Source, person_id: PersonId, fact: NewFact, why: str) -> bool:
        now = self._clock.now()
        alike = [
            row
            for row in await ledger.held_facts_of(connection, person_id, source.name, now)
            if tells_apart(row.fact) == tells_apart(fact)
        ]
        for row in alike:
            _refuse_own(source, row.proposed_by)
            await ledger.take_back_held(connection, row, now)
        if alike:
            await self._record(connection, source, "health.held_fact_taken_back", fact, why, person_id)
        return bool(alike)

    async def _on_file(self, connection: Any, source: Source, person_id: PersonId, fact: NewFact, why: str) -> bool:
        fact_id = await store.own_fact(connection, person_id, fact, source.name)
        if fact_id is None:
            return False
        try:
            await self._health.withdraw_fact(connection, source, person_id, fact_id, why)
        except AlreadyWithdrawn:
            return False
        return True

    async def _record(
        self,
        connection: Any,
        source: Source,
        action: str,
        fact: NewFact,
        why: str,
        person_id: PersonId | None = None,
    ) -> None:
        await self._audit.record(
            connection,
            source.actor,
            action,
            None if person_id is None else Subject("person", person_id),
            division_code=source.division_code,
            reason=why,
            details={"kind": KINDS[type(fact)].name.lower(), "source": source.name},
        )


def _refuse_own(source: Source, entered_by: int | None) -> None:
    if source.officer_id is not None and source.officer_id == entered_by:
        raise SameOfficer
