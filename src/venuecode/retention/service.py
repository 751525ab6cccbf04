"""Destroys what has lived its time: each day or kind in one transaction with its entry in the record."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

import structlog

from venuecode.audit.model import SYSTEM
from venuecode.audit.service import AuditLog
from venuecode.infra.db import Database
from venuecode.kernel.clock import SHOWN_ZONE, Clock
from venuecode.retention import store
from venuecode.retention.model import Destroyed, What
from venuecode.retention.rules import days_over, moments_over
from venuecode.retention.settings import RetentionSettings

log = structlog.get_logger()


class Retention:
    """The one that destroys personal data by the clock."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, settings: RetentionSettings) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._settings = settings

    async def preview(self) -> list[Destroyed]:
        """Return what `run` would destroy now; nothing is changed, no scan waits."""
        return await self._all(self._count_day, self._try_kind)

    async def run(self) -> list[Destroyed]:
        """Destroy what has lived its time and return it; goes on past a step that fails and tells of it."""
        return await self._all(self._destroy_day, self._destroy_kind)

    async def nightly(self) -> None:
        """Run; raises where a step failed, so that the schedule counts as failed and its alarm goes off."""
        failed = [one.what.value for one in await self.run() if one.failed]
        if failed:
            raise RuntimeError(f"not destroyed: {', '.join(failed)}")

    async def _all(
        self,
        by_day: Callable[[What, date, datetime], Awaitable[int | None]],
        by_kind: Callable[[What, datetime, datetime], Awaitable[int]],
    ) -> list[Destroyed]:
        now = self._clock.now()
        found: list[Destroyed] = []
        for what in (What.VISITS, What.STAYS):
            async with self._db.connection() as connection:
                days = await store.stored_days(connection, what)
            for day in days_over(days, now, self._settings):
                found += await self._step(what, by_day(what, day, now), day=day)
        for what, before in moments_over(now, self._settings).items():
            found += await self._step(what, by_kind(what, before, now), before=before.astimezone(SHOWN_ZONE).date())
        return found

    async def _step(
        self, what: What, work: Awaitable[int | None], *, day: date | None = None, before: date | None = None
    ) -> list[Destroyed]:
        try:
            rows = await work
        except Exception as fault:  # noqa: BLE001 - one kind that cannot be destroyed must not keep the others alive
            log.warning("retention_step_failed", what=what.value, fault=type(fault).__name__)
            return [Destroyed(what, 0, day, before, failed=True)]
        return [Destroyed(what, rows, day, before)] if rows else []

    async def _count_day(self, what: What, day: date, now: datetime) -> int:
        async with self._db.transaction() as connection:
            return await store.rows_of_day(connection, what, day, await store.held_people(connection, day, now))

    async def _destroy_day(self, what: What, day: date, now: datetime) -> int | None:
        async with self._db.transaction() as connection:
            held = await store.held_people(connection, day, now)
            rows = await store.destroy_day(connection, what, day, held)
            if rows:
                await self._record(connection, what, rows, day=day)
        return rows

    async def _try_kind(self, what: What, before: datetime, now: datetime) -> int:
        async with self._db.connection() as connection:
            trial = connection.transaction()
            await trial.start()
            try:
                return await store.destroy_before(connection, what, before, now)
            finally:
                await trial.rollback()

    async def _destroy_kind(self, what: What, before: datetime, now: datetime) -> int:
        async with self._db.transaction() as connection:
            rows = await store.destroy_before(connection, what, before, now)
            if rows:
                await self._record(connection, what, rows, before=before.astimezone(SHOWN_ZONE).date())
        return rows

    async def _record(self, connection: Any, what: What, rows: int, **when: date) -> None:
        details = {"what": what.value, "rows": rows} | {name: day.isoformat() for name, day in when.items()}
        await self._audit.record(connection, SYSTEM, "retention.destroyed", details=details)
