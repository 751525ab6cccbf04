"""Use cases on issued venues: look, search, suspend, resume, revoke, set what a venue demands."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import Conflict, NotFound
from venuecode.kernel.ids import PersonId, VenueId
from venuecode.venues import store
from venuecode.venues.access import VenueAccess
from venuecode.venues.discipline.model import MeasureKind
from venuecode.venues.discipline.service import Discipline
from venuecode.venues.history import History
from venuecode.venues.members import store as members
from venuecode.venues.model import (
    Caller,
    Door,
    Event,
    FoundVenue,
    Role,
    Venue,
    VenueFilter,
    VenueNotInThatState,
    VenueState,
)
from venuecode.venues.search import search

MOVES: Mapping[VenueState, frozenset[VenueState]] = {
    VenueState.SUSPENDED: frozenset({VenueState.ACTIVE}),
    VenueState.ACTIVE: frozenset({VenueState.SUSPENDED}),
    VenueState.REVOKED: frozenset({VenueState.ACTIVE, VenueState.SUSPENDED}),
}
"""State → the states from which a venue may come to it."""

_ACTS = {
    VenueState.ACTIVE: "venue.resumed",
    VenueState.REVOKED: "venue.revoked",
}


class Venues:
    """The feature's face to the other features and to the routes."""

    def __init__(
        self,
        db: Database,
        keys: Keys,
        clock: Clock,
        access: VenueAccess,
        history: History,
        audit: AuditLog,
        discipline: Discipline,
    ) -> None:
        self._db = db
        self._ring = keys.ring
        self._clock = clock
        self._access = access
        self._history = history
        self._audit = audit
        self._discipline = discipline

    async def search(self, wanted: VenueFilter, before: int, size: int) -> list[FoundVenue]:
        """Return a page of venues, newest first."""
        async with self._db.transaction() as connection:
            return await search(connection, wanted, before, size)

    async def look(self, caller: Caller, venue_id: VenueId) -> tuple[Venue, list[Door], list[Event], Counter[Role]]:
        """Return a venue, its doors, its history and how many are bound to it; an officer's look is recorded."""
        async with self._db.transaction() as connection:
            venue = await self._access.to_see(connection, caller, venue_id)
            if caller.scope is not None:
                await self._audit.record(
                    connection,
                    caller.actor,
                    "venue.read",
                    Subject("venue", venue_id),
                    division_code=venue.facts.division_code,
                )
            doors = await store.doors_of(connection, [venue_id])
            bound = Counter(member.role for member in await members.members_of(connection, venue_id))
            return venue, doors, await store.events_of_venue(connection, venue_id), bound

    async def of_person(self, person_id: PersonId) -> list[tuple[Venue, Role, list[Door]]]:
        """Return the venues at which a person is manager or guard, with their doors."""
        async with self._db.connection() as connection:
            bonds = await members.memberships_of_person(connection, person_id)
            venues = await store.venues_by_ids(connection, self._ring, [bond.venue_id for bond in bonds])
            doors: dict[VenueId, list[Door]] = {venue_id: [] for venue_id in venues}
            for door in await store.doors_of(connection, venues):
                doors[door.venue_id].append(door)
        return [(venues[bond.venue_id], bond.role, doors[bond.venue_id]) for bond in bonds]

    async def role_of(self, venue_id: VenueId, person_id: PersonId) -> Role:
        """Return what a person is at a venue; raises `NotFound` for a stranger."""
        async with self._db.connection() as connection:
            role = await members.role_of(connection, venue_id, person_id)
        if role is None:
            raise NotFound
        return role

    async def set_state(self, caller: Caller, venue_id: VenueId, version: int, state: VenueState, reason: str) -> Venue:
        """Suspend, resume or revoke a venue; every poster of it says so within seconds.

        A suspension is also a measure, so that the manager can answer it.
        """
        async with self._db.transaction() as connection:
            venue = await self._changing(connection, caller, venue_id, version)
            if venue.state not in MOVES[state]:
                raise VenueNotInThatState(state=venue.state)
            await store.set_venue_state(connection, venue_id, state, reason, self._clock.now())
            if state is VenueState.SUSPENDED:
                await store.note_change(connection, venue_id=venue_id)
                await self._discipline.keep(connection, caller, venue, MeasureKind.SUSPENSION, reason)
            else:
                await self._changed(connection, caller, venue, _ACTS[state], reason)
            return await self._access.to_see(connection, caller, venue_id)

    async def set_demand(
        self, caller: Caller, venue_id: VenueId, version: int, hours: int | None, reason: str
    ) -> Venue:
        """Ask everyone at this venue for a negative test within `hours`, or (None) for none."""
        async with self._db.transaction() as connection:
            venue = await self._changing(connection, caller, venue_id, version)
            await store.set_demand(connection, venue_id, hours, self._clock.now())
            await self._changed(connection, caller, venue, "venue.demand_set", reason, {"hours": hours})
            return await self._access.to_see(connection, caller, venue_id)

    async def _changing(self, connection: Any, caller: Caller, venue_id: VenueId, version: int) -> Venue:
        venue = await self._access.to_change(connection, caller, venue_id)
        if venue.version != version:
            raise Conflict
        return venue

    async def _changed(
        self,
        connection: Any,
        caller: Caller,
        venue: Venue,
        act: str,
        reason: str,
        details: dict[str, Any] | None = None,
    ) -> None:
        await store.note_change(connection, venue_id=venue.id)
        await self._history.record(
            connection,
            caller.actor,
            act,
            division_code=venue.facts.division_code,
            venue_id=venue.id,
            reason=reason,
            details=details,
        )
