"""The officers' search over a million venues: its SQL (search.sql), apart from the rest as it is tuned (ADR 0040)."""

from typing import Any

from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode, VenueId
from venuecode.regions.rules import path_prefix
from venuecode.venues.classes import VenueClass, VenueType
from venuecode.venues.model import FoundVenue, VenueFilter, VenueState

_queries = load_queries(__file__, "search.sql")


async def search(connection: Any, wanted: VenueFilter, before: int, size: int) -> list[FoundVenue]:
    """Return a page of venues, newest first, with ids below `before`. Call it within a transaction."""
    await _queries.plan_for_the_values_given(connection)
    prefix = path_prefix(wanted.division.division)
    rows = _queries.search(
        connection,
        before=before,
        low=wanted.division.low if len(prefix) == 2 else None,
        high=wanted.division.high if len(prefix) == 2 else None,
        prefecture=prefix if len(prefix) == 4 else None,
        county=prefix if len(prefix) == 6 else None,
        street=prefix if len(prefix) == 9 else None,
        name=wanted.name,
        credit_code=wanted.credit_code,
        venue_class=wanted.venue_class,
        type=wanted.type,
        state=wanted.state,
        never_scanned=wanted.never_scanned,
        size=size,
    )
    return [_found(row) async for row in rows]


def _found(row: Any) -> FoundVenue:
    return FoundVenue(
        id=VenueId(row["id"]),
        full_name=row["full_name"],
        short_name=row["short_name"],
        venue_class=VenueClass(row["class"]),
        type=VenueType(row["type"]),
        credit_code=row["credit_code"],
        division_code=DivisionCode(row["division_code"]),
        address=row["address"],
        state=VenueState(row["state"]),
        issued_at=row["issued_at"],
        last_scan_at=row["last_scan_at"],
    )
