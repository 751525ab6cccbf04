"""What the scan reads of venues: doors by code, the changes a cache must follow, and when a venue was scanned."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DoorId, VenueId
from venuecode.kernel.verdict import DoorDirection
from venuecode.venues.classes import VenueClass
from venuecode.venues.code import VenueCode
from venuecode.venues.model import DoorAtScan, DoorState, VenueChange, VenueState

_queries = load_queries(__file__)


async def doors_by_code(connection: Any, codes: Sequence[VenueCode]) -> list[DoorAtScan]:
    """Return the door of each code that exists, revoked ones too; an unknown code is simply missing."""
    rows = _queries.doors_by_code(connection, codes=list(codes))
    return [_door_at_scan(row) async for row in rows]


async def code_of_door(connection: Any, door_id: DoorId) -> VenueCode:
    """Return the code that a door has now; each door has one."""
    code: str = await _queries.code_of_door(connection, door_id=door_id)
    return VenueCode(code)


async def change_cursor(connection: Any) -> str:
    """Return a cursor for `changes_since`. Take it before filling a cache."""
    cursor: str = await _queries.change_cursor(connection)
    return cursor


async def changes_since(connection: Any, cursor: str) -> tuple[list[VenueChange], str]:
    """Return what changed and the next cursor; a change may be told twice, and none is missed.

    Ids are given out in another order than transactions commit, so the cursor is a transaction id, not a row id.
    Poll within the hour that changes are kept; after a longer gap forget everything.
    """
    next_cursor = await change_cursor(connection)
    rows = _queries.changes_since(connection, cursor=cursor)
    return [VenueChange(row["venue_id"], row["door_id"], row["code"]) async for row in rows], next_cursor


async def mark_scanned(connection: Any, last: Mapping[VenueId, datetime]) -> None:
    """Keep when venues were last scanned, to the hour; call it in batches and off the scan's own path."""
    ids = sorted(last)
    await _queries.mark_scanned(connection, venue_ids=ids, moments=[last[venue_id] for venue_id in ids])


def _door_at_scan(row: Any) -> DoorAtScan:
    return DoorAtScan(
        **{
            **row,
            "direction": DoorDirection(row["direction"]),
            "door_state": DoorState(row["door_state"]),
            "venue_state": VenueState(row["venue_state"]),
            "venue_class": VenueClass(row["venue_class"]),
        }
    )
