"""The data of the trace bench: a city's people, venues of uneven popularity, two weeks of visits and their stays."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from venuecode.infra.sql import load_queries
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.venues.code import new_code

VISITS_A_STAY = 1.6
"""An entry, and for three of five an exit."""
DAY = timedelta(days=1)
_queries = load_queries(__file__, "city.sql")
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class City:
    """How large it is; `last` is the first moment after the last of `days` days."""

    people: int
    venues: int
    visits: int
    days: int
    last: datetime


def city_of(visits: int, now: datetime) -> City:
    """Return the city of the bench: 1,000,000 people, 20,000 venues, 14 whole days up to today."""
    today = now.astimezone(SHOWN_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return City(1_000_000, 20_000, visits, 14, today.astimezone(UTC))


async def make_city(url: str, city: City, told: Told) -> None:
    """Fill a migrated, empty database."""
    connection = await asyncpg.connect(url, command_timeout=3600, server_settings={"timezone": "UTC"})
    try:
        await connection.execute("SET work_mem = '512MB'; SET maintenance_work_mem = '1GB'; SELECT setseed(0.42)")
        for step in ("people", "venues", "doors", "spots"):
            await _do(connection, f"make_city_{step}", people=city.people, venues=city.venues)
        told(f"{city.people:,} people, {city.venues:,} venues")
        for n in range(city.days):
            start = city.last - (city.days - n) * DAY
            part = f"visit_{start.astimezone(SHOWN_ZONE):%Y%m%d}"
            stays = int(city.visits / city.days / VISITS_A_STAY)
            where = {"part": part, "day": start.isoformat(), "next": (start + DAY).isoformat()}
            await _do(connection, "make_city_day", people=city.people, venues=city.venues, stays=stays, **where)
            await _do(connection, "attach_city_day", **where)
            told(f"visits of {start.astimezone(SHOWN_ZONE):%m-%d}, {n + 1} of {city.days} days")
        await connection.execute("SELECT ensure_visit_partitions(now())")
    finally:
        await connection.close()


async def tidy(url: str) -> None:
    """Do at once what autovacuum does in time."""
    connection = await asyncpg.connect(url, command_timeout=3600)
    try:
        await connection.execute("SET maintenance_work_mem = '1GB'")
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


async def _do(connection: asyncpg.Connection, step: str, **values: object) -> None:
    await connection.execute(getattr(_queries, step).sql.format(**values))


async def prepare(url: str, folder: Path) -> int:
    """Make what scans need (statuses, codes of 5,000 doors); return how many visits there are."""
    connection = await asyncpg.connect(url, command_timeout=3600)
    try:
        await connection.execute("SELECT ensure_visit_partitions(now())")
        codes = await connection.fetch(_queries.codes_of_doors.sql)
        if not codes:
            await connection.execute(_queries.make_city_statuses.sql)
            doors = await connection.fetch(_queries.some_doors.sql)
            await connection.execute(_queries.make_entrances.sql, [door["id"] for door in doors])
            now = datetime.now(UTC)
            await connection.copy_records_to_table(
                "venue_code",
                records=[(str(new_code(secrets.token_bytes(10))), door["id"], now) for door in doors],
                columns=["code", "door_id", "issued_at"],
            )
            codes = await connection.fetch(_queries.codes_of_doors.sql)
        (folder / "codes").write_text("\n".join(row["code"] for row in codes))
        return int(await connection.fetchval(_queries.count_visits.sql))
    finally:
        await connection.close()


async def index_self_join(url: str, *, present: bool) -> None:
    """Make or drop the yardstick's index; the product has none like it."""
    connection = await asyncpg.connect(url, command_timeout=3600)
    try:
        await connection.execute("SET maintenance_work_mem = '1GB'")
        await connection.execute("DROP INDEX IF EXISTS bench_self_join")
        if present:
            await connection.execute(_queries.index_self_join.sql)
            await connection.execute("VACUUM visit")
    finally:
        await connection.close()


async def self_join(connection: asyncpg.Connection, person_id: int, since: datetime, until: datetime) -> int:
    """Return how many others scanned at a door within 30 minutes of a person's scans."""
    return int(await connection.fetchval(_queries.self_join.sql, person_id, since, until))


async def visits_recorded(connection: asyncpg.Connection, since: datetime | None, until: datetime | None) -> int:
    """Return how many visits were recorded after `since` up to `until`."""
    return int(await connection.fetchval(_queries.visits_recorded.sql, since, until))
