"""SQL over memberships and invitations as typed functions."""

from datetime import datetime
from typing import Any

from venuecode.audit.model import Actor
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import PersonId, VenueId
from venuecode.venues.members.model import Invitation, Member
from venuecode.venues.model import Role
from venuecode.venues.store import by_columns

_queries = load_queries(__file__)


def _member(row: Any) -> Member:
    return Member(row["id"], row["venue_id"], row["person_id"], Role(row["role"]), row["since"])


def _invitation(row: Any) -> Invitation:
    return Invitation(**{**row, "role": Role(row["role"])})


async def insert_member(connection: Any, venue_id: VenueId, person_id: PersonId, role: Role, at: datetime) -> None:
    """Bind a person to a venue; unique indexes hold one manager a venue and one bond a person."""
    await _queries.insert_member(connection, venue_id=venue_id, person_id=person_id, role=role, at=at)


async def role_of(connection: Any, venue_id: VenueId, person_id: PersonId) -> Role | None:
    """Return what a person is at a venue now."""
    role = await _queries.role_of(connection, venue_id=venue_id, person_id=person_id)
    return Role(role) if role else None


async def members_of(connection: Any, venue_id: VenueId) -> list[Member]:
    """Return the manager and the guards of a venue."""
    return [_member(row) async for row in _queries.members_of(connection, venue_id=venue_id)]


async def memberships_of_person(connection: Any, person_id: PersonId) -> list[Member]:
    """Return a person's bonds, the newest first, at most 500."""
    return [_member(row) async for row in _queries.memberships_of_person(connection, person_id=person_id)]


async def count_guards(connection: Any, venue_id: VenueId) -> int:
    """Return how many guards a venue has."""
    count: int = await _queries.count_guards(connection, venue_id=venue_id)
    return count


async def end_guard(connection: Any, venue_id: VenueId, member_id: int, at: datetime) -> PersonId | None:
    """End a guard's bond; None if there is no such one."""
    person_id: PersonId | None = await _queries.end_guard(connection, venue_id=venue_id, member_id=member_id, at=at)
    return person_id


async def end_person(connection: Any, venue_id: VenueId, person_id: PersonId, at: datetime) -> bool:
    """End whatever bond a person has with a venue; whether there was one."""
    return bool(await _queries.end_person(connection, venue_id=venue_id, person_id=person_id, at=at))


async def end_manager(connection: Any, venue_id: VenueId, at: datetime) -> PersonId | None:
    """End the manager's bond; return who it was."""
    person_id: PersonId | None = await _queries.end_manager(connection, venue_id=venue_id, at=at)
    return person_id


async def insert_invitation(
    connection: Any, venue_id: VenueId, role: Role, code_hash: bytes, at: datetime, expires_at: datetime, actor: Actor
) -> None:
    """Keep an offer under the keyed hash of its share code."""
    await _queries.insert_invitation(
        connection,
        venue_id=venue_id,
        role=role,
        code_hash=code_hash,
        at=at,
        expires_at=expires_at,
        **by_columns(actor),
    )


async def invitation_by_hash(connection: Any, code_hash: bytes) -> Invitation | None:
    """Return the invitation of a share code."""
    row = await _queries.invitation_by_hash(connection, code_hash=code_hash)
    return _invitation(row) if row else None


async def lock_invitation(connection: Any, invitation_id: int) -> Invitation:
    """Return an invitation, locked until the transaction ends. Lock its venue first."""
    return _invitation(await _queries.lock_invitation(connection, invitation_id=invitation_id))


async def open_invitations(connection: Any, venue_id: VenueId, at: datetime) -> list[Invitation]:
    """Return what can still be accepted."""
    return [_invitation(row) async for row in _queries.open_invitations(connection, venue_id=venue_id, at=at)]


async def mark_accepted(connection: Any, invitation_id: int, person_id: PersonId, at: datetime) -> None:
    """Close an invitation as accepted."""
    await _queries.mark_accepted(connection, invitation_id=invitation_id, person_id=person_id, at=at)


async def withdraw_invitation(connection: Any, venue_id: VenueId, invitation_id: int, at: datetime) -> bool:
    """Withdraw an open invitation; whether there was one."""
    row = await _queries.withdraw_invitation(connection, venue_id=venue_id, invitation_id=invitation_id, at=at)
    return row is not None


async def withdraw_all_invitations(connection: Any, venue_id: VenueId, at: datetime) -> None:
    """Withdraw every open invitation of a venue."""
    await _queries.withdraw_all_invitations(connection, venue_id=venue_id, at=at)
