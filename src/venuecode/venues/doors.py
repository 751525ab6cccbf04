"""Use cases on the doors of an issued venue: add, edit, close, reopen, reissue. For managers and officers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import Conflict, InvalidInput, NotFound
from venuecode.kernel.ids import DoorId, VenueId
from venuecode.venues import store
from venuecode.venues.access import VenueAccess
from venuecode.venues.classes import TYPES
from venuecode.venues.filing import DoorFiling, Faults, check_door, check_doors
from venuecode.venues.history import History
from venuecode.venues.model import (
    Caller,
    ClosedBy,
    Door,
    DoorClosedByOfficer,
    DoorNameTaken,
    DoorState,
    TooManyDoors,
    Venue,
    VenueNotInThatState,
)
from venuecode.venues.settings import VenueSettings


class Doors:
    """Every change locks the venue first, so that changes to one venue come one after another."""

    def __init__(
        self, db: Database, clock: Clock, access: VenueAccess, history: History, settings: VenueSettings
    ) -> None:
        self._db = db
        self._clock = clock
        self._access = access
        self._history = history
        self._settings = settings

    async def add(self, caller: Caller, venue_id: VenueId, filings: Sequence[DoorFiling]) -> list[Door]:
        """Add doors, each with its own code; all or none."""
        async with self._db.transaction() as connection:
            venue = await self._access.to_change(connection, caller, venue_id)
            faults: Faults = {}
            doors = check_doors(filings, TYPES.get(venue.facts.type), faults, self._settings.doors_per_venue)
            if faults:
                raise InvalidInput(fields=faults)
            limit = self._settings.doors_per_venue
            if await store.count_doors(connection, venue_id) + len(doors) > limit:
                raise TooManyDoors(limit=limit)
            added = await store.insert_doors(connection, venue_id, doors, self._clock.now())
            if added is None:
                raise DoorNameTaken
            await self._record(connection, caller, venue, "venue.doors_added", details={"doors": list(added)})
            return [door for door in await store.doors_of(connection, [venue_id]) if door.id in set(added)]

    async def edit(self, caller: Caller, venue_id: VenueId, door_id: DoorId, version: int, filing: DoorFiling) -> Door:
        """Rename a door or change its direction, plate, route or run. Its code stays."""
        async with self._db.transaction() as connection:
            venue, door, others = await self._door(connection, caller, venue_id, door_id, version)
            faults: Faults = {}
            facts = check_door(filing, TYPES.get(venue.facts.type), faults)
            if faults:
                raise InvalidInput(fields=faults)
            if any(facts.name == other.facts.name for other in others):
                raise DoorNameTaken
            await store.update_door(connection, door.id, facts)
            await store.note_change(connection, door_id=door.id)
            await self._record(connection, caller, venue, "venue.door_edited", door_id=door.id)
            return await self._now(connection, venue_id, door_id)

    async def close(self, caller: Caller, venue_id: VenueId, door_id: DoorId, version: int) -> Door:
        """Take no more scans at a door; its code says so."""
        return await self._set_state(caller, venue_id, door_id, version, DoorState.CLOSED)

    async def reopen(self, caller: Caller, venue_id: VenueId, door_id: DoorId, version: int) -> Door:
        """Take scans again, under the same code."""
        return await self._set_state(caller, venue_id, door_id, version, DoorState.OPEN)

    async def reissue(self, caller: Caller, venue_id: VenueId, door_id: DoorId, version: int) -> Door:
        """Give the door a fresh code; posters with the old one say that they are replaced."""
        async with self._db.transaction() as connection:
            venue, door, _ = await self._door(connection, caller, venue_id, door_id, version)
            old, _fresh = await store.replace_code(connection, door.id, self._clock.now())
            await store.note_change(connection, code=old)
            await self._record(connection, caller, venue, "venue.code_reissued", door_id=door.id)
            return await self._now(connection, venue_id, door_id)

    async def set_rotating(
        self, caller: Caller, venue_id: VenueId, door_id: DoorId, version: int, rotating_only: bool
    ) -> Door:
        """Take only the rotating code of a display at a door, or its poster again too."""
        async with self._db.transaction() as connection:
            venue, door, _ = await self._door(connection, caller, venue_id, door_id, version)
            await store.set_rotating(connection, door.id, rotating_only)
            await store.note_change(connection, door_id=door.id)
            act = "venue.door_rotating" if rotating_only else "venue.door_not_rotating"
            await self._record(connection, caller, venue, act, door_id=door.id)
            return await self._now(connection, venue_id, door_id)

    async def _set_state(
        self, caller: Caller, venue_id: VenueId, door_id: DoorId, version: int, state: DoorState
    ) -> Door:
        async with self._db.transaction() as connection:
            venue, door, _ = await self._door(connection, caller, venue_id, door_id, version)
            if door.state is state:
                raise VenueNotInThatState(state=state)
            if door.closed_by is ClosedBy.OFFICER and caller.scope is None:
                raise DoorClosedByOfficer
            await store.set_door_state(connection, door.id, state, *self._closing(caller, state))
            await store.note_change(connection, door_id=door.id)
            act = "venue.door_closed" if state is DoorState.CLOSED else "venue.door_reopened"
            await self._record(connection, caller, venue, act, door_id=door.id)
            return await self._now(connection, venue_id, door_id)

    def _closing(self, caller: Caller, state: DoorState) -> tuple[datetime | None, ClosedBy | None]:
        if state is DoorState.OPEN:
            return None, None
        return self._clock.now(), ClosedBy.OFFICER if caller.scope else ClosedBy.MANAGER

    async def _door(
        self, connection: Any, caller: Caller, venue_id: VenueId, door_id: DoorId, version: int
    ) -> tuple[Venue, Door, list[Door]]:
        venue = await self._access.to_change(connection, caller, venue_id)
        doors = await store.doors_of(connection, [venue_id])
        door = next((door for door in doors if door.id == door_id), None)
        if door is None:
            raise NotFound
        if door.version != version:
            raise Conflict
        return venue, door, [other for other in doors if other is not door]

    async def _now(self, connection: Any, venue_id: VenueId, door_id: DoorId) -> Door:
        return next(door for door in await store.doors_of(connection, [venue_id]) if door.id == door_id)

    async def _record(
        self,
        connection: Any,
        caller: Caller,
        venue: Venue,
        act: str,
        *,
        door_id: DoorId | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        await self._history.record(
            connection,
            caller.actor,
            act,
            division_code=venue.facts.division_code,
            venue_id=venue.id,
            door_id=door_id,
            details=details,
        )
