"""Carries out a plan in one transaction: all of it or nothing."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from venuecode.infra.sql import load_queries
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.ids import DoorId, OfficerId, VenueId
from venuecode.venues import store as venue_store
from venuecode.venues.imports.model import Existing
from venuecode.venues.imports.planning import Plan
from venuecode.venues.model import DoorFacts

_queries = load_queries(__file__)
T = TypeVar("T")
AT_ONCE = 1_000


async def carry_out(
    connection: Any,
    ring: KeyRing,
    plan: Plan,
    officer_id: OfficerId,
    at: datetime,
    progress: Callable[[int], Awaitable[None]],
) -> None:
    """Insert and update in large steps; `progress` is told the number of rows that each step dealt with."""
    for groups in _steps(plan.new):
        ids = await _reserve(_queries.reserve_venue_ids(connection, count=len(groups)))
        venues = []
        doors: list[tuple[VenueId, DoorFacts]] = []
        for venue_id, group in zip(map(VenueId, ids), groups, strict=True):
            first = group.rows[0]
            assert first.facts is not None
            venues.append(Existing(venue_id, first.facts, first.external_id))
            doors += [(venue_id, row.door) for row in group.rows if row.door]
        await _queries.insert_venues(connection, **_columns(venues, ring), at=at, officer_id=officer_id)
        await _insert_doors(connection, doors, at)
        await _events(connection, "venue.imported", [venue.id for venue in venues], officer_id, at)
        await progress(len(doors))
    for changed in _steps(plan.changed):
        await _queries.update_venues(connection, **_columns(changed, ring), at=at)
    for added in _steps(plan.new_doors):
        await _insert_doors(connection, added, at)
    for edited in _steps(plan.changed_doors):
        await _queries.update_doors(
            connection, ids=[door_id for door_id, _ in edited], **_door_columns(facts for _, facts in edited)
        )
    touched = sorted(plan.touched)
    await _events(connection, "venue.imported_again", touched, officer_id, at)
    await venue_store.note_venue_changes(connection, touched)


async def _insert_doors(connection: Any, doors: Sequence[tuple[VenueId, DoorFacts]], at: datetime) -> None:
    door_ids = [DoorId(n) for n in await _reserve(_queries.reserve_door_ids(connection, count=len(doors)))]
    await _queries.insert_doors(
        connection,
        ids=door_ids,
        venue_ids=[venue_id for venue_id, _ in doors],
        **_door_columns(facts for _, facts in doors),
        at=at,
    )
    await venue_store.insert_codes(connection, door_ids, at)


async def _events(connection: Any, act: str, venue_ids: Sequence[VenueId], officer_id: OfficerId, at: datetime) -> None:
    await _queries.insert_events(connection, act=act, venue_ids=list(venue_ids), officer_id=officer_id, at=at)


async def _reserve(rows: Any) -> list[int]:
    return [row["id"] async for row in rows]


def _columns(venues: Sequence[Existing], ring: KeyRing) -> dict[str, list[Any]]:
    lines = [venue_store.facts_columns(venue.facts, ring) for venue in venues]
    columns = {name: [line[name] for line in lines] for name in lines[0]}
    return {
        **columns,
        "ids": [venue.id for venue in venues],
        "external_id": [venue.external_id for venue in venues],
    }


def _door_columns(doors: Iterable[DoorFacts]) -> dict[str, list[Any]]:
    listed = list(doors)
    return {
        "names": [door.name for door in listed],
        "directions": [str(door.direction) for door in listed],
        "plates": [door.plate for door in listed],
        "routes": [door.route for door in listed],
        "runs": [door.run for door in listed],
    }


def _steps(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
