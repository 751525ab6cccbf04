"""Calls of terminals for the guard: raised, shown on the screens of the door's guards, closed by one of them."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from venuecode.infra.db import Database
from venuecode.infra.hints import Hints
from venuecode.infra.sql import load_queries
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import DeviceId, DoorId, PersonId
from venuecode.kernel.masking import mask_name
from venuecode.scanning.devices.model import Call, CallReason, Reading

CHANNEL = "venuecode_calls"
SHOWN_FOR = timedelta(minutes=30)
"""Nobody waits at a terminal for longer; a call that was sent late is of no use any more."""
KEPT = timedelta(days=1)

_queries = load_queries(__file__, "calls.sql")


class Calls:
    """The open calls of doors. Hints tell the feeds of all processes; who watches reads again."""

    def __init__(self, db: Database, clock: Clock, hints: Hints) -> None:
        self._db = db
        self._clock = clock
        self._hints = hints

    async def call(self, device_id: DeviceId, door_id: DoorId, reading: Reading, reason: CallReason) -> None:
        """Call the guard for a reading, once."""
        document = reading.document
        async with self._db.transaction() as connection:
            await _queries.insert_call(
                connection,
                door_id=door_id,
                device_id=device_id,
                reading_id=reading.id,
                at=reading.at,
                now=self._clock.now(),
                reason=reason.value,
                masked_name=mask_name(document.name) if document else None,
                document_type=document.type if document else None,
            )
        self._hints.tell(CHANNEL, [str(door_id)])

    async def open(self, door_ids: Collection[int]) -> list[Call]:
        """Return the open calls of doors, newest first."""
        since = self._clock.now() - SHOWN_FOR
        async with self._db.connection() as connection:
            rows = _queries.open_calls(connection, door_ids=list(door_ids), since=since)
            return [_call(row) async for row in rows]

    async def close(self, door_id: int, call_id: int, person_id: PersonId) -> None:
        """Mark a call as seen to; raises `NotFound` when the door has no such open one."""
        async with self._db.transaction() as connection:
            closed = await _queries.close_call(
                connection, call_id=call_id, door_id=door_id, person_id=person_id, now=self._clock.now()
            )
        if closed is None:
            raise NotFound
        self._hints.tell(CHANNEL, [str(door_id)])

    async def forget_old(self) -> None:
        """Remove calls that nobody needs any more."""
        async with self._db.transaction() as connection:
            await _queries.forget_calls(connection, before=self._clock.now() - KEPT)


def _call(row: Any) -> Call:
    return Call(**{**row, "reason": CallReason(row["reason"])})
