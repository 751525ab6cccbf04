"""SQL of the dashboards, as typed functions over the counts."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from venuecode.infra.db import Database
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode
from venuecode.monitoring.model import Counts, Days, Facet, View
from venuecode.monitoring.rules import spans_of

_queries = load_queries(__file__)


class DayTotal(NamedTuple):
    """Counts of a day and how many venues were active on it."""

    counts: Counts
    venues: int


class Part(NamedTuple):
    """Counts of an area or of venues of a kind, with what the days before had; `venue_days` sums active venues."""

    counts: Counts
    venue_days: int
    visits_before: int
    stops_before: int


NOTHING = Part(Counts(), 0, 0, 0)


@asynccontextmanager
async def reading(db: Database) -> AsyncIterator[Any]:
    """One moment's view of all counts: the figures of an answer agree with one another."""
    async with db.connection() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await _queries.plan_for_the_values_given(connection)
        yield connection


def _scope(view: View) -> dict[str, Any]:
    return {"low": view.scope.low, "high": view.scope.high, **view.trade}


async def counted_until(connection: Any) -> datetime | None:
    moment: datetime | None = await _queries.counted_until(connection)
    return moment


async def by_hour(connection: Any, view: View, since: datetime, until: datetime) -> dict[datetime, Counts]:
    rows = _queries.by_hour(connection, area=view.scope.division, since=since, until=until, **view.trade)
    return {row["at"]: Counts.of(row) async for row in rows}


async def by_day(connection: Any, view: View, first: date, last: date) -> dict[date, DayTotal]:
    rows = _queries.by_day(connection, area=view.scope.division, since=first, until=last, **view.trade)
    return {row["day"]: DayTotal(Counts.of(row), row["venues"]) async for row in rows}


def _part(row: Any) -> Part:
    return Part(Counts.of(row), int(row["venue_days"]), int(row["visits_before"]), int(row["stops_before"]))


def _compared(days: Days) -> dict[str, date]:
    return {"since": days.first, "until": days.last, "earlier": days.before.first}


async def by_area(connection: Any, view: View, areas: Sequence[str]) -> dict[str, Part]:
    rows = _queries.by_area(connection, areas=list(areas), **_compared(view.days), **view.trade)
    return {row["area"]: _part(row) async for row in rows}


async def by_facet(connection: Any, view: View, facet: Facet) -> dict[str, Part]:
    rows = _queries.by_facet(
        connection, facet=facet.value, area=view.scope.division, **_compared(view.days), **view.trade
    )
    return {row["key"]: _part(row) async for row in rows}


async def venues_by_division(connection: Any, view: View) -> dict[DivisionCode, int]:
    """Return how many venues are in use, by the division that they are filed under."""
    return {
        row["division_code"]: row["venues"] async for row in _queries.venues_by_division(connection, **_scope(view))
    }


async def venues_by_facet(connection: Any, view: View, facet: Facet) -> dict[str, int]:
    rows = _queries.venues_by_facet(connection, facet=facet.value, **_scope(view))
    return {row["key"]: row["venues"] async for row in rows}


async def standing_still(connection: Any, view: View, quiet_since: datetime) -> Any:
    """Return a row of `venues`, `never_scanned`, `quiet`."""
    return await _queries.standing_still(connection, quiet_since=quiet_since, **_scope(view))


async def never_scanned(connection: Any, view: View, size: int, offset: int) -> list[Any]:
    return [row async for row in _queries.never_scanned(connection, size=size, offset=offset, **_scope(view))]


async def quiet_venues(connection: Any, view: View, quiet_since: datetime, size: int, offset: int) -> list[Any]:
    rows = _queries.quiet_venues(
        connection,
        quiet_since=quiet_since,
        since=view.days.first,
        until=view.days.last,
        size=size,
        offset=offset,
        **_scope(view),
    )
    return [row async for row in rows]


async def venues_by_visits(connection: Any, view: View, size: int, offset: int, *, by_stops: bool) -> list[Any]:
    spans = spans_of(view.days)
    rows = _queries.venues_by_visits(
        connection,
        by_stops=by_stops,
        days=[first for length, first in spans if length == 1],
        lengths=[length for length, _ in spans if length > 1],
        firsts=[first for length, first in spans if length > 1],
        size=size,
        offset=offset,
        **_scope(view),
    )
    return [row async for row in rows]


async def odd_doors(connection: Any, view: View, day: date, size: int, offset: int) -> list[Any]:
    return [row async for row in _queries.odd_doors(connection, day=day, size=size, offset=offset, **_scope(view))]


async def alert_times(connection: Any, view: View, venue_id: int | None = None) -> list[Any]:
    """Return a row a day with alerts, and last the row of all, whose `day` is None."""
    rows = _queries.alert_times(
        connection, since=view.days.since, until=view.days.until, venue_id=venue_id, **_scope(view)
    )
    return [row async for row in rows]


async def cases_and_contacts(connection: Any, view: View) -> Any:
    return await _queries.cases_and_contacts(
        connection, low=view.scope.low, high=view.scope.high, since=view.days.since, until=view.days.until
    )


async def venue(connection: Any, venue_id: int) -> Any:
    return await _queries.venue(connection, venue_id=venue_id)


async def doors_of_venue(connection: Any, venue_id: int) -> list[Any]:
    return [row async for row in _queries.doors_of_venue(connection, venue_id=venue_id)]


async def doors_by_hour(
    connection: Any, door_ids: Sequence[int], since: datetime, until: datetime
) -> dict[datetime, Counts]:
    rows = _queries.doors_by_hour(connection, door_ids=list(door_ids), since=since, until=until)
    return {row["at"]: Counts.of(row) async for row in rows}


async def by_door(connection: Any, door_ids: Sequence[int], since: datetime, until: datetime) -> dict[int, Counts]:
    rows = _queries.by_door(connection, door_ids=list(door_ids), since=since, until=until)
    return {row["door_id"]: Counts.of(row) async for row in rows}


async def by_guard(connection: Any, venue_id: int, door_ids: Sequence[int], days: Days) -> list[Any]:
    rows = _queries.by_guard(connection, venue_id=venue_id, door_ids=list(door_ids), since=days.first, until=days.last)
    return [row async for row in rows]
