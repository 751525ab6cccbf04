"""What the routes of follow-up take and answer."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from venuecode.identity.people.schemas import Body, DivisionTyped, NameOut
from venuecode.identity.shown import division_named
from venuecode.regions.service import Divisions
from venuecode.tracing.cases.schemas import Reason
from venuecode.tracing.desk.groups import Relation
from venuecode.tracing.desk.schemas import ContactsIn, Id
from venuecode.tracing.followup.model import DivisionTally, FollowUp, Mark, Step, StepKind, Taken

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Chosen = Annotated[list[Id], Field(min_length=1, max_length=5_000)]
FollowedClass = Literal[Relation.CLOSE, Relation.COMPANION, Relation.SECOND]
OrderState = Literal["proposed", "approved", "refused", "expired", "stopped"]


class TakeIn(ContactsIn):
    classes: list[FollowedClass] = Field(min_length=1, description="Contacts of which classes")
    person_ids: Annotated[list[Id], Field(max_length=5_000)] | None = Field(None, description="Of these, only those")


class StepIn(Body):
    version: int
    mark: Mark | None = Field(None, description="None: only a note")
    note: Note = ""


class AssignIn(Body):
    case_id: Id
    person_ids: Chosen
    division_code: DivisionTyped
    note: Note = ""


class OrderIn(Body):
    """An order for people on the list; it waits for an approver like any other."""

    case_id: Id
    person_ids: Chosen
    reason: str = Field(max_length=40, description="Code of a listed reason")
    colour: Literal["grey", "yellow", "red"] | None = Field(None, description="Only with `other_province`")
    ends_at: AwareDatetime | None = None
    evidence: str = Field(max_length=500)


class FollowUpSheetIn(Body):
    case_id: Id
    reason: Reason = Field(description="Why; those listed can read that they were")


class DivisionCountOut(BaseModel):
    division: NameOut
    people: int


class TakenOut(BaseModel):
    """How many were put on the list, by the division whose officers follow them up."""

    added: int
    already: int
    by_division: list[DivisionCountOut]


class FollowUpOut(BaseModel):
    """A contact of a case, to be followed up by the officers of `division`."""

    id: int
    person_id: int
    case_id: int
    case_number: str
    masked_name: str
    home_division: NameOut
    division: NameOut
    contact_class: FollowedClass
    first_at: datetime
    last_at: datetime
    reason: str
    added_at: datetime
    reached_at: datetime | None
    isolated_at: datetime | None
    tested_at: datetime | None
    closed_at: datetime | None
    order_state: OrderState | None
    last_note: str
    version: int


class FollowUpPage(BaseModel):
    """People to follow up, oldest first; `next` leads on."""

    items: list[FollowUpOut]
    next: int | None


class FollowUpStepOut(BaseModel):
    at: datetime
    kind: StepKind
    officer: str
    division: NameOut
    note: str


class FollowUpWhole(BaseModel):
    """A person to be followed up, in full, with what was done."""

    follow_up: FollowUpOut
    name: str
    phone: str | None
    steps: list[FollowUpStepOut]


class AssignedOut(BaseModel):
    people: int


class OrderedOut(BaseModel):
    """What was proposed: nothing changes before another officer approves it."""

    proposals: list[int]
    people: int
    already: int = Field(description="Have an order from here that waits or stands")
    left_out: int = Field(description="Live in divisions whose officers must propose it")


class ProgressLine(BaseModel):
    """How far the officers of a division are."""

    division: NameOut
    people: int
    reached: int
    isolated: int
    tested: int
    closed: int
    ordered: int


class ProgressOut(BaseModel):
    items: list[ProgressLine]


def taken_out(taken: Taken, divisions: Divisions) -> TakenOut:
    """Return what became of taking contacts onto the list."""
    counts = sorted(taken.by_division.items(), key=lambda one: (-one[1], one[0]))
    return TakenOut(
        added=taken.added,
        already=taken.already,
        by_division=[
            DivisionCountOut(division=division_named(code, divisions), people=people) for code, people in counts
        ],
    )


def follow_up_out(found: FollowUp, divisions: Divisions) -> FollowUpOut:
    """Return a follow-up as it is answered."""
    return FollowUpOut(
        id=found.id,
        person_id=found.person_id,
        case_id=found.case_id,
        case_number=found.case_number,
        masked_name=found.masked_name,
        home_division=division_named(found.home_division, divisions),
        division=division_named(found.division_code, divisions),
        contact_class=Relation(found.contact_class),  # type: ignore[arg-type]
        first_at=found.first_at,
        last_at=found.last_at,
        reason=found.reason,
        added_at=found.added_at,
        reached_at=found.reached_at,
        isolated_at=found.isolated_at,
        tested_at=found.tested_at,
        closed_at=found.closed_at,
        order_state=found.order_state,  # type: ignore[arg-type]
        last_note=found.last_note,
        version=found.version,
    )


def step_out(step: Step, divisions: Divisions) -> FollowUpStepOut:
    """Return an entry of the history as it is answered."""
    return FollowUpStepOut(
        at=step.at,
        kind=step.kind,
        officer=step.officer_name,
        division=division_named(step.division_code, divisions),
        note=step.note,
    )


def progress_line(tally: DivisionTally, divisions: Divisions) -> ProgressLine:
    """Return a division's progress as it is answered."""
    counts = tally._asdict()
    return ProgressLine(division=division_named(counts.pop("division_code"), divisions), **counts)
