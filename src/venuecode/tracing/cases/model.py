"""A case, what it may be asked, and what is refused."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.text import Text


class Basis(StrEnum):
    """What verifies the infection."""

    POSITIVE_TEST = "positive_test"
    DOCUMENT = "document"


class CaseState(StrEnum):
    """Whether queries may be made under it: only while open."""

    PROPOSED = "proposed"
    OPEN = "open"
    ENDED = "ended"


class GrantState(StrEnum):
    """What the other division's officer said."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class QueryKind(StrEnum):
    """What is asked about people."""

    CONTACTS = "contacts"
    MEETINGS = "meetings"
    SECOND_DEGREE = "second_degree"
    TRAJECTORY = "trajectory"
    EXPOSURE = "exposure"
    SHARED = "shared"
    EXPORT = "export"
    FOLLOW_UP = "follow_up"
    NOTICE = "notice"


class Oddity(StrEnum):
    """What makes a use odd."""

    MANY_QUERIES = "many_queries"
    MANY_PEOPLE = "many_people"
    AT_NIGHT = "at_night"
    REFUSED_OFTEN = "refused_often"


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its officers see it; the person's name is masked. Times UTC."""

    id: int
    number: str
    person_id: int
    masked_name: str
    division_code: DivisionCode
    basis: Basis
    test_at: datetime | None
    document_reference: str | None
    state: CaseState
    infectious_from: datetime
    infectious_until: datetime
    opened_by: int
    opened_by_name: str
    opened_at: datetime
    confirmed_by_name: str | None
    confirmed_at: datetime | None
    ends_at: datetime
    ended_at: datetime | None
    queries: int
    people_reached: int
    version: int


@dataclass(frozen=True, slots=True)
class GrantRequest:
    """A request for leave to see people and venues of another division under one case."""

    id: int
    case_id: int
    case_number: str
    division_code: DivisionCode
    case_division_code: DivisionCode
    reason: str
    state: GrantState
    asked_by_name: str
    asked_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Use:
    """How much one officer has asked lately, for judging whether that is odd."""

    queries_hour: int
    people_day: int
    night_queries: int
    refusals_day: int


@dataclass(frozen=True, slots=True)
class PublicCounts:
    """How much is traced; a count below `least` is not told."""

    counts: dict[str, int | None]
    least: int
    as_of: datetime


class NoPositiveTest(DomainError):
    """No positive test of the person stands in the facts, or it is too old."""

    code = "case.no_positive_test"
    status = 409
    text = Text(
        "该人员近期没有阳性检测记录；请凭文书立案并由另一名工作人员确认",
        "There is no recent positive test of this person; open the case with a document and a second officer",
    )


class CaseOpenAlready(DomainError):
    """The person has a case that has not ended."""

    code = "case.open_already"
    status = 409
    text = Text("该人员已有未结束的病例", "This person has a case that has not ended")


class SecondOfficerNeeded(DomainError):
    """Nobody confirms what they opened themselves."""

    code = "case.second_officer_needed"
    status = 403
    text = Text("须由另一名工作人员确认", "Another officer must confirm it")


class CaseNotOpen(DomainError):
    """The case waits for its second officer, or has ended."""

    code = "case.not_open"
    status = 409
    text = Text("病例尚未确认或已结束，不能查询", "The case is not confirmed yet or has ended; nothing can be asked")


class DivisionNotGranted(DomainError):
    """The venue or person lies in a division of other officers, who have not granted it."""

    code = "case.division_not_granted"
    status = 403
    text = Text(
        "超出本辖区：请先向 {division} 申请并等待其同意",
        "Outside your divisions: ask {division} and wait for its consent",
    )


class NotOfThisCase(DomainError):
    """The person has not come up under this case."""

    code = "case.person_not_of_case"
    status = 403
    text = Text("此人未出现在本病例的查询结果中", "This person has not come up under this case")


class TooBroad(DomainError):
    """The officer was shown as many people today as anybody may be."""

    code = "case.too_broad"
    status = 429
    text = Text("今日查询涉及人数已达上限", "You have been shown as many people today as is allowed")
