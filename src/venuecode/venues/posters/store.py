"""All SQL over what posters show and over batches, as typed functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode, DoorId, OfficerId, PersonId, VenueId
from venuecode.kernel.verdict import DoorDirection
from venuecode.regions.rules import Scope
from venuecode.venues.classes import VenueClass
from venuecode.venues.code import VenueCode
from venuecode.venues.model import VenueState
from venuecode.venues.posters.batch import BatchState, PosterBatch, Selection
from venuecode.venues.posters.model import Layout, VehicleSign

_queries = load_queries(__file__)


@dataclass(frozen=True, slots=True)
class Standing:
    """Who may print a venue's posters, and whether they may be printed at all."""

    state: VenueState
    division_code: DivisionCode
    manager: PersonId | None


@dataclass(frozen=True, slots=True)
class DoorToPrint:
    """A door of an active venue with what its poster shows; the address is the detail under the division."""

    venue_id: VenueId
    door_id: DoorId
    code: VenueCode
    short_name: str
    full_name: str
    door_name: str
    division_code: DivisionCode
    address: str
    direction: DoorDirection
    vehicle: VehicleSign | None


async def venue_standing(connection: Any, venue_id: VenueId) -> Standing | None:
    """Return a venue's standing."""
    row = await _queries.venue_standing(connection, venue_id=venue_id)
    if row is None:
        return None
    manager = PersonId(row["manager"]) if row["manager"] is not None else None
    return Standing(VenueState(row["state"]), DivisionCode(row["division_code"]), manager)


async def venue_of_door(connection: Any, door_id: DoorId) -> VenueId | None:
    """Return the venue that a door belongs to."""
    venue_id = await _queries.venue_of_door(connection, door_id=door_id)
    return None if venue_id is None else VenueId(venue_id)


async def doors_to_print(connection: Any, venue_ids: Sequence[VenueId]) -> list[DoorToPrint]:
    """Return the open doors of those venues that are active, by division, venue and age of the door."""
    return [_door(row) async for row in _queries.doors_to_print(connection, venue_ids=list(venue_ids))]


def _door(row: Any) -> DoorToPrint:
    plate = row["plate"]
    return DoorToPrint(
        venue_id=VenueId(row["venue_id"]),
        door_id=DoorId(row["door_id"]),
        code=VenueCode(row["code"]),
        short_name=row["short_name"],
        full_name=row["full_name"],
        door_name=row["door_name"],
        division_code=DivisionCode(row["division_code"]),
        address=row["address"],
        direction=DoorDirection(row["direction"]),
        vehicle=VehicleSign(plate, row["route"] or "", row["run"] or "") if plate else None,
    )


async def venues_to_print(connection: Any, selection: Selection, most: int) -> list[tuple[VenueId, int]]:
    """Return at most `most` venues of the selection, each with how many posters it takes."""
    rows = _queries.venues_to_print(connection, most=most, **_wanted(selection))
    return [(VenueId(row["id"]), row["posters"]) async for row in rows]


async def count_posters(connection: Any, selection: Selection) -> int:
    """Return how many posters a selection takes."""
    count: int = await _queries.count_posters(connection, **_wanted(selection))
    return count


def _wanted(selection: Selection) -> dict[str, Any]:
    scope = Scope(selection.division_code)
    return {
        "low": scope.low,
        "high": scope.high,
        "venue_class": selection.venue_class,
        "venue_type": selection.venue_type,
        "venue_ids": None if selection.venue_ids is None else list(selection.venue_ids),
    }


async def insert_batch(
    connection: Any,
    *,
    officer_id: OfficerId,
    selection: Selection,
    part: int,
    parts: int,
    layout: Layout | None,
    venue_ids: Sequence[VenueId],
    posters_total: int,
    requested_at: datetime,
    expires_at: datetime,
) -> int:
    """Add a batch that waits; return its id."""
    batch_id: int = await _queries.insert_batch(
        connection,
        officer_id=officer_id,
        division_code=selection.division_code,
        venue_class=selection.venue_class,
        venue_type=selection.venue_type,
        part=part,
        parts=parts,
        layout=layout,
        venue_ids=list(venue_ids),
        posters_total=posters_total,
        requested_at=requested_at,
        expires_at=expires_at,
    )
    return batch_id


async def batch_by_id(connection: Any, batch_id: int) -> PosterBatch | None:
    """Return a batch, expired or not."""
    row = await _queries.batch_by_id(connection, batch_id=batch_id)
    return _batch(row) if row else None


async def batches_of(
    connection: Any, officer_id: OfficerId, now: datetime, *, before: int, most: int
) -> list[PosterBatch]:
    """Return an officer's batches that have not expired, newest first, those with an id below `before`."""
    rows = _queries.batches_of(connection, officer_id=officer_id, now=now, before=before, most=most)
    return [_batch(row) async for row in rows]


async def lock_batch(connection: Any, batch_id: int) -> PosterBatch | None:
    """Return a batch, locked until the transaction ends."""
    row = await _queries.lock_batch(connection, batch_id=batch_id)
    return _batch(row) if row else None


def _batch(row: Any) -> PosterBatch:
    return PosterBatch(
        id=row["id"],
        officer_id=OfficerId(row["officer_id"]),
        division_code=DivisionCode(row["division_code"]),
        venue_class=VenueClass(row["venue_class"]) if row["venue_class"] else None,
        venue_type=row["venue_type"],
        part=row["part"],
        parts=row["parts"],
        layout=Layout(row["layout"]) if row["layout"] else None,
        venue_ids=tuple(VenueId(venue_id) for venue_id in row["venue_ids"]),
        state=BatchState(row["state"]),
        posters_total=row["posters_total"],
        posters_done=row["posters_done"],
        size_bytes=row["size_bytes"],
        requested_at=row["requested_at"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        expires_at=row["expires_at"],
    )


async def start_batch(connection: Any, batch_id: int, at: datetime) -> None:
    """Say that a worker makes it, from the first poster on."""
    await _queries.start_batch(connection, batch_id=batch_id, at=at)


async def note_progress(connection: Any, batch_id: int, posters_done: int) -> None:
    """Say how many posters are made."""
    await _queries.note_progress(connection, batch_id=batch_id, posters_done=posters_done)


async def finish_batch(connection: Any, batch_id: int, *, posters: int, size_bytes: int, at: datetime) -> None:
    """Say that the ZIP lies ready."""
    await _queries.finish_batch(connection, batch_id=batch_id, posters=posters, size_bytes=size_bytes, at=at)


async def fail_batch(connection: Any, batch_id: int, at: datetime) -> None:
    """Say that this run failed; a further run starts it again."""
    await _queries.fail_batch(connection, batch_id=batch_id, at=at)


async def delete_chunks(connection: Any, batch_id: int) -> None:
    """Forget what an earlier run stored."""
    await _queries.delete_chunks(connection, batch_id=batch_id)


async def insert_chunk(connection: Any, batch_id: int, number: int, content: bytes) -> None:
    """Store one piece of the ZIP, numbered from 0."""
    await _queries.insert_chunk(connection, batch_id=batch_id, number=number, bytes=content)


async def chunk(connection: Any, batch_id: int, number: int) -> bytes | None:
    """Return one piece of the ZIP; None behind the last."""
    content: bytes | None = await _queries.chunk(connection, batch_id=batch_id, number=number)
    return content


async def delete_expired(connection: Any, now: datetime) -> None:
    """Delete the batches whose time is over, their ZIPs with them."""
    await _queries.delete_expired(connection, now=now)
