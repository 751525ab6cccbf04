"""A change of colour as the ledger keeps it, and a proposal of one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from venuecode.health.model import NewFact
from venuecode.kernel.ids import DivisionCode, OfficerId


class Cause(StrEnum):
    """What brought a change about."""

    FACT = "fact"
    WITHDRAWAL = "withdrawal"
    POLICY = "policy"
    TIME = "time"


class ChangeLine(NamedTuple):
    """A change on its way into the ledger, in the order of the type `change_line`. Numbers stand for the enums."""

    person_id: int
    from_colour: int
    to_colour: int
    reasons: tuple[int, ...]
    since: datetime | None
    until: datetime | None
    fact_id: int | None

    @property
    def turned(self) -> bool:
        """Whether the colour got worse."""
        return self.to_colour > self.from_colour


class Change(NamedTuple):
    """A row of `status_change`, in the order in which its digest reads it."""

    id: int
    person_id: int
    batch: int
    at: datetime
    from_colour: int
    to_colour: int
    reasons: tuple[int, ...]
    since: datetime | None
    until: datetime | None
    cause: str
    fact_id: int | None
    source: str
    policy_version: int


class ProposalState(StrEnum):
    """`stopped`: it would turn more people than the policy allows within an hour; a further approver must look."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    STOPPED = "stopped"
    TAKEN_BACK = "taken_back"
    """Held facts whose source took back every one before anybody decided."""


OPEN = frozenset({ProposalState.PROPOSED, ProposalState.STOPPED})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that needs another officer. `sample` is its first fact; of an order all are alike.

    `held`: no order, but facts whose entering would have turned more people than the policy allows within an hour.
    """

    id: int
    state: ProposalState
    held: bool
    division_code: DivisionCode
    source: str
    evidence: str
    case_reference: str
    people: int
    sample: NewFact
    proposed_by: OfficerId | None
    proposed_at: datetime
    expires_at: datetime
    stopped_by: OfficerId | None
    stopped_at: datetime | None
    decided_by: OfficerId | None
    decided_at: datetime | None
    note: str
