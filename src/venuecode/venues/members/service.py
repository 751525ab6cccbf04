"""Inviting guards, handing a venue over, accepting, unbinding. Lock order: venue, then invitation."""

import secrets
from datetime import timedelta
from typing import Any

from venuecode.audit.model import Actor, ActorKind
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys
from venuecode.infra.limits import Limit, use
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import PersonId, VenueId
from venuecode.regions.rules import Scope
from venuecode.venues import store as venue_store
from venuecode.venues.code import ALPHABET
from venuecode.venues.history import History
from venuecode.venues.members import store
from venuecode.venues.members.model import (
    AlreadyMember,
    HandOverFirst,
    Invitation,
    InvitationOver,
    Member,
    NoSuchInvitation,
    Offer,
    TooManyGuards,
)
from venuecode.venues.model import Role, Venue, VenueNotInThatState, VenueState
from venuecode.venues.settings import VenueSettings

SHARE_CODE_LENGTH = 10
"""Ten symbols of 32: 50 bits, valid for hours; too many to guess."""

_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": "", " ": ""})
HOUR = timedelta(hours=1)
_PLACE = "venue_invitation.code"


class Members:
    """The use cases. A venue that the caller has nothing to do with is not found."""

    def __init__(
        self, db: Database, keys: Keys, clock: Clock, history: History, people: People, settings: VenueSettings
    ) -> None:
        self._db = db
        self._people = people
        self._ring = keys.ring
        self._clock = clock
        self._history = history
        self._settings = settings

    async def invite(self, manager: PersonId, venue_id: VenueId, role: Role) -> Offer:
        """Offer to be a guard, or (hand-over) to be the manager in one's own place."""
        async with self._db.transaction() as connection:
            venue = await self._managed(connection, manager, venue_id)
            return await self._offer(connection, venue, role, Actor(ActorKind.CITIZEN, manager))

    async def invite_manager(self, actor: Actor, scope: Scope, venue_id: VenueId) -> Offer:
        """Offer to be the manager of a venue of the officer's division, for example an imported one."""
        async with self._db.transaction() as connection:
            venue = await venue_store.lock_venue(connection, self._ring, venue_id)
            if venue is None or not scope.covers(venue.facts.division_code):
                raise NotFound
            return await self._offer(connection, venue, Role.MANAGER, actor)

    async def look_up(self, person_id: PersonId, code: str) -> tuple[Invitation, Venue]:
        """Return what a share code offers, before it is accepted."""
        await self._count_try(person_id)
        async with self._db.connection() as connection:
            invitation = await self._invitation(connection, code)
            self._check_open(invitation)
            venue = await venue_store.venue_by_id(connection, self._ring, invitation.venue_id)
            assert venue is not None
            return invitation, venue

    async def accept(self, person_id: PersonId, code: str) -> VenueId:
        """Take the offered role; of two who try, the second gets `InvitationOver`."""
        await self._count_try(person_id)
        async with self._db.transaction() as connection:
            found = await self._invitation(connection, code)
            venue = await venue_store.lock_venue(connection, self._ring, found.venue_id)
            assert venue is not None
            invitation = await store.lock_invitation(connection, found.id)
            self._check_open(invitation)
            _check_not_revoked(venue)
            before = await store.role_of(connection, venue.id, person_id)
            await store.mark_accepted(connection, invitation.id, person_id, self._clock.now())
            if invitation.role is Role.GUARD:
                await self._become_guard(connection, venue, person_id, before)
            else:
                await self._become_manager(connection, venue, person_id, before)
            await self._record(connection, person_id, venue, f"venue.{invitation.role}_bound")
            return venue.id

    async def members(
        self, manager: PersonId, venue_id: VenueId
    ) -> tuple[list[Member], dict[PersonId, str], list[Invitation]]:
        """Return who is bound to the venue, their masked names, and the open invitations."""
        async with self._db.connection() as connection:
            await self._check_manager(connection, manager, venue_id)
            members = await store.members_of(connection, venue_id)
            people = await self._people.of_ids(connection, [member.person_id for member in members])
            names = {person_id: person.masked_name for person_id, person in people.items()}
            return members, names, await store.open_invitations(connection, venue_id, self._clock.now())

    async def withdraw(self, manager: PersonId, venue_id: VenueId, invitation_id: int) -> None:
        """Make an open share code worthless."""
        async with self._db.transaction() as connection:
            venue = await self._managed(connection, manager, venue_id)
            if not await store.withdraw_invitation(connection, venue_id, invitation_id, self._clock.now()):
                raise NotFound
            await self._record(connection, manager, venue, "venue.invitation_withdrawn", invitation_id=invitation_id)

    async def unbind(self, manager: PersonId, venue_id: VenueId, member_id: int) -> None:
        """Let a guard go."""
        async with self._db.transaction() as connection:
            venue = await self._managed(connection, manager, venue_id)
            if await store.end_guard(connection, venue_id, member_id, self._clock.now()) is None:
                raise NotFound
            await self._record(connection, manager, venue, "venue.guard_unbound", member_id=member_id)

    async def leave(self, person_id: PersonId, venue_id: VenueId) -> None:
        """End one's own bond; a manager has to hand over first."""
        async with self._db.transaction() as connection:
            venue = await venue_store.lock_venue(connection, self._ring, venue_id)
            role = await store.role_of(connection, venue_id, person_id)
            if venue is None or role is None:
                raise NotFound
            if role is Role.MANAGER:
                raise HandOverFirst
            await store.end_person(connection, venue_id, person_id, self._clock.now())
            await self._record(connection, person_id, venue, "venue.guard_left")

    async def _offer(self, connection: Any, venue: Venue, role: Role, actor: Actor) -> Offer:
        _check_not_revoked(venue)
        now = self._clock.now()
        code = "".join(secrets.choice(ALPHABET) for _ in range(SHARE_CODE_LENGTH))
        expires_at = now + timedelta(hours=self._settings.invitation_hours)
        await store.insert_invitation(connection, venue.id, role, self._hash(code), now, expires_at, actor)
        await self._history.record(
            connection, actor, f"venue.{role}_invited", division_code=venue.facts.division_code, venue_id=venue.id
        )
        return Offer(code, role, expires_at)

    async def _become_guard(self, connection: Any, venue: Venue, person_id: PersonId, before: Role | None) -> None:
        if before is not None:
            raise AlreadyMember
        limit = self._settings.guards_per_venue
        if await store.count_guards(connection, venue.id) >= limit:
            raise TooManyGuards(limit=limit)
        await store.insert_member(connection, venue.id, person_id, Role.GUARD, self._clock.now())

    async def _become_manager(self, connection: Any, venue: Venue, person_id: PersonId, before: Role | None) -> None:
        if before is Role.MANAGER:
            raise AlreadyMember
        now = self._clock.now()
        await store.end_person(connection, venue.id, person_id, now)
        await store.end_manager(connection, venue.id, now)
        await store.insert_member(connection, venue.id, person_id, Role.MANAGER, now)
        await store.withdraw_all_invitations(connection, venue.id, now)

    async def _count_try(self, person_id: PersonId) -> None:
        """Count a code that a person tries, right or wrong, so that nobody goes through them."""
        limit = Limit("share_codes_per_person_hour", self._settings.share_codes_per_person_hour, HOUR)
        key = self._ring.blind_index(f"person:{person_id}", "limit_window.key")
        async with self._db.transaction() as connection:
            await use(connection, limit, key, self._clock.now())

    def _hash(self, code: str) -> bytes:
        return self._ring.blind_index(code.upper().translate(_READ_AS), _PLACE)

    async def _invitation(self, connection: Any, code: str) -> Invitation:
        invitation = await store.invitation_by_hash(connection, self._hash(code))
        if invitation is None:
            raise NoSuchInvitation
        return invitation

    def _check_open(self, invitation: Invitation) -> None:
        if invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= self._clock.now():
            raise InvitationOver

    async def _managed(self, connection: Any, person_id: PersonId, venue_id: VenueId) -> Venue:
        venue = await venue_store.lock_venue(connection, self._ring, venue_id)
        await self._check_manager(connection, person_id, venue_id)
        assert venue is not None
        return venue

    async def _check_manager(self, connection: Any, person_id: PersonId, venue_id: VenueId) -> None:
        if await store.role_of(connection, venue_id, person_id) is not Role.MANAGER:
            raise NotFound

    async def _record(self, connection: Any, person_id: PersonId, venue: Venue, act: str, **details: int) -> None:
        await self._history.record(
            connection,
            Actor(ActorKind.CITIZEN, person_id),
            act,
            division_code=venue.facts.division_code,
            venue_id=venue.id,
            details=details,
        )


def _check_not_revoked(venue: Venue) -> None:
    if venue.state is VenueState.REVOKED:
        raise VenueNotInThatState(state=venue.state)
