"""Venues to count at, and visits straight into their table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from counts_reference import counted, recounted
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock, FixedClock
from venuecode.monitoring.rollups import store
from venuecode.monitoring.rollups.service import Rollups
from venuecode.monitoring.settings import MonitoringSettings

SETTLE = timedelta(seconds=30)
VENUES = [
    ("371502001", 1, "library", None, 2),
    ("371502001", 2, "restaurant", "东昌府区商务局", 1),
    ("371502002", 2, "restaurant", "东昌府区商务局", 1),
    ("371503", 2, "mall", "茌平区商务局", 2),
    ("370202001", 5, "compound", None, 1),
]
"""Division, class, type, supervising department, doors."""


@dataclass(frozen=True)
class Seen:
    """A visit to store; the rest of its columns say an ordinary scan of one's own."""

    door: int
    at: datetime
    recorded_at: datetime
    person: int = 1
    more: dict[str, Any] = field(default_factory=dict)


class Doors(list[int]):
    """The ids of all doors, in the order of `VENUES`."""

    venues: list[int]


@pytest.fixture
async def doors(db: Database) -> Doors:
    """The venues' doors."""
    found = Doors()
    found.venues = []
    async with db.transaction() as connection:
        for n, (division, venue_class, kind, department, count) in enumerate(VENUES):
            venue = await connection.fetchval(
                "insert into venue (full_name, short_name, class, type, division_code, address, department)"
                " values ($1, $1, $2, $3, $4, '路', $5) returning id",
                f"场所{n}",
                venue_class,
                kind,
                division,
                department,
            )
            found.venues.append(venue)
            for m in range(count):
                door = "insert into door (venue_id, name, direction) values ($1, $2, 'both') returning id"
                found.append(await connection.fetchval(door, venue, f"门{m}"))
    return found


async def store_visits(connection: Any, visits: Sequence[Seen]) -> None:
    """Store visits as the scan's own statement would."""
    plain = {"direction": 0, "verdict": 0, "colour": 0, "method": 0, "flags": 0, "test_at": None, "registrar_id": None}
    moments = [seen.at for seen in visits]
    await connection.execute(
        "select ensure_visit_partition((day at time zone 'Asia/Shanghai')::date) from unnest($1::timestamptz[]) day",
        moments,
    )
    names = list(plain)
    columns = ", ".join(["person_id", "at", "id", "recorded_at", "door_id", "seq", *names])
    places = ", ".join(f"${n}" for n in range(1, 7 + len(names)))
    await connection.executemany(
        f"insert into visit ({columns}) values ({places})",
        [
            (v.person, v.at, uuid4(), v.recorded_at, v.door, 0, *({**plain, **v.more}[name] for name in names))
            for v in visits
        ],
    )


def rollups_of(db: Database, clock: Clock, **settings: float) -> Rollups:
    """Return the counting of one worker."""
    return Rollups(db, clock, MonitoringSettings(**settings))


@pytest.fixture
def rollups(db: Database, clock: FixedClock) -> Rollups:
    """The counting of a worker whose clock the test moves."""
    return rollups_of(db, clock)


async def counts_agree(db: Database) -> int:
    """Compare every table of counts with a recount; return how many visits are in them."""
    async with db.connection() as connection:
        until = await store.counted_until(connection)
        assert until is not None
        expected, found = await recounted(connection, until), await counted(connection)
    for table, rows in expected.items():
        assert found[table] == rows, table
    return sum(row[2] for row in expected["door_day"])
