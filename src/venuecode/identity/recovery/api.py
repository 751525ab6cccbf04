"""Routes of recovery: for the newcomer who lost the old phone, and for the officer who helps."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from venuecode.identity.access import SignedIn, officer
from venuecode.identity.model import OfficerSession, Role
from venuecode.identity.people.model import AlreadyRegistered
from venuecode.identity.people.schemas import Body, CodeSent, HelpOut, IdentityIn, RecoveryIn, TokenOut, Typed
from venuecode.identity.recovery.model import RecoveryRequest
from venuecode.identity.recovery.service import Recovery
from venuecode.identity.sessions.model import Origin
from venuecode.infra.http import Address, Language, provided

router = APIRouter(prefix="/api/v1", tags=["recovery"])

Recovering = Annotated[Recovery, Depends(provided(Recovery))]
Helper = Annotated[OfficerSession, Depends(officer(Role.REVIEWER, Role.HEALTH_OFFICER, Role.ADMINISTRATOR))]


class RecoveryOut(BaseModel):
    """A request for help, as the officer sees it: the document itself is looked at across the counter."""

    id: int
    masked_name: str
    document_type: str
    division_code: str
    old_phone: str | None
    new_phone: str | None
    requested_at: datetime


class RecoveryList(BaseModel):
    items: list[RecoveryOut]
    next: int | None = Field(None, description="`after` of the next page")


class DecisionIn(Body):
    approve: bool
    reason: Typed = Field(description="What the officer saw; the person can read it")


def _newcomer(caller: SignedIn) -> int:
    if caller.newcomer_id is None:
        raise AlreadyRegistered
    return caller.newcomer_id


@router.post("/me/recovery/codes")
async def send_recovery_code(
    caller: SignedIn, body: IdentityIn, recovery: Recovering, address: Address, language: Language
) -> CodeSent:
    """Send a code to the phone of the account that has this document and name (a ward's: to the guardian)."""
    sent = await recovery.send_code(_newcomer(caller), body.form(), address=address, language=language)
    return CodeSent.of(sent)


@router.post("/me/recovery")
async def recover(caller: SignedIn, body: RecoveryIn, recovery: Recovering) -> TokenOut:
    """Take the account over to the phone that is signed in; the token replaces the one before."""
    origin = Origin(body.device, body.channel)
    return TokenOut.of(await recovery.by_code(_newcomer(caller), body.form(), body.code, origin))


@router.post("/me/recovery/help", status_code=201)
async def ask_for_help(caller: SignedIn, body: IdentityIn, recovery: Recovering) -> HelpOut:
    """Ask the officers of the home division, who will want to see the document."""
    return HelpOut(request_id=await recovery.ask_for_help(_newcomer(caller), body.form()))


@router.get("/recoveries")
async def list_recoveries(
    by: Helper,
    recovery: Recovering,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RecoveryList:
    """Open requests of the officer's divisions, oldest first."""
    found = await recovery.open_requests(by, after=after, most=limit)
    return RecoveryList(
        items=[_shown(request, recovery) for request in found],
        next=found[-1].id if len(found) == limit else None,
    )


@router.post("/recoveries/{request_id}/decision", status_code=204)
async def decide_recovery(by: Helper, request_id: int, body: DecisionIn, recovery: Recovering) -> None:
    """Approve (the new phone signs in from now on) or reject."""
    await recovery.decide(request_id, by, approve=body.approve, reason=body.reason)


def _shown(request: RecoveryRequest, recovery: Recovery) -> RecoveryOut:
    old, new = recovery.masked_phones(request)
    return RecoveryOut(
        id=request.id,
        masked_name=request.person.masked_name,
        document_type=request.person.document_type,
        division_code=request.person.division_code,
        old_phone=old,
        new_phone=new,
        requested_at=request.requested_at,
    )
