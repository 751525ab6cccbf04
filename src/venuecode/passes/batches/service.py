"""An officer chooses residents, sees how many there are, has their cards printed and fetches the file."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.model import OfficerSession
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.jobs import enqueue
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotFound
from venuecode.passes.batches import store
from venuecode.passes.batches.model import (
    BatchState,
    CardBatch,
    CardBatchNotReady,
    CardBatchTooLarge,
    NobodyToPrintFor,
    Resident,
    Selection,
)
from venuecode.passes.settings import PassSettings

BATCH_JOB = "cards.batch"
"""Name of the job that makes a batch; its payload is `{"batch_id": …}`."""


class CardBatches:
    """The use cases. What lies outside the officer's divisions is not found."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, people: People, settings: PassSettings) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._settings = settings

    async def residents(self, by: OfficerSession, selection: Selection) -> list[Resident]:
        """Return whom a batch would be for, at most one more than it may hold; the look at the list is recorded."""
        async with self._db.transaction() as connection:
            found = await self._find(connection, by, selection)
            await self._audit.record(
                connection,
                by.actor,
                "cards.list_seen",
                division_code=selection.division_code,
                details={"people": len(found)},
            )
        return found

    async def request(self, by: OfficerSession, selection: Selection, reason: str) -> CardBatch:
        """Fix the people of a batch and have their cards made; raises `NobodyToPrintFor`, `CardBatchTooLarge`."""
        now, limit = self._clock.now(), self._settings.batch_cards
        async with self._db.transaction() as connection:
            found = await self._find(connection, by, selection)
            if not found:
                raise NobodyToPrintFor
            if len(found) > limit:
                raise CardBatchTooLarge(limit=limit)
            batch = CardBatch(
                id=0,
                officer_id=by.officer_id,
                division_code=selection.division_code,
                person_ids=tuple(one.person_id for one in found),
                reason=reason,
                state=BatchState.QUEUED,
                cards_total=len(found),
                cards_done=0,
                media_type=None,
                size_bytes=None,
                requested_at=now,
                finished_at=None,
                expires_at=now + timedelta(days=self._settings.batch_days),
            )
            batch_id = await store.insert_batch(connection, batch)
            await self._audit.record(
                connection,
                by.actor,
                "cards.batch_requested",
                Subject("card_batch", batch_id),
                division_code=selection.division_code,
                reason=reason,
                details={"cards": len(found)},
            )
            await enqueue(connection, BATCH_JOB, {"batch_id": batch_id})
            return await self._own(connection, by, batch_id)

    async def batch(self, by: OfficerSession, batch_id: int) -> CardBatch:
        """Return one of the officer's own batches that has not expired."""
        async with self._db.connection() as connection:
            return await self._own(connection, by, batch_id)

    async def batches(self, by: OfficerSession, before: int, most: int) -> Sequence[CardBatch]:
        """Return the officer's own batches, newest first, those with an id below `before`."""
        async with self._db.connection() as connection:
            return await store.batches_of(connection, by.officer_id, self._clock.now(), before=before, most=most)

    async def file_of(self, by: OfficerSession, batch_id: int) -> tuple[CardBatch, AsyncIterator[bytes]]:
        """Return a finished batch and the pieces of its file; raises `CardBatchNotReady` before."""
        batch = await self.batch(by, batch_id)
        if batch.state is not BatchState.DONE:
            raise CardBatchNotReady
        return batch, self._pieces(batch.id)

    async def _pieces(self, batch_id: int) -> AsyncIterator[bytes]:
        number = 0
        while True:
            async with self._db.connection() as connection:
                piece = await store.chunk(connection, batch_id, number)
            if piece is None:
                return
            yield piece
            number += 1

    async def _find(self, connection: Any, by: OfficerSession, selection: Selection) -> list[Resident]:
        if not by.scope.covers(selection.division_code):
            raise NotFound
        most = self._settings.batch_cards + 1
        return await store.residents(connection, selection, self._people.today(), self._clock.now(), most)

    async def _own(self, connection: Any, by: OfficerSession, batch_id: int) -> CardBatch:
        batch = await store.batch_by_id(connection, batch_id)
        if batch is None or batch.officer_id != by.officer_id or not by.scope.covers(batch.division_code):
            raise NotFound
        if batch.expires_at <= self._clock.now():
            raise NotFound
        return batch
