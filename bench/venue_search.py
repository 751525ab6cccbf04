"""How long one page of the officers' search takes among a million generated venues: `python bench/venue_search.py`."""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from venuecode.infra.db import Database
from venuecode.infra.embedded import EmbeddedServer
from venuecode.infra.migrate import apply_migrations
from venuecode.kernel.ids import DivisionCode
from venuecode.regions.rules import Scope
from venuecode.regions.table import shipped_divisions
from venuecode.venues.classes import TYPES, VenueClass, VenueType
from venuecode.venues.model import VenueFilter, VenueState
from venuecode.venues.search import search

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
ROUNDS = 20
NEWEST = 2**62
PLACES = [
    "水城",
    "柳园",
    "古楼",
    "新区",
    "光岳",
    "东昌",
    "湖滨",
    "运河",
    "凤凰",
    "阳光",
    "锦绣",
    "华府",
    "世纪",
    "金鼎",
    "盛世",
    "鲁西",
    "泰和",
    "百合",
    "昌润",
    "振兴",
]
TRADES = [
    "超市",
    "饭店",
    "药房",
    "宾馆",
    "银行",
    "学校",
    "医院",
    "小区",
    "网吧",
    "影城",
    "商场",
    "公司",
    "茶楼",
    "书店",
    "花店",
    "面馆",
    "烤鸭",
    "影楼",
    "健身",
    "洗车",
]
COLUMNS = [
    "full_name",
    "short_name",
    "class",
    "type",
    "credit_code",
    "division_code",
    "address",
    "latitude",
    "longitude",
    "state",
    "last_scan_at",
    "issued_at",
    "updated_at",
]
PROVINCE = Scope(DivisionCode("370000"))
CITY = Scope(DivisionCode("371500"))
COUNTY = Scope(DivisionCode("371502"))
STREET = Scope(DivisionCode("371502001"))
SEARCHES = {
    "no filter, province": VenueFilter(PROVINCE),
    "city": VenueFilter(CITY),
    "county": VenueFilter(COUNTY),
    "street": VenueFilter(STREET),
    "two characters, province": VenueFilter(PROVINCE, name="烤鸭"),
    "two characters, city": VenueFilter(CITY, name="烤鸭"),
    "two characters, county": VenueFilter(COUNTY, name="烤鸭"),
    "two characters that all have": VenueFilter(PROVINCE, name="分店"),
    "one character": VenueFilter(PROVINCE, name="鸭"),
    "a rare name": VenueFilter(PROVINCE, name="77777号"),
    "a name nobody has": VenueFilter(PROVINCE, name="月球基地"),
    "two words apart, nobody": VenueFilter(PROVINCE, name="鸭烤"),
    "credit code": VenueFilter(PROVINCE, credit_code="C000000000000777"),
    "type": VenueFilter(PROVINCE, type=VenueType("bus")),
    "type in a county": VenueFilter(COUNTY, type=VenueType("bus")),
    "class in a city": VenueFilter(CITY, venue_class=VenueClass.HOUSING_SITES),
    "suspended": VenueFilter(PROVINCE, state=VenueState.SUSPENDED),
    "suspended in a county": VenueFilter(COUNTY, state=VenueState.SUSPENDED),
    "never scanned": VenueFilter(PROVINCE, never_scanned=True),
    "never scanned in a county": VenueFilter(COUNTY, never_scanned=True),
    "all at once": VenueFilter(COUNTY, name="烤鸭", type=VenueType("restaurant"), never_scanned=True),
}


def generated(rows: int) -> Iterator[tuple[Any, ...]]:
    """Invent venues over all streets of Shandong: some trades rare, 1 in 200 suspended, 1 in 20 never scanned."""
    dice = random.Random(7)
    streets = [str(d.code) for d in shipped_divisions() if len(d.code) == 9]
    types = list(TYPES.values())
    now = datetime(2026, 5, 6, tzinfo=UTC)
    for number in range(rows):
        kind = dice.choice(types)
        trade = TRADES[min(int(dice.expovariate(0.25)), len(TRADES) - 1)]
        place = dice.choice(PLACES)
        scanned = None if dice.random() < 0.05 else now - timedelta(hours=dice.randrange(1000))
        yield (
            f"{place}{trade}{number}号分店",
            f"{place}{trade}",
            int(kind.venue_class),
            kind.code,
            f"C{number:015d}",
            dice.choice(streets),
            f"{dice.choice(PLACES)}路 {dice.randrange(500)} 号",
            36.0 + dice.random(),
            116.0 + dice.random(),
            "suspended" if dice.random() < 0.005 else "active",
            scanned,
            now,
            now,
        )


async def measure(url: str) -> None:
    """Fill the table and time the first page and a deep page of each search."""
    db = await Database.connect(url, size=2)
    async with db.connection() as connection:
        await connection.execute("set statement_timeout = 0")
        started = time.perf_counter()
        await connection.copy_records_to_table("venue", records=generated(ROWS), columns=COLUMNS)
        await connection.execute("vacuum analyze venue")
        size = await connection.fetchval("select pg_size_pretty(pg_total_relation_size('venue'))")
        print(f"{ROWS:,} venues in {time.perf_counter() - started:.0f} s, {size} with indexes")
        print(f"{'search':32} {'found':>5} {'median ms':>10} {'worst ms':>9}   deep page: median, worst")
        for name, wanted in SEARCHES.items():
            first = await _timed(db, wanted, NEWEST)
            deep = await _timed(db, wanted, ROWS // 3)
            print(f"{name:32} {first[0]:5} {first[1]:10.1f} {first[2]:9.1f}   {deep[1]:10.1f} {deep[2]:9.1f}")
    await db.close()


async def _timed(db: Database, wanted: VenueFilter, before: int) -> tuple[int, float, float]:
    times: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        async with db.transaction() as connection:
            found = await search(connection, wanted, before, 50)
        times.append((time.perf_counter() - started) * 1000)
    return len(found), statistics.median(times), max(times)


def main() -> None:
    """Start a server of its own, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="venuecode-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedServer(Path(folder) / "pg", {"shared_buffers": "512MB", "maintenance_work_mem": "256MB"})
        server.start()
        try:
            server.create_database("venuecode")
            apply_migrations(server.url())
            asyncio.run(measure(server.url()))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
