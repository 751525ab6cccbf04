"""Who may see and change an issued venue: its manager while it is active, officers within their scope."""

from typing import Any

from venuecode.infra.keys import Keys
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import PersonId, VenueId
from venuecode.venues import store
from venuecode.venues.members import store as members
from venuecode.venues.model import Caller, ManagerMayNot, Role, Venue, VenueNotInThatState, VenueState


class VenueAccess:
    """Finds a venue for a caller; one that is not the caller's is not found."""

    def __init__(self, keys: Keys) -> None:
        self._ring = keys.ring

    async def to_change(self, connection: Any, caller: Caller, venue_id: VenueId) -> Venue:
        """Return the venue, locked. A manager cannot lift a suspension, and nobody changes a revoked venue."""
        venue = await store.lock_venue(connection, self._ring, venue_id)
        if venue is None or not await self._may(connection, caller, venue):
            raise NotFound
        if caller.scope is None and venue.state is not VenueState.ACTIVE:
            raise ManagerMayNot
        if venue.state is VenueState.REVOKED:
            raise VenueNotInThatState(state=venue.state)
        return venue

    async def to_see(self, connection: Any, caller: Caller, venue_id: VenueId) -> Venue:
        """Return the venue to its manager or to an officer of its division."""
        venue = await store.venue_by_id(connection, self._ring, venue_id)
        if venue is None or not await self._may(connection, caller, venue):
            raise NotFound
        return venue

    async def _may(self, connection: Any, caller: Caller, venue: Venue) -> bool:
        if caller.scope is not None:
            return caller.scope.covers(venue.facts.division_code)
        person = PersonId(caller.actor.id or 0)
        return await members.role_of(connection, venue.id, person) is Role.MANAGER
