"""An application, its states and the errors of this part."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.kernel.errors import Conflict, DomainError
from venuecode.kernel.ids import DivisionCode, PersonId, VenueId
from venuecode.kernel.text import Text
from venuecode.regions.rules import Scope
from venuecode.venues.classes import VenueClass
from venuecode.venues.filing import Filing
from venuecode.venues.model import Event, VenueFacts, VenueState


class ApplicationKind(StrEnum):
    """A new venue, or a change of what is filed about an issued one."""

    NEW = "new"
    AMENDMENT = "amendment"


class ApplicationState(StrEnum):
    """draft → submitted → approved | rejected, or → returned → submitted."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REJECTED = "rejected"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Application:
    """One application. `filing` is the form as it was typed; `division_code` is as last submitted."""

    id: int
    kind: ApplicationKind
    person_id: PersonId
    venue_id: VenueId | None
    state: ApplicationState
    filing: Filing
    division_code: DivisionCode | None
    reason: str | None
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which applications a reviewer lists; `filed_by` is the latest moment of filing."""

    state: ApplicationState
    scope: Scope
    venue_class: VenueClass | None
    filed_by: datetime


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A filed application as the review queue lists it: nothing personal."""

    id: int
    kind: ApplicationKind
    full_name: str
    venue_class: int
    division_code: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A venue (or an application that waits) with the same credit code, or the same name in the same street."""

    venue_id: VenueId | None
    application_id: int | None
    full_name: str
    division_code: str
    address: str | None
    state: VenueState | ApplicationState
    same_credit_code: bool
    same_name: bool


@dataclass(frozen=True, slots=True)
class ReviewCase:
    """What a reviewer looks at. `filed` is what an amendment would replace."""

    application: Application
    filed: VenueFacts | None
    duplicates: list[Duplicate]
    history: list[Event]


class ApplicationNotInThatState(Conflict):
    """Somebody was quicker, or it was done already."""

    code = "applications.wrong_state"
    text = Text("该申请已提交或已处理，请刷新查看", "The application was submitted or decided already; please reload")


class AmendmentWaits(Conflict):
    """A former manager handed in an amendment that nobody has decided yet."""

    code = "applications.amendment_waits"
    text = Text(
        "前任管理员提交的变更正在审核，请等待结果", "A former manager's change is under review; please wait for it"
    )


class TooManyDrafts(DomainError):
    """A person keeps too many unfinished applications."""

    code = "applications.too_many_drafts"
    status = 422
    text = Text("未完成的申请最多 {limit} 份，请先完成或删除", "Finish or delete a draft first; the limit is {limit}")


class VenueNotOpenToAmendment(Conflict):
    """Only an active venue can be amended."""

    code = "applications.venue_not_active"
    text = Text("场所已暂停或注销，不能变更", "The venue is suspended or revoked and cannot be changed")
