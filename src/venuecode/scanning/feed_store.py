"""SQL of the live feed and of people's own visits, as typed functions."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from venuecode.infra.sql import load_queries
from venuecode.kernel.verdict import Method
from venuecode.scanning.guard import Counts, GuardVisit, guard_visit
from venuecode.scanning.rules import MAX_AHEAD, MAX_BACK
from venuecode.scanning.schemas import METHODS
from venuecode.venues.code import VenueCode

_queries = load_queries(__file__, "feed.sql")
MOST = 5_000
_DAY = timedelta(days=1)


async def guarded_doors(connection: Any, person_id: int, door_ids: Collection[int]) -> dict[int, VenueCode]:
    """Return door → code of those doors that the person may watch."""
    rows = _queries.guarded_doors(connection, person_id=person_id, door_ids=list(door_ids))
    return {row["id"]: VenueCode(row["code"]) async for row in rows}


async def count_day(connection: Any, door_ids: Collection[int], day: datetime, until: datetime) -> dict[int, Counts]:
    """Return the counts of a day by door, as far as recorded by `until`."""
    rows = _queries.count_day(connection, door_ids=list(door_ids), day=day, next_day=day + _DAY, until=until)
    counts: dict[int, Counts] = {}
    async for row in rows:
        one = Counts(row["entered"], row["departed"], row["stopped"])
        method = METHODS[Method(row["method"])]
        counts[row["door_id"]] = counts.get(row["door_id"], Counts()).plus(one, method)
    return counts


async def stopped_of_day(
    connection: Any, door_ids: Collection[int], day: datetime, until: datetime, most: int
) -> list[GuardVisit]:
    """Return the stopped of a day, newest first."""
    rows = _queries.stopped_of_day(
        connection, door_ids=list(door_ids), day=day, next_day=day + _DAY, until=until, most=most
    )
    return [guard_visit(row) async for row in rows]


async def recorded_since(
    connection: Any, door_ids: Collection[int], since: datetime, now: datetime, most: int = MOST
) -> list[GuardVisit]:
    """Return visits recorded after `since`, oldest first; the newest `most` of them."""
    rows = _queries.visits_recorded_since(
        connection,
        door_ids=list(door_ids),
        since=since,
        at_since=since - MAX_AHEAD - timedelta(minutes=1),
        late_since=now - MAX_BACK - _DAY,
        most=most,
    )
    return [guard_visit(row) async for row in rows][::-1]


async def visit_of_door(connection: Any, door_id: int, at: datetime, visit_id: UUID, seq: int) -> Any:
    """Return the visit's key and colour; none if there is none at that door."""
    return await _queries.visit_of_door(connection, door_id=door_id, at=at, id=visit_id, seq=seq)


async def visits_of_person(connection: Any, person_id: int, before: datetime, oldest: datetime, most: int) -> list[Any]:
    """Return a person's visits with venue and door, newest first."""
    rows = _queries.visits_of_person(connection, person_id=person_id, before=before, oldest=oldest, most=most)
    return [row async for row in rows]


async def visit_by_key(connection: Any, person_id: int, at: datetime, visit_id: UUID) -> bool:
    """Whether a visit stands under this key."""
    return bool(await _queries.visit_by_key(connection, person_id=person_id, at=at, id=visit_id))


async def visit_seen(connection: Any, person_id: int, at: datetime, door_id: int) -> GuardVisit | None:
    """Return a person's visit at a door and moment as the guard sees it."""
    row = await _queries.visit_seen(connection, person_id=person_id, at=at, door_id=door_id)
    return guard_visit(row) if row else None
