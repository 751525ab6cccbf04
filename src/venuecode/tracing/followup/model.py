"""A person whom officers follow up, and what they note of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.text import Text


class Mark(StrEnum):
    """What an officer says of a person; `reopened` takes back `closed`."""

    REACHED = "reached"
    ISOLATED = "isolated"
    TESTED = "tested"
    CLOSED = "closed"
    REOPENED = "reopened"


class StepKind(StrEnum):
    """What the history holds: the marks, and what else was done."""

    ADDED = "added"
    ASSIGNED = "assigned"
    REACHED = "reached"
    ISOLATED = "isolated"
    TESTED = "tested"
    CLOSED = "closed"
    REOPENED = "reopened"
    NOTE = "note"
    ORDERED = "ordered"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A contact of a case as the officers who follow them up see it; the name is masked. Times UTC."""

    id: int
    person_id: int
    case_id: int
    case_number: str
    masked_name: str
    home_division: DivisionCode
    division_code: DivisionCode
    contact_class: str
    first_at: datetime
    last_at: datetime
    reason: str
    added_at: datetime
    reached_at: datetime | None
    isolated_at: datetime | None
    tested_at: datetime | None
    closed_at: datetime | None
    proposal_id: int | None
    order_state: str | None
    last_note: str
    version: int


class Step(NamedTuple):
    """An entry of the history."""

    at: datetime
    kind: StepKind
    officer_name: str
    division_code: DivisionCode
    note: str


class DivisionTally(NamedTuple):
    """How far the officers of a division are with a case's contacts."""

    division_code: str
    people: int
    reached: int
    isolated: int
    tested: int
    closed: int
    ordered: int


@dataclass(frozen=True, slots=True)
class Taken:
    """How many were put on the list, how many stood there, and who got how many."""

    added: int
    already: int
    by_division: dict[str, int]


@dataclass(frozen=True, slots=True)
class Ordered:
    """Proposals that were made, for how many people, and whom they leave out."""

    proposals: list[int]
    people: int
    already: int
    left_out: int


class NobodyToOrder(DomainError):
    """Nobody of those chosen can be put under an order from here."""

    code = "follow_up.nobody_to_order"
    status = 409
    text = Text(
        "所选人员都已有待审批或已批准的措施，或居住在其他辖区",
        "All of these have an order that waits or stands already, or live in other divisions",
    )
