"""What the routes of proposals take and answer."""

from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from venuecode.health.ledger.model import OPEN, Proposal
from venuecode.health.model import NewOrder
from venuecode.health.packing import KINDS
from venuecode.health.schemas import ColourWord, ReasonOut, SourceOut, reason_out
from venuecode.health.sources import source_words
from venuecode.identity.model import OfficerSession, Role
from venuecode.regions.service import Divisions

StateWord = Literal["proposed", "approved", "refused", "expired", "stopped", "taken_back"]


class ProposalIn(BaseModel):
    """An order for one or several people; it waits for an approver. Without `ends_at` it lasts as the policy says."""

    model_config = ConfigDict(extra="forbid")

    person_ids: list[int] = Field(min_length=1, max_length=2_000)
    reason: str = Field(description="Code of a listed reason")
    colour: Literal["grey", "yellow", "red"] | None = Field(None, description="Only with `other_province`")
    starts_at: AwareDatetime | None = Field(None, description="Now unless given")
    ends_at: AwareDatetime | None = None
    evidence: str = Field(max_length=500)
    case_reference: str = Field("", max_length=100, description="Needed for more than one person")


class DecisionIn(BaseModel):
    """An approver's word."""

    model_config = ConfigDict(extra="forbid")

    approve: bool
    note: str = Field("", max_length=500)


class ProposalOut(BaseModel):
    """A proposal. `held`: facts of a source that would have turned too many people within an hour, for an approver."""

    id: str
    state: StateWord
    held: bool
    kind: Literal["test", "vaccination", "order", "declaration"]
    division_code: str
    source: SourceOut
    reason: ReasonOut | None
    colour: ColourWord | None
    starts_at: datetime | None
    ends_at: datetime | None
    evidence: str
    case_reference: str
    people: int
    proposed_at: datetime
    expires_at: datetime
    stopped_at: datetime | None
    decided_at: datetime | None
    note: str
    mine: bool = Field(description="The caller proposed it, or approved it before it was stopped")
    may_decide: bool

    @classmethod
    def of(cls, proposal: Proposal, caller: OfficerSession, divisions: Divisions, now: datetime) -> Self:
        """Return a proposal as an officer reads it."""
        said = source_words(proposal.source, divisions)
        order = proposal.sample if isinstance(proposal.sample, NewOrder) else None
        mine = caller.officer_id in {proposal.proposed_by, proposal.stopped_by}
        is_open = proposal.state in OPEN and proposal.expires_at > now
        return cls.model_validate(
            {
                "id": str(proposal.id),
                "state": proposal.state.value,
                "held": proposal.held,
                "kind": KINDS[type(proposal.sample)].name.lower(),
                "division_code": proposal.division_code,
                "source": SourceOut(code=proposal.source, zh=said.zh, en=said.en),
                "reason": None if order is None else reason_out(order.reason, order.colour),
                "colour": None if order is None or order.colour is None else order.colour.name.lower(),
                "starts_at": None if order is None else order.starts_at,
                "ends_at": None if order is None else order.ends_at,
                "evidence": proposal.evidence,
                "case_reference": proposal.case_reference,
                "people": proposal.people,
                "proposed_at": proposal.proposed_at,
                "expires_at": proposal.expires_at,
                "stopped_at": proposal.stopped_at,
                "decided_at": proposal.decided_at,
                "note": proposal.note,
                "mine": mine,
                "may_decide": is_open and not mine and caller.role is Role.APPROVER,
            }
        )


class ProposalsOut(BaseModel):
    """A page of proposals, newest first; give `next` as `before` for older ones."""

    items: list[ProposalOut]
    next: str | None


class NamedPerson(BaseModel):
    """Somebody a proposal is about."""

    person_id: str
    masked_name: str
    division_code: str


class ProposalWhole(ProposalOut):
    """A proposal with whom it is about."""

    persons: list[NamedPerson]


class DecidedOut(BaseModel):
    """What a decision led to: how many facts were entered, known before, or refused."""

    proposal: ProposalOut
    entered: int
    known: int
    refused: int
