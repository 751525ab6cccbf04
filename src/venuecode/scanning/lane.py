"""Group commit: scans that arrive while one group is being stored make up the next (ADR 0005)."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence

import asyncpg
from prometheus_client import Counter, Histogram

from venuecode.health.policy.service import Policies
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import Busy, DomainError
from venuecode.scanning import store
from venuecode.scanning.group import Group, decide_group, lines_of
from venuecode.scanning.model import CannotStore, PendingScan
from venuecode.scanning.store import HotConnection

log = logging.getLogger(__name__)

VISITS = Counter("venuecode_visits_total", "Visits stored")
STOPS = Counter("venuecode_stops_total", "Visits that were stopped")
AWAY = Counter("venuecode_scans_sent_away_total", "Scans answered 503 because a lane was full or the database away")
GROUP = Histogram("venuecode_scan_group_size", "Scans stored together", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512))
SECONDS = Histogram("venuecode_scan_group_seconds", "Time to read, decide and store a group")

REOPEN_SECONDS = 0.5
"""Pause before another try to reach a database that is away; meanwhile callers are sent away at once."""
BUSY_SECONDS = 2
_OF_THE_DATA = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.RaiseError)
Committed = Callable[[Sequence[PendingScan], bool], None]


class Lane:
    """One connection, one group in flight, one bounded queue."""

    def __init__(
        self, db: Database, clock: Clock, policies: Policies, *, batch: int, queue: int, committed: Committed
    ) -> None:
        self._db = db
        self._clock = clock
        self._policies = policies
        self._batch = batch
        self._room = queue
        self._committed = committed
        self._waiting: deque[PendingScan] = deque()
        self._arrived = asyncio.Event()
        self._connection: HotConnection | None = None
        self._away = False

    def submit(self, scan: PendingScan) -> None:
        """Queue a scan for the next group; raises `Busy` when the lane is full or the database away."""
        if self._away or len(self._waiting) >= self._room:
            AWAY.inc()
            raise Busy(retry_after=BUSY_SECONDS)
        self._waiting.append(scan)
        self._arrived.set()

    async def run(self) -> None:
        """Store group after group until cancelled; whoever still waits then is sent away."""
        try:
            while True:
                await self._arrived.wait()
                waiting = self._waiting
                scans = [waiting.popleft() for _ in range(min(len(waiting), self._batch))]
                if not waiting:
                    self._arrived.clear()
                await self._store(scans)
        finally:
            _fail(self._waiting, Busy(retry_after=BUSY_SECONDS))
            if self._connection is not None:
                await self._connection.close()

    async def _store(self, scans: Sequence[PendingScan]) -> None:
        """Store a group; a fault of one scan's data fails that scan alone, any other fault the group, with 503."""
        try:
            if self._connection is None:
                self._connection = await HotConnection.open(self._db)
            await self._flush(self._connection, scans)
            self._away = False
        except _OF_THE_DATA as fault:
            await self._after_refusal(scans, fault)
        except asyncio.CancelledError:
            _fail(scans, Busy(retry_after=BUSY_SECONDS))
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it was, nothing was acknowledged
            log.warning("a group of %d scans was not stored: %s", len(scans), type(fault).__name__)
            _fail(scans, Busy(retry_after=BUSY_SECONDS))
            await self._leave()

    async def _after_refusal(self, scans: Sequence[PendingScan], fault: Exception) -> None:
        if store.is_missing_partition(fault):
            async with self._db.connection() as connection:
                await store.ensure_partitions(connection, [scan.at for scan in scans])
            await self._store(scans)
        elif len(scans) > 1:
            middle = len(scans) // 2
            await self._store(scans[:middle])
            await self._store(scans[middle:])
        else:
            log.error("a scan was refused by the database: %s", type(fault).__name__)
            _fail(scans, CannotStore())

    async def _leave(self) -> None:
        """Let the connection go and turn callers away until another stands."""
        connection, self._connection, self._away = self._connection, None, True
        _fail(self._waiting, Busy(retry_after=BUSY_SECONDS))
        self._waiting.clear()
        while self._connection is None:
            try:
                if connection is not None:
                    await connection.close()
                    connection = None
                self._connection = await HotConnection.open(self._db)
            except Exception as fault:  # noqa: BLE001 - the database is away; try until it is back
                log.warning("the database cannot be reached: %s", type(fault).__name__)
                await asyncio.sleep(REOPEN_SECONDS)
        self._away = False

    async def _flush(self, connection: HotConnection, scans: Sequence[PendingScan]) -> None:
        """Read, decide, store; answer only after the commit."""
        began = time.perf_counter()
        GROUP.observe(len(scans))
        lines = lines_of(scans)
        rows = await connection.read_group(lines)
        now = self._clock.now()
        group = decide_group(lines, rows, self._policies.current, now)
        if group.visits:
            new = await connection.record(group.visits, group.stops, now)
            if new < len(group.visits):
                await _put_stored(connection, group)
            self._committed(scans, bool(group.stops))
            VISITS.inc(len(group.visits))
            STOPS.inc(len(group.stops))
        SECONDS.observe(time.perf_counter() - began)
        for scan, answer in zip(scans, group.answers, strict=True):
            if scan.done.done():
                continue
            if isinstance(answer, DomainError):
                scan.done.set_exception(answer)
            else:
                scan.done.set_result(answer)


async def _put_stored(connection: HotConnection, group: Group) -> None:
    """Answer what really stands in the database where another process was quicker with the same visit."""
    rows = await connection.stored(group.visits)
    for answer in group.answers:
        if isinstance(answer, DomainError):
            continue
        for i, answered in enumerate(answer):
            visit = answered.visit
            row = rows.get((visit.person_id, visit.at, visit.id))
            if row is not None and row["recorded_at"] != answered.recorded_at:
                answer[i] = answered._replace(visit=store.visit_of(row), recorded_at=row["recorded_at"], repeated=True)


def _fail(scans: Sequence[PendingScan] | deque[PendingScan], error: DomainError) -> None:
    for scan in scans:
        if not scan.done.done():
            scan.done.set_exception(error)
