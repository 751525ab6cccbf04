"""SQL of the desk, as typed functions; rows keep the columns' names."""

from datetime import datetime
from typing import Any

from venuecode.infra.sql import load_queries

_queries = load_queries(__file__)


async def scans_of_person(connection: Any, person_id: int, since: datetime, until: datetime) -> list[Any]:
    rows = _queries.scans_of_person(connection, person_id=person_id, since=since, until=until)
    return [row async for row in rows]


async def venue_of(connection: Any, venue_id: int) -> Any:
    return await _queries.venue_of(connection, id=venue_id)


async def present_at_venue(connection: Any, venue_id: int, since: datetime, until: datetime, most: int) -> list[Any]:
    rows = _queries.present_at_venue(connection, venue_id=venue_id, since=since, until=until, most=most)
    return [row async for row in rows]


async def people_by_door_and_hour(connection: Any, venue_id: int, since: datetime, until: datetime) -> list[Any]:
    rows = _queries.people_by_door_and_hour(connection, venue_id=venue_id, since=since, until=until)
    return [row async for row in rows]
