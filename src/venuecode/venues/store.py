"""All SQL over venues, doors and codes, as typed functions; sealing and opening of the responsible person."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from venuecode.audit.model import Actor, ActorKind
from venuecode.infra.sql import load_queries
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.ids import DivisionCode, DoorId, VenueId
from venuecode.kernel.verdict import DoorDirection
from venuecode.venues.classes import VenueClass, VenueType
from venuecode.venues.code import RANDOM_BYTES, VenueCode, new_code
from venuecode.venues.model import (
    ClosedBy,
    Door,
    DoorFacts,
    DoorState,
    Event,
    Venue,
    VenueFacts,
    VenueState,
)

_queries = load_queries(__file__)
_PERSON_PLACE = "venue.responsible_person"
_PHONE_PLACE = "venue.responsible_phone"


def facts_columns(facts: VenueFacts, ring: KeyRing) -> dict[str, Any]:
    """Return the columns that hold `facts`, the responsible person sealed."""
    return {
        "full_name": facts.full_name,
        "short_name": facts.short_name,
        "venue_class": int(facts.venue_class),
        "type": facts.type,
        "credit_code": facts.credit_code,
        "division_code": facts.division_code,
        "address": facts.address,
        "latitude": facts.latitude,
        "longitude": facts.longitude,
        "responsible_person": ring.seal(facts.responsible_person, _PERSON_PLACE) if facts.responsible_person else None,
        "responsible_phone": ring.seal(facts.responsible_phone, _PHONE_PLACE) if facts.responsible_phone else None,
        "department": facts.department,
    }


def facts_of(row: Any, ring: KeyRing) -> VenueFacts:
    """Return the facts that a row of `venue` holds."""
    person, phone = row["responsible_person"], row["responsible_phone"]
    return VenueFacts(
        full_name=row["full_name"],
        short_name=row["short_name"],
        venue_class=VenueClass(row["class"]),
        type=VenueType(row["type"]),
        credit_code=row["credit_code"],
        division_code=DivisionCode(row["division_code"]),
        address=row["address"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        responsible_person=ring.open(person, _PERSON_PLACE) if person else None,
        responsible_phone=ring.open(phone, _PHONE_PLACE) if phone else None,
        department=row["department"],
    )


def _venue(row: Any, ring: KeyRing) -> Venue:
    return Venue(
        id=VenueId(row["id"]),
        facts=facts_of(row, ring),
        state=VenueState(row["state"]),
        state_reason=row["state_reason"],
        demand_test_hours=row["demand_test_hours"],
        external_id=row["external_id"],
        issued_at=row["issued_at"],
        last_scan_at=row["last_scan_at"],
        version=row["row_version"],
    )


def _door(row: Any) -> Door:
    return Door(
        id=DoorId(row["id"]),
        venue_id=VenueId(row["venue_id"]),
        facts=DoorFacts(row["name"], DoorDirection(row["direction"]), row["plate"], row["route"], row["run"]),
        state=DoorState(row["state"]),
        closed_at=row["closed_at"],
        closed_by=ClosedBy(row["closed_by"]) if row["closed_by"] else None,
        code=VenueCode(row["code"]),
        code_issued_at=row["code_issued_at"],
        rotating_only=row["rotating_only"],
        version=row["row_version"],
    )


def by_columns(actor: Actor) -> dict[str, int | None]:
    """Return the columns that say who acted."""
    return {
        "person": actor.id if actor.kind is ActorKind.CITIZEN else None,
        "officer": actor.id if actor.kind is ActorKind.OFFICER else None,
    }


async def insert_venue(connection: Any, ring: KeyRing, facts: VenueFacts, actor: Actor, at: datetime) -> VenueId:
    """Add an active venue without doors."""
    columns = facts_columns(facts, ring)
    venue_id = await _queries.insert_venue(connection, **columns, at=at, **by_columns(actor))
    return VenueId(venue_id)


async def update_venue_facts(
    connection: Any, ring: KeyRing, venue_id: VenueId, facts: VenueFacts, at: datetime
) -> None:
    """Replace what is filed about a venue."""
    await _queries.update_venue_facts(connection, **facts_columns(facts, ring), venue_id=venue_id, at=at)


async def venue_by_id(connection: Any, ring: KeyRing, venue_id: VenueId) -> Venue | None:
    """Return a venue."""
    row = await _queries.venue_by_id(connection, venue_id=venue_id)
    return _venue(row, ring) if row else None


async def venues_by_ids(connection: Any, ring: KeyRing, venue_ids: Sequence[VenueId]) -> dict[VenueId, Venue]:
    """Return those venues that exist."""
    rows = _queries.venues_by_ids(connection, venue_ids=list(venue_ids))
    return {VenueId(row["id"]): _venue(row, ring) async for row in rows}


async def lock_venue(connection: Any, ring: KeyRing, venue_id: VenueId) -> Venue | None:
    """Return a venue, locked until the transaction ends: changes to it and its doors come one after another."""
    row = await _queries.lock_venue(connection, venue_id=venue_id)
    return _venue(row, ring) if row else None


async def set_venue_state(
    connection: Any, venue_id: VenueId, state: VenueState, reason: str | None, at: datetime
) -> None:
    """Move a venue to a state."""
    await _queries.set_venue_state(connection, venue_id=venue_id, state=state, reason=reason, at=at)


async def set_demand(connection: Any, venue_id: VenueId, hours: int | None, at: datetime) -> None:
    """Ask for a negative test within `hours`, or for none."""
    await _queries.set_demand(connection, venue_id=venue_id, hours=hours, at=at)


async def doors_of(connection: Any, venue_ids: Iterable[VenueId]) -> list[Door]:
    """Return all doors of some venues with their current codes, by venue and in the order they were added."""
    return [_door(row) async for row in _queries.doors_of(connection, venue_ids=list(venue_ids))]


async def count_doors(connection: Any, venue_id: VenueId) -> int:
    """Return how many doors a venue has, closed ones too."""
    count: int = await _queries.count_doors(connection, venue_id=venue_id)
    return count


async def insert_doors(
    connection: Any, venue_id: VenueId, doors: Sequence[DoorFacts], at: datetime
) -> list[DoorId] | None:
    """Add doors, each with a code of its own; None (and a half-done insert to roll back) if a name is taken."""
    columns = {
        "names": [door.name for door in doors],
        "directions": [str(door.direction) for door in doors],
        "plates": [door.plate for door in doors],
        "routes": [door.route for door in doors],
        "runs": [door.run for door in doors],
    }
    rows = _queries.insert_doors(connection, venue_id=venue_id, at=at, **columns)
    door_ids = [DoorId(row["id"]) async for row in rows]
    if len(door_ids) != len(doors):
        return None
    await insert_codes(connection, door_ids, at)
    return door_ids


async def insert_codes(connection: Any, door_ids: Sequence[DoorId], at: datetime) -> list[VenueCode]:
    """Issue one fresh code to each door; the doors must have none."""
    codes = [new_code(secrets.token_bytes(RANDOM_BYTES)) for _ in door_ids]
    await _queries.insert_codes(connection, codes=codes, door_ids=list(door_ids), at=at)
    return codes


async def update_door(connection: Any, door_id: DoorId, facts: DoorFacts) -> None:
    """Replace what is filed about a door; raises asyncpg's `UniqueViolationError` if its name is taken."""
    await _queries.update_door(
        connection,
        door_id=door_id,
        name=facts.name,
        direction=facts.direction,
        plate=facts.plate,
        route=facts.route,
        run=facts.run,
    )


async def set_door_state(
    connection: Any, door_id: DoorId, state: DoorState, closed_at: datetime | None, closed_by: ClosedBy | None
) -> None:
    """Open or close a door."""
    await _queries.set_door_state(connection, door_id=door_id, state=state, closed_at=closed_at, closed_by=closed_by)


async def set_rotating(connection: Any, door_id: DoorId, rotating_only: bool) -> None:
    """Say whether a door takes the rotating code of a display only."""
    await _queries.set_rotating(connection, door_id=door_id, rotating_only=rotating_only)


async def replace_code(connection: Any, door_id: DoorId, at: datetime) -> tuple[VenueCode, VenueCode]:
    """Revoke the door's code and issue a fresh one; return both. The old row stays, so that old posters say so."""
    fresh = new_code(secrets.token_bytes(RANDOM_BYTES))
    old = await _queries.revoke_code(connection, door_id=door_id, at=at, replaced_by=fresh)
    await _queries.insert_codes(connection, codes=[fresh], door_ids=[door_id], at=at)
    await _queries.touch_door(connection, door_id=door_id)
    return VenueCode(old), fresh


async def note_change(
    connection: Any, *, venue_id: VenueId | None = None, door_id: DoorId | None = None, code: VenueCode | None = None
) -> None:
    """Tell the caches of all processes, when this transaction commits, to forget one of the three."""
    await _queries.note_change(connection, venue_id=venue_id, door_id=door_id, code=code)


async def note_venue_changes(connection: Any, venue_ids: Sequence[VenueId]) -> None:
    """`note_change` for many venues at once."""
    await _queries.note_venue_changes(connection, venue_ids=list(venue_ids))


async def purge_changes(connection: Any, before: datetime) -> None:
    """Delete changes that every cache has seen or given up on."""
    await _queries.purge_changes(connection, before=before)


async def insert_event(
    connection: Any,
    act: str,
    actor: Actor,
    at: datetime,
    *,
    venue_id: VenueId | None = None,
    application_id: int | None = None,
    door_id: DoorId | None = None,
    reason: str | None = None,
) -> None:
    """Add a line to the history of a venue, an application or both."""
    await _queries.insert_event(
        connection,
        at=at,
        act=act,
        application_id=application_id,
        venue_id=venue_id,
        door_id=door_id,
        reason=reason,
        **by_columns(actor),
    )


async def events_of_venue(connection: Any, venue_id: VenueId) -> list[Event]:
    """Return the latest 200 lines of a venue's history, newest first."""
    return [event_of(row) async for row in _queries.events_of_venue(connection, venue_id=venue_id)]


def event_of(row: Any) -> Event:
    """Return a line of history; who acted is told by kind only."""
    by = "officer" if row["by_officer"] else "citizen" if row["by_person"] else "system"
    return Event(row["at"], row["act"], by, row["reason"], row["door_id"])
