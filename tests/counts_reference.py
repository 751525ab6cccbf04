"""The counts made the slow, obviously right way: one visit after the other, from the table of visits."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.monitoring.model import MEASURES

Row = tuple[Any, ...]
COLOURS = {1: "grey", 2: "yellow", 3: "red"}
METHODS = {1: "companion", 2: "card", 3: "personal_code", 4: "document", 5: "terminal", 6: "typed"}
BANDS = ((24, "test_24h"), (48, "test_48h"), (72, "test_72h"), (168, "test_7d"))
VISITS = """
select v.*, d.venue_id, e.division_code, e.class, e.type, coalesce(e.department, '') as department
from visit v join door d on d.id = v.door_id join venue e on e.id = d.venue_id where v.recorded_at <= $1
"""


def _measures(visit: Any) -> Iterator[str]:
    yield "visits"
    if visit["verdict"] == 1:
        yield "stops"
    if visit["direction"] == 0:
        yield "entries"
    if visit["colour"] in COLOURS:
        yield COLOURS[visit["colour"]]
    if visit["method"] in METHODS:
        yield METHODS[visit["method"]]
    late = visit["flags"] & 1 == 1
    if late:
        yield "late"
    if visit["test_at"] is not None:
        age = (visit["at"] if late else visit["recorded_at"]) - visit["test_at"]
        yield next((band for hours, band in BANDS if age <= timedelta(hours=hours)), "test_older")


def _areas(code: str) -> set[str]:
    return {code, code[:6], code[:4] + "00", code[:2] + "0000", "000000"}


async def recounted(connection: Any, until: datetime) -> dict[str, set[Row]]:
    """Return every row that each table of counts must hold, by table."""
    counts: dict[str, defaultdict[Row, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    active: defaultdict[Row, set[int]] = defaultdict(set)
    seen: defaultdict[int, list[datetime]] = defaultdict(list)
    for visit in await connection.fetch(VISITS, until):
        measures = Counter(_measures(visit))
        day = visit["at"].astimezone(SHOWN_ZONE).date()
        hour = visit["at"].replace(minute=0, second=0, microsecond=0)
        trade = (visit["class"], visit["type"], visit["department"])
        counts["door_hour"][visit["door_id"], hour] += measures
        counts["door_day"][visit["door_id"], day] += measures
        counts["venue_day"][day, visit["venue_id"]] += measures
        for length in (4, 16):
            first = day - (day - date(2000, 1, 1)).days % length * timedelta(days=1)
            counts["venue_span"][length, first, visit["venue_id"]] += measures
        seen[visit["venue_id"]].append(visit["at"])
        if visit["registrar_id"] is not None and visit["method"] in {2, 3, 4, 6}:
            counts["guard_day"][visit["door_id"], day, visit["registrar_id"]] += measures
        for area in _areas(visit["division_code"]):
            counts["area_hour"][area, hour, *trade] += measures
            counts["area_day"][area, day, *trade] += measures
            active[area, day, *trade].add(visit["venue_id"])
    rows: dict[str, set[Row]] = {
        table: {(*key, *(found[name] for name in ("visits", "stops"))) for key, found in counts[table].items()}
        for table in ("door_day", "venue_day", "venue_span", "guard_day")
    }
    for table in ("door_hour", "area_hour", "area_day"):
        rows[table] = {(*key, *(found[name] for name in MEASURES)) for key, found in counts[table].items()}
    rows["area_day"] = {(*row[:5], len(active[row[:5]]), *row[5:]) for row in rows["area_day"]}
    rows["venue"] = {(venue, min(moments), max(moments)) for venue, moments in seen.items()}
    return rows


async def counted(connection: Any) -> dict[str, set[Row]]:
    """Return every row that each table of counts holds, by table."""
    all_of = ", ".join(f"c.{name}" for name in MEASURES)
    trade = "t.class, t.type, t.department"
    queries = {
        "door_hour": f"select c.door_id, c.hour, {all_of} from count_door_hour c",
        "door_day": "select door_id, day, visits, stops from count_door_day",
        "venue_day": "select day, venue_id, visits, stops from count_venue_day",
        "venue_span": "select length, first, venue_id, visits, stops from count_venue_span",
        "guard_day": "select door_id, day, registrar_id, visits, stops from count_guard_day",
        "area_hour": f"select c.area, c.hour, {trade}, {all_of} from count_area_hour c"
        " join count_trade t on t.id = c.trade_id",
        "area_day": f"select c.area, c.day, {trade}, c.venues, {all_of} from count_area_day c"
        " join count_trade t on t.id = c.trade_id",
        "venue": "select venue_id, first_at, last_at from count_venue",
    }
    return {table: {tuple(row) for row in await connection.fetch(query)} for table, query in queries.items()}
