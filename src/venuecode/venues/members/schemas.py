"""What the routes of memberships take and give."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from venuecode.venues.model import Role
from venuecode.venues.schemas import Sent


class Invite(Sent):
    """Whom to invite: a guard, or a manager in one's own place (hand-over)."""

    role: Role


class OfferOut(BaseModel):
    """A fresh share code. It is shown this once and cannot be read again."""

    code: str
    role: Role
    expires_at: datetime


class ShareCode(Sent):
    """A share code as typed."""

    code: Annotated[str, Field(min_length=1, max_length=60)]


class OfferedVenue(BaseModel):
    """What a share code offers."""

    venue_id: int
    full_name: str
    division_name: str
    role: Role
    expires_at: datetime


class Accepted(BaseModel):
    """The venue that one is bound to now."""

    venue_id: int


class MemberOut(BaseModel):
    """A person bound to the venue, by masked name."""

    id: int
    name: str
    role: Role
    since: datetime
    is_me: bool


class InvitationOut(BaseModel):
    """An invitation that can still be accepted."""

    id: int
    role: Role
    expires_at: datetime


class MemberList(BaseModel):
    """The manager first, then the guards; and what is still open."""

    items: list[MemberOut]
    invitations: list[InvitationOut]
