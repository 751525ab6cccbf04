"""Routes of follow-up, for health officers: take contacts, the division's list, marks and notes, orders in bulk."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from venuecode.health.model import NewOrder
from venuecode.health.schemas import reason_of_code
from venuecode.identity.people.sealing import NAME, PHONE
from venuecode.identity.people.service import People
from venuecode.infra.http import provided
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour
from venuecode.tracing.cases.api import CaseId, Shipped, Tracer
from venuecode.tracing.followup.schemas import (
    AssignedOut,
    AssignIn,
    FollowUpOut,
    FollowUpPage,
    FollowUpWhole,
    OrderedOut,
    OrderIn,
    ProgressOut,
    StepIn,
    TakeIn,
    TakenOut,
    follow_up_out,
    progress_line,
    step_out,
    taken_out,
)
from venuecode.tracing.followup.service import FollowUps

router = APIRouter(prefix="/api/v1", tags=["follow-up"])
Following = Annotated[FollowUps, Depends(provided(FollowUps))]


@router.post("/traces/{case_id}/follow-ups", status_code=201)
async def take_contacts(
    by: Tracer, case_id: CaseId, body: TakeIn, following: Following, divisions: Shipped
) -> TakenOut:
    """Put contacts of a case on the list of those who are followed up, each with the county where they live."""
    taken = await following.take(by, case_id, body.reason, set(body.classes), body.thresholds, body.person_ids)
    return taken_out(taken, divisions)


@router.get("/cases/{case_id}/follow-ups")
async def get_follow_up_progress(by: Tracer, case_id: CaseId, following: Following, divisions: Shipped) -> ProgressOut:
    """How far each division is with the contacts of a case; names nobody."""
    return ProgressOut(items=[progress_line(one, divisions) for one in await following.progress(by, case_id)])


@router.get("/follow-ups")
async def list_follow_ups(
    by: Tracer,
    following: Following,
    divisions: Shipped,
    case_id: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    open: Annotated[bool | None, Query(description="Only those not closed yet, or only closed ones")] = None,  # noqa: A002 - the parameter's public name
    after: Annotated[int, Query(ge=0, le=2**53, description="`next` of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> FollowUpPage:
    """Whom the officer's divisions follow up, oldest first; those listed can read of it."""
    found = await following.page(by, case_id, open_only=open, after=after, most=limit)
    items = [follow_up_out(one, divisions) for one in found]
    return FollowUpPage(items=items, next=found[-1].id if len(found) == limit else None)


@router.post("/follow-ups/assignments")
async def assign_follow_ups(by: Tracer, body: AssignIn, following: Following) -> AssignedOut:
    """Hand people over to the officers of another division."""
    moved = await following.assign(by, body.case_id, body.person_ids, body.division_code, body.note)
    return AssignedOut(people=moved)


@router.post("/follow-ups/orders", status_code=201)
async def propose_orders(
    by: Tracer, body: OrderIn, following: Following, clock: Annotated[Clock, Depends(provided(Clock))]
) -> OrderedOut:
    """Propose an order for many at once; another officer approves it in the ledger of orders."""
    reason = reason_of_code(body.reason)
    if reason is None:
        raise InvalidInput(fields={"reason": Text("请选择列明的原因", "Choose one of the listed reasons")})
    colour = None if body.colour is None else Colour[body.colour.upper()]
    order = NewOrder(reason, clock.now(), body.ends_at, body.evidence, colour)
    done = await following.order(by, body.case_id, body.person_ids, order)
    return OrderedOut(proposals=done.proposals, people=done.people, already=done.already, left_out=done.left_out)


@router.post("/follow-ups/{case_id}/{person_id}/opened")
async def open_follow_up(
    by: Tracer,
    case_id: CaseId,
    person_id: CaseId,
    following: Following,
    divisions: Shipped,
    people: Annotated[People, Depends(provided(People))],
) -> FollowUpWhole:
    """Show a person in full, to call them, and what was done; the look is on record and the person reads of it."""
    found, person, steps = await following.open(by, case_id, person_id)
    return FollowUpWhole(
        follow_up=follow_up_out(found, divisions),
        name=people.seal.open(person.name, NAME),
        phone=people.seal.open(person.phone, PHONE) if person.phone else None,
        steps=[step_out(step, divisions) for step in steps],
    )


@router.post("/follow-ups/{case_id}/{person_id}/steps")
async def note_follow_up(
    by: Tracer, case_id: CaseId, person_id: CaseId, body: StepIn, following: Following, divisions: Shipped
) -> FollowUpOut:
    """Say that a person was reached, isolated, tested or is closed, or add a note; the division's officers only."""
    found = await following.note(by, case_id, person_id, body.version, body.mark, body.note)
    return follow_up_out(found, divisions)
