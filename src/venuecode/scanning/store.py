"""The hot path's statements on one held connection, prepared once; visits by key."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg

from venuecode.infra.db import Database
from venuecode.infra.sql import load_queries
from venuecode.scanning.group import Facts, Line
from venuecode.scanning.model import PendingScan, Visit
from venuecode.scanning.rules import SAME_VISIT

_queries = load_queries(__file__)

STATEMENT_SECONDS = 5
_MANY = 5 * STATEMENT_SECONDS
_SESSION = f"SET plan_cache_mode = force_generic_plan; SET jit = off; SET statement_timeout = '{STATEMENT_SECONDS}s'"
"""One plan for every group: planning over the partitions of a fortnight costs more than running the statement."""
PLAN_SECONDS = 5.0
"""How long a plan is used. One that was made while a day's partition was empty would read all of it for each person."""


class HotConnection:
    """A connection taken out of the pool for good, with the statements of the hot path."""

    def __init__(self, db: Database, connection: Any, statements: Sequence[Any]) -> None:
        self._db = db
        self._connection = connection
        self._read, self._record, self._record_with_alerts, self._stored = statements
        self._planned_at = time.monotonic()

    @classmethod
    async def open(cls, db: Database) -> "HotConnection":
        """Take a connection and prepare it."""
        connection = await db.pool.acquire(timeout=STATEMENT_SECONDS)
        try:
            await connection.execute(_SESSION)
            statements = [
                await connection.prepare(query.sql)
                for query in (
                    _queries.read_group,
                    _queries.record_visits,
                    _queries.record_visits_and_alerts,
                    _queries.stored_visits,
                )
            ]
        except BaseException:
            await db.pool.release(connection)
            raise
        return cls(db, connection, statements)

    async def close(self) -> None:
        """Give the connection back; a broken one is thrown away by the pool."""
        await self._db.pool.release(self._connection)

    async def read_group(self, lines: Sequence[Line]) -> list[Facts]:
        """Return one row a line, in the order of the lines."""
        if time.monotonic() - self._planned_at > PLAN_SECONDS:
            await self._connection.execute("DISCARD PLANS")
            self._planned_at = time.monotonic()
        asked = [
            (line.person_id, line.scan.at, line.scan.id, line.scan.door.facts.door_id, line.scan.direction, line[2])
            for line in lines
        ]
        ats = [line.scan.at for line in lines]
        rows = await self._read.fetch(asked, min(ats) - SAME_VISIT, max(ats) + SAME_VISIT, timeout=_MANY)
        return sorted(map(Facts._make, rows))  # by `n`, which is the first column and unique

    async def record(self, visits: Sequence[Visit], stops: Sequence[tuple[Visit, PendingScan]], now: datetime) -> int:
        """Store visits and the alerts of their stops in one transaction; return how many visits were new."""
        count: int
        if not stops:
            count = await self._record.fetchval(now, visits, timeout=_MANY)
            return count
        alerts = [
            (visit.person_id, visit.at, visit.id, facts.venue_id, facts.division_code, visit.reasons[0])
            for visit, facts in ((visit, scan.door.facts) for visit, scan in stops)
            if visit.reasons
        ]
        count = await self._record_with_alerts.fetchval(now, visits, alerts, timeout=_MANY)
        return count

    async def stored(self, visits: Sequence[Visit]) -> dict[tuple[int, datetime, Any], Any]:
        """Return the rows that stand under the keys of `visits`."""
        persons, ats, ids, *_ = zip(*visits, strict=True)
        rows = await self._stored.fetch(persons, ats, ids, min(ats), max(ats), timeout=_MANY)
        return {(row["person_id"], row["at"], row["id"]): row for row in rows}


def visit_of(row: Any) -> Visit:
    """Return the visit that a row holds."""
    columns = {field: row[field] for field in Visit._fields}
    return Visit(**{**columns, "reasons": tuple(row["reasons"]) if row["reasons"] else None})


async def ensure_partitions(connection: Any, moments: Sequence[datetime]) -> None:
    """Make the partitions of the days of `moments` where they are missing."""
    await connection.fetch(_queries.ensure_partitions.sql, list(moments))


async def ensure_partitions_around(connection: Any, now: datetime) -> int:
    """Make the partitions of the days that scans may lie on, and of the week ahead; return how many were missing."""
    made: int = await _queries.ensure_partitions_around(connection, now=now)
    return made


def is_missing_partition(fault: BaseException) -> bool:
    """Whether a visit found no partition for its day."""
    return isinstance(fault, asyncpg.CheckViolationError) and "no partition" in str(fault)
