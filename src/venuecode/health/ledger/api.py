"""Routes of proposals: an officer proposes, an approver decides."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from venuecode.health.ledger.model import ProposalState
from venuecode.health.ledger.schemas import (
    DecidedOut,
    DecisionIn,
    NamedPerson,
    ProposalIn,
    ProposalOut,
    ProposalsOut,
    ProposalWhole,
    StateWord,
)
from venuecode.health.ledger.service import Ledger
from venuecode.health.model import Entry, NewOrder
from venuecode.health.schemas import reason_of_code
from venuecode.identity.access import officer
from venuecode.identity.model import OfficerSession, Role
from venuecode.infra.http import provided
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.ids import PersonId
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour
from venuecode.regions.service import Divisions

router = APIRouter(prefix="/api/v1/health/proposals", tags=["health"])
Proposer = Annotated[OfficerSession, Depends(officer(Role.HEALTH_OFFICER, Role.APPROVER))]
Approver = Annotated[OfficerSession, Depends(officer(Role.APPROVER))]
Service = Annotated[Ledger, Depends(provided(Ledger))]
Places = Annotated[Divisions, Depends(provided(Divisions))]
Now = Annotated[Clock, Depends(provided(Clock))]


@router.post("", status_code=201)
async def propose(body: ProposalIn, caller: Proposer, ledger: Service, divisions: Places, clock: Now) -> ProposalOut:
    """Propose an order; nothing changes before another officer approves it."""
    now = clock.now()
    reason = reason_of_code(body.reason)
    if reason is None:
        raise InvalidInput(fields={"reason": Text("请选择列明的原因", "Choose one of the listed reasons")})
    order = NewOrder(
        reason,
        body.starts_at or now,
        body.ends_at,
        body.evidence,
        None if body.colour is None else Colour[body.colour.upper()],
        body.case_reference.strip(),
    )
    proposal = await ledger.propose(caller, [PersonId(person_id) for person_id in body.person_ids], order)
    return ProposalOut.of(proposal, caller, divisions, now)


@router.get("")
async def list_proposals(
    caller: Proposer,
    ledger: Service,
    divisions: Places,
    clock: Now,
    state: StateWord | None = None,
    before: int | None = None,
    most: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ProposalsOut:
    """Proposals of the officer's divisions, newest first."""
    found = await ledger.page(caller.scope, ProposalState(state) if state else None, before, most)
    items = [ProposalOut.of(proposal, caller, divisions, clock.now()) for proposal in found]
    return ProposalsOut(items=items, next=items[-1].id if len(items) == most else None)


@router.get("/{proposal_id}")
async def read_proposal(
    proposal_id: int, caller: Proposer, ledger: Service, divisions: Places, clock: Now
) -> ProposalWhole:
    """A proposal and whom it is about, masked; the look is on record."""
    proposal, persons = await ledger.read(caller, proposal_id)
    told = ProposalOut.of(proposal, caller, divisions, clock.now())
    return ProposalWhole(
        **told.model_dump(),
        persons=[
            NamedPerson(person_id=str(person_id), masked_name=name, division_code=division)
            for person_id, (name, division) in persons.items()
        ],
    )


@router.post("/{proposal_id}/decision")
async def decide(
    proposal_id: int, body: DecisionIn, caller: Approver, ledger: Service, divisions: Places, clock: Now
) -> DecidedOut:
    """Approve, which enters the facts, or refuse. One that would turn too many people stops for another approver."""
    proposal, entered = await ledger.decide_proposal(caller, proposal_id, approve=body.approve, note=body.note)
    count = [outcome.entry for outcome in entered].count
    return DecidedOut(
        proposal=ProposalOut.of(proposal, caller, divisions, clock.now()),
        entered=count(Entry.NEW),
        known=count(Entry.KNOWN),
        refused=count(Entry.REFUSED),
    )
