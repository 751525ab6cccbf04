"""Memberships, invitations and the errors of this part."""

from dataclasses import dataclass
from datetime import datetime

from venuecode.kernel.errors import Conflict, DomainError
from venuecode.kernel.ids import PersonId, VenueId
from venuecode.kernel.text import Text
from venuecode.venues.model import Role


@dataclass(frozen=True, slots=True)
class Member:
    """A person bound to a venue. `id` names the bond, so that no person's id is shown to others."""

    id: int
    venue_id: VenueId
    person_id: PersonId
    role: Role
    since: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """An offer of a role; its share code is known only to those it was given to."""

    id: int
    venue_id: VenueId
    role: Role
    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A fresh invitation with its share code, which is shown this once."""

    code: str
    role: Role
    expires_at: datetime


class NoSuchInvitation(DomainError):
    """No invitation has this share code."""

    code = "members.no_such_invitation"
    status = 404
    text = Text("邀请码不正确，请核对", "There is no such share code; please check it")


class InvitationOver(Conflict):
    """The invitation was accepted, withdrawn, or is too old."""

    code = "members.invitation_over"
    text = Text("邀请码已使用或已过期，请重新索取", "The share code was used or has expired; please ask for a new one")


class AlreadyMember(Conflict):
    """The person has this role already."""

    code = "members.already_member"
    text = Text("您已是该场所的成员", "You are bound to this venue already")


class TooManyGuards(Conflict):
    """The deployment's limit of guards a venue is reached."""

    code = "members.too_many_guards"
    text = Text("检测员人数已达上限（{limit}）", "The venue has all the guards it may have ({limit})")


class HandOverFirst(Conflict):
    """A venue is never left without its manager."""

    code = "members.hand_over_first"
    text = Text("请先把管理员移交他人", "Please hand the venue over to somebody first")
