"""What the routes of cases take and answer."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from venuecode.identity.people.schemas import Body, DivisionTyped, NameOut
from venuecode.identity.shown import division_named
from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions
from venuecode.tracing.cases.model import Case, GrantRequest, GrantState, Oddity

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=200)]

ODDITIES = {
    Oddity.MANY_QUERIES: Text("一小时内查询次数异常", "Unusually many queries within an hour"),
    Oddity.MANY_PEOPLE: Text("一天内查询人数异常", "Unusually many people within a day"),
    Oddity.AT_NIGHT: Text("夜间频繁查询", "Many queries at night"),
    Oddity.REFUSED_OFTEN: Text("多次越权查询被拒", "Refused again and again"),
}


class CaseIn(Body):
    person_id: int = Field(ge=1, le=2**53)
    document_reference: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=100)] | None
    ) = Field(None, description="Without a positive test in the facts: the document; a second officer must confirm")
    reason: Reason = Field(description="Why; the person can read it")


class WindowIn(Body):
    version: int
    infectious_from: AwareDatetime
    infectious_until: AwareDatetime
    reason: Reason


class CaseReasonIn(Body):
    reason: Reason


class GrantIn(Body):
    division_code: DivisionTyped
    reason: Reason


class GrantDecisionIn(Body):
    granted: bool


class CaseOut(BaseModel):
    """A case; the person's name is masked."""

    id: int
    number: str
    person_id: int
    masked_name: str
    division: NameOut
    basis: Literal["positive_test", "document"]
    test_at: datetime | None
    document_reference: str | None
    state: Literal["proposed", "open", "ended"]
    infectious_from: datetime
    infectious_until: datetime
    opened_by: str
    opened_by_me: bool
    opened_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    ends_at: datetime
    ended_at: datetime | None
    queries: int
    people_reached: int
    version: int


class CasePage(BaseModel):
    """Cases, newest first; `next` leads to older ones."""

    items: list[CaseOut]
    next: int | None


class GrantOut(BaseModel):
    """A request for leave to see people and venues of another division."""

    id: int
    case_id: int
    case_number: str
    division: NameOut
    asked_from: NameOut
    reason: str
    state: GrantState
    asked_by: str
    asked_at: datetime
    decided_at: datetime | None


class GrantList(BaseModel):
    items: list[GrantOut]


class WarningOut(BaseModel):
    """An odd use of tracing."""

    id: int
    at: datetime
    officer_id: int
    officer_name: str
    case_number: str | None
    kind: Oddity
    words: NameOut
    seen_by: str | None
    seen_at: datetime | None


class WarningPage(BaseModel):
    items: list[WarningOut]
    next: int | None


class TracingCounts(BaseModel):
    """How much is traced, for anybody to read. None: fewer than `least`; others are rounded down to its multiples."""

    cases: int | None
    open_cases: int | None
    queries: int | None
    people_reached: int | None
    followed_up: int | None
    people_told: int | None
    grants: int | None
    warnings: int | None
    least: int
    as_of: datetime


def case_out(case: Case, officer_id: int, divisions: Divisions) -> CaseOut:
    """Return a case as it is answered."""
    return CaseOut(
        id=case.id,
        number=case.number,
        person_id=case.person_id,
        masked_name=case.masked_name,
        division=division_named(case.division_code, divisions),
        basis=case.basis.value,
        test_at=case.test_at,
        document_reference=case.document_reference,
        state=case.state.value,
        infectious_from=case.infectious_from,
        infectious_until=case.infectious_until,
        opened_by=case.opened_by_name,
        opened_by_me=case.opened_by == officer_id,
        opened_at=case.opened_at,
        confirmed_by=case.confirmed_by_name,
        confirmed_at=case.confirmed_at,
        ends_at=case.ends_at,
        ended_at=case.ended_at,
        queries=case.queries,
        people_reached=case.people_reached,
        version=case.version,
    )


def grant_out(grant: GrantRequest, divisions: Divisions) -> GrantOut:
    """Return a request for leave as it is answered."""
    return GrantOut(
        id=grant.id,
        case_id=grant.case_id,
        case_number=grant.case_number,
        division=division_named(grant.division_code, divisions),
        asked_from=division_named(grant.case_division_code, divisions),
        reason=grant.reason,
        state=grant.state,
        asked_by=grant.asked_by_name,
        asked_at=grant.asked_at,
        decided_at=grant.decided_at,
    )


def warning_out(row: Any) -> WarningOut:
    """Return an odd use as it is answered."""
    kind = Oddity(row["kind"])
    return WarningOut(
        id=row["id"],
        at=row["at"],
        officer_id=row["officer_id"],
        officer_name=row["officer_name"],
        case_number=row["case_number"],
        kind=kind,
        words=NameOut(code=kind.value, zh=ODDITIES[kind].zh, en=ODDITIES[kind].en),
        seen_by=row["seen_by_name"],
        seen_at=row["seen_at"],
    )
