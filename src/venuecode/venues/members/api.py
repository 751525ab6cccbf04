"""Routes of managers and guards: invite, accept, hand over, unbind."""

from typing import Annotated

from fastapi import APIRouter, Depends

from venuecode.identity.access import Citizen
from venuecode.infra.http import provided
from venuecode.kernel.ids import VenueId
from venuecode.venues.api import Keeper, Writer
from venuecode.venues.members.model import Offer
from venuecode.venues.members.schemas import (
    Accepted,
    InvitationOut,
    Invite,
    MemberList,
    MemberOut,
    OfferedVenue,
    OfferOut,
    ShareCode,
)
from venuecode.venues.members.service import Members

router = APIRouter(prefix="/api/v1", tags=["venue members"])

MemberService = Annotated[Members, Depends(provided(Members))]


@router.get("/my/venues/{venue_id}/members")
async def list_members(citizen: Citizen, venue_id: VenueId, members: MemberService) -> MemberList:
    """Give the manager all who are bound to the venue, and the open invitations."""
    bound, names, invitations = await members.members(citizen.person_id, venue_id)
    return MemberList(
        items=[
            MemberOut(
                id=member.id,
                name=names.get(member.person_id, ""),
                role=member.role,
                since=member.since,
                is_me=member.person_id == citizen.person_id,
            )
            for member in bound
        ],
        invitations=[InvitationOut(id=i.id, role=i.role, expires_at=i.expires_at) for i in invitations],
    )


@router.post("/my/venues/{venue_id}/invitations", status_code=201)
async def invite(citizen: Citizen, venue_id: VenueId, body: Invite, members: MemberService) -> OfferOut:
    """Make a share code for a guard, or for the next manager."""
    return _offer(await members.invite(citizen.person_id, venue_id, body.role))


@router.delete("/my/venues/{venue_id}/invitations/{invitation_id}", status_code=204)
async def withdraw_invitation(citizen: Citizen, venue_id: VenueId, invitation_id: int, members: MemberService) -> None:
    """Make an open share code worthless."""
    await members.withdraw(citizen.person_id, venue_id, invitation_id)


@router.delete("/my/venues/{venue_id}/members/{member_id}", status_code=204)
async def unbind_guard(citizen: Citizen, venue_id: VenueId, member_id: int, members: MemberService) -> None:
    """Let a guard go."""
    await members.unbind(citizen.person_id, venue_id, member_id)


@router.delete("/my/venues/{venue_id}/membership", status_code=204)
async def leave_venue(citizen: Citizen, venue_id: VenueId, members: MemberService) -> None:
    """End one's own bond as a guard."""
    await members.leave(citizen.person_id, venue_id)


@router.post("/venue-invitations/look-up")
async def look_up_invitation(citizen: Citizen, body: ShareCode, members: MemberService, writer: Writer) -> OfferedVenue:
    """Say what a share code offers, before it is accepted."""
    invitation, venue = await members.look_up(citizen.person_id, body.code)
    return OfferedVenue(
        venue_id=venue.id,
        full_name=venue.facts.full_name,
        division_name=writer.division(venue.facts.division_code),
        role=invitation.role,
        expires_at=invitation.expires_at,
    )


@router.post("/venue-invitations/accept")
async def accept_invitation(citizen: Citizen, body: ShareCode, members: MemberService) -> Accepted:
    """Take the offered role; a share code serves once."""
    return Accepted(venue_id=await members.accept(citizen.person_id, body.code))


@router.post("/venues/{venue_id}/invitations", status_code=201)
async def invite_manager(session: Keeper, venue_id: VenueId, members: MemberService) -> OfferOut:
    """Make a share code for the manager of a venue of the officer's division, for example an imported one."""
    return _offer(await members.invite_manager(session.actor, session.scope, venue_id))


def _offer(offer: Offer) -> OfferOut:
    return OfferOut(code=offer.code, role=offer.role, expires_at=offer.expires_at)
