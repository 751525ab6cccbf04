"""Days of visits: their partitions, and how they are read while they fill."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.verdict import Direction
from venuecode.scanning import store
from venuecode.scanning.group import Line
from venuecode.scanning.rules import SAME_VISIT
from venuecode.scanning.store import HotConnection

FILL = """
    insert into visit (person_id, at, id, recorded_at, door_id, direction, verdict, colour, method, seq, flags)
    select n, $1::timestamptz, gen_random_uuid(), $1, n % 50, 0, 0, 0, 0, 0, 0 from generate_series(1, 20000) as n
"""


async def test_days_around_a_moment_get_their_partitions_once(db: Database):
    new_year = datetime(2031, 1, 1, 12, tzinfo=UTC)
    async with db.connection() as connection:
        assert await connection.fetchval("select ensure_visit_partitions($1)", new_year) == 17
        assert await connection.fetchval("select ensure_visit_partitions($1)", new_year) == 0


async def test_a_day_is_shanghais(db: Database):
    async with db.connection() as connection:
        await connection.execute("select ensure_visit_partition('2031-01-01')")
        bounds = await connection.fetchval(
            "select pg_get_expr(relpartbound, oid) from pg_class where relname = 'visit_20310101'"
        )
    assert bounds == "FOR VALUES FROM ('2030-12-31 16:00:00+00') TO ('2031-01-01 16:00:00+00')"


async def test_a_plan_made_while_a_day_was_empty_is_soon_made_again(
    db: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    now = clock.now()
    around = f"{now - SAME_VISIT:%Y-%m-%d %H:%M:%S+00}", f"{now + SAME_VISIT:%Y-%m-%d %H:%M:%S+00}"
    async with db.connection() as connection:
        await connection.fetchval("select ensure_visit_partitions($1)", now)
        await connection.execute("vacuum analyze visit_20260506")  # now the planner knows that it is empty
    hot = await HotConnection.open(db)

    async def plan() -> str:
        explain = f"explain execute {hot._read.get_name()} ('{{}}', '{around[0]}', '{around[1]}')"
        return "\n".join(line[0] for line in await hot._connection.fetch(explain))

    try:
        assert "visit_20260506_pkey" not in await plan()
        await hot._connection.execute(FILL, now)
        assert "visit_20260506_pkey" not in await plan()
        monkeypatch.setattr(store, "PLAN_SECONDS", 0.0)
        door = SimpleNamespace(facts=SimpleNamespace(door_id=1))
        scan: Any = SimpleNamespace(id=uuid4(), at=now, door=door, direction=Direction.IN)
        await hot.read_group([Line(scan, 1, None, 0)])
        assert "visit_20260506_pkey" in await plan()
    finally:
        await hot.close()
