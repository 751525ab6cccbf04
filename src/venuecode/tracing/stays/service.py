"""Keeps stays up behind the scans: a little work every few seconds, all of it again when the limits change."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog

from venuecode.infra.db import Database
from venuecode.infra.writers import SETTLE, oldest_writer
from venuecode.kernel.clock import SHOWN_ZONE, Clock
from venuecode.scanning.rules import MAX_AHEAD, MAX_BACK
from venuecode.tracing.policy import TracePolicy
from venuecode.tracing.stays import store

OVERLAP = timedelta(seconds=5)
"""A scan is decided a moment before it is committed: so far each look goes back behind the last."""
SETTLED_EVERY = timedelta(minutes=1)
"""How often the look goes back to the mark behind which no visit can come any more, for those that took longer."""
AT_ONCE = timedelta(minutes=10)
"""What one transaction takes when much has gathered."""
EVERY_SECONDS = 10.0
DAY = timedelta(days=1)
Done = Callable[[datetime], None]
log = structlog.get_logger()


class Stays:
    """The one writer of `stay`."""

    def __init__(self, db: Database, clock: Clock, policy: Callable[[], TracePolicy]) -> None:
        self._db = db
        self._clock = clock
        self._policy = policy

    async def derived_until(self) -> datetime | None:
        """Return up to which moment of recording stays are known."""
        async with self._db.connection() as connection:
            progress = await store.progress(connection)
        return progress.derived_until if progress else None

    async def run(self) -> None:
        """Follow every few seconds, until cancelled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.follow()
            except Exception as fault:  # noqa: BLE001 - the next turn catches up
                log.warning("stays_not_followed", fault=type(fault).__name__)

    async def follow(self, *, wait: bool = False) -> None:
        """Take in what was recorded since the last look. One process does it; others go on, or `wait`."""
        while await self._step(wait=wait):
            pass
        while await self._settle(wait=wait):
            pass

    async def _step(self, *, wait: bool) -> bool:
        """Take in one stretch; tell whether there is more."""
        async with self._db.transaction() as connection:
            if not await store.hold_progress(connection, wait=wait):
                return False
            now, policy = self._clock.now(), self._policy()
            progress = await store.progress(connection)
            if progress is None or progress.limits != policy.limits_key:
                await self._derive_all(connection, policy, now)
                return False
            until = min(now, progress.derived_until + AT_ONCE)
            await self._derive(connection, progress.derived_until - OVERLAP, until, policy)
            await store.note_progress(connection, until)
            return until < now

    async def _settle(self, *, wait: bool) -> bool:
        """Look again, once a minute, at what could not be seen when it was recorded; tell whether there is more."""
        async with self._db.transaction() as connection:
            if not await store.hold_progress(connection, wait=wait):
                return False
            now, policy = self._clock.now(), self._policy()
            settled = now - await oldest_writer(connection) - SETTLE
            progress = await store.progress(connection)
            if progress is None or progress.limits != policy.limits_key:
                return False
            if settled < progress.settled_until + SETTLED_EVERY:
                return False
            until = min(settled, progress.settled_until + AT_ONCE)
            await self._derive(connection, progress.settled_until, until, policy)
            await store.note_settled(connection, until)
            return until < settled

    async def _derive(self, connection: Any, after: datetime, until: datetime, policy: TracePolicy) -> None:
        oldest, newest = after - MAX_BACK - MAX_AHEAD, until + MAX_AHEAD
        await store.ensure_partitions(connection, oldest - store.LONGEST, newest)
        await store.derive_recorded(connection, after, until, policy, oldest=oldest, newest=newest)

    async def derive_all(self, done: Done = lambda _: None) -> None:
        """Derive everything again, from the first visit on; `done` hears of each day."""
        async with self._db.transaction() as connection:
            await store.hold_progress(connection, wait=True)
            await self._derive_all(connection, self._policy(), self._clock.now(), done)

    async def _derive_all(
        self, connection: Any, policy: TracePolicy, now: datetime, done: Done = lambda _: None
    ) -> None:
        await store.take_all_the_time(connection)
        settled = now - await oldest_writer(connection) - SETTLE
        await store.forget_stays(connection)
        first = await store.first_visit_at(connection)
        start = (first or now).astimezone(SHOWN_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        await store.ensure_partitions(connection, start - DAY, now + DAY)
        while start < now + MAX_AHEAD:
            await store.derive_between(connection, start, start + DAY, policy)
            start += DAY
            done(start)
        await store.note_all(connection, store.Progress(now, settled, policy.limits_key))
