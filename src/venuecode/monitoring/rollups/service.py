"""Keeps the counts up behind the scans, each visit in them once (ADR 0070); the one writer of the counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from prometheus_client import Gauge

from venuecode.infra.db import Database
from venuecode.infra.writers import oldest_writer
from venuecode.kernel.clock import Clock
from venuecode.monitoring.model import day_of
from venuecode.monitoring.rollups import store
from venuecode.monitoring.rules import PAST_DAYS, odd_doors
from venuecode.monitoring.settings import MonitoringSettings

AT_ONCE = timedelta(minutes=30)
"""What one transaction takes when much has gathered."""
DAY = timedelta(days=1)
log = structlog.get_logger()

LAG = Gauge("venuecode_counts_lag_seconds", "How far the counts lie behind the scans", multiprocess_mode="mostrecent")
Told = Callable[[date, int, int], None]


@dataclass(frozen=True, slots=True)
class Mended:
    """A day that was counted again."""

    day: date
    counted: int
    visits: int


class Rollups:
    """Folds new visits into the counts, counts days again, finds doors that do not fit their past."""

    def __init__(self, db: Database, clock: Clock, settings: MonitoringSettings) -> None:
        self._db = db
        self._clock = clock
        self._settings = settings

    async def follow(self) -> None:
        """Count what was recorded since the last time; where another process is at it, leave it to that one."""
        while await self._step(self._settings.settle):
            pass

    async def catch_up(self, told: Told = lambda *_: None) -> None:
        """Count all that is stored, the latest scans too; for when nobody scans. `told` is as in `rebuild`."""
        while await self._step(timedelta(), wait=True, told=told):
            pass

    async def _step(self, settle: timedelta, *, wait: bool = False, told: Told = lambda *_: None) -> bool:
        """Count one stretch; tell whether there is more."""
        async with self._db.transaction() as connection:
            if not await store.hold_progress(connection, wait=wait):
                return False
            now = self._clock.now()
            # in this order: what had not been committed when the writers were looked at is younger than `settled`
            settled = now - await oldest_writer(connection) - settle
            after = await store.counted_until(connection)
            if after is None:
                await self._count_all(connection, settled, told)
                return False
            if settled <= after:
                return False
            until = min(settled, after + AT_ONCE)
            await store.fold(connection, after, until)
            await store.note_progress(connection, until)
            return until < settled

    async def _count_all(self, connection: Any, settled: datetime, told: Told) -> None:
        await store.take_all_the_time(connection)
        days = await store.days_with_visits(connection)
        for n, day in enumerate(days, 1):
            await store.fold_day(connection, day, settled)
            told(day, n, len(days))
        await store.note_progress(connection, settled)
        await store.refresh_statistics(connection)

    async def rebuild(self, told: Told = lambda *_: None) -> int:
        """Count every day again whose visits are kept and return how many; `told` hears (day, days done, days in all).

        A day is exchanged in one transaction, so that dashboards are right all the while. Days whose visits are gone
        keep their counts.
        """
        first_time = await self.counted_until() is None
        while await self._step(self._settings.settle, wait=True, told=told if first_time else lambda *_: None):
            pass
        async with self._db.connection() as connection:
            days = await store.days_with_visits(connection)
        for n, day in enumerate([] if first_time else days, 1):
            await self._recount(day, whatever=True)
            told(day, n, len(days))
        return len(days)

    async def mend(self) -> list[Mended]:
        """Count again each kept day of which visits are missing in the counts; return what was mended.

        Visits come to be missing where they were stored otherwise than by a scan (a restored backup), or where one
        took longer than `settle_seconds` to be stored. Counts never shrink here: visits may be gone for good.
        """
        async with self._db.connection() as connection:
            days = await store.days_with_visits(connection)
        found = [mended for day in days if (mended := await self._recount(day)) is not None]
        for mended in found:
            log.warning("counts_mended", day=str(mended.day), counted=mended.counted, visits=mended.visits)
        return found

    async def _recount(self, day: date, *, whatever: bool = False) -> Mended | None:
        async with self._db.transaction() as connection:
            await store.hold_progress(connection, wait=True)
            await store.take_all_the_time(connection)
            until = await store.counted_until(connection)
            if until is None:
                return None
            visits = await store.visits_of_day(connection, day, until)
            counted = await store.counted_of_day(connection, day)
            if visits == 0 or (visits <= counted and not whatever):
                return None
            await store.forget_day(connection, day)
            await store.fold_day(connection, day, until)
            return Mended(day, counted, visits)

    async def look_at_doors(self) -> int:
        """Note the doors whose count of the last two full days does not fit their past; return how many there are."""
        async with self._db.connection() as connection:
            until = await store.counted_until(connection)
        if until is None:
            return 0
        noted = 0
        for ago in (1, 2):
            noted += await self._look_at_doors(day_of(until) - ago * DAY)
        return noted

    async def _look_at_doors(self, day: date) -> int:
        async with self._db.transaction() as connection:
            await store.take_all_the_time(connection)
            found = odd_doors(await store.pasts_of_doors(connection, day, PAST_DAYS))
            await store.note_odd_doors(connection, day, found)
        return len(found)

    async def forget_old(self) -> None:
        """Forget hourly counts of doors and counts of guards when their time is over."""
        now = self._clock.now()
        async with self._db.transaction() as connection:
            await store.take_all_the_time(connection)
            await store.forget_old(
                connection, now - self._settings.door_days * DAY, now - self._settings.guard_days * DAY
            )

    async def observe(self) -> None:
        """Tell the metrics how far the counts lie behind."""
        until = await self.counted_until()
        if until is not None:
            LAG.set(max(0.0, (self._clock.now() - until).total_seconds()))

    async def counted_until(self) -> datetime | None:
        """Return up to which moment of recording visits are in the counts."""
        async with self._db.connection() as connection:
            return await store.counted_until(connection)
