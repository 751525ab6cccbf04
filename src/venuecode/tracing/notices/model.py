"""A notice, whom it goes to, and how far it is."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.text import Text
from venuecode.tracing.desk.model import Elsewhere


class Urgency(StrEnum):
    """`urgent`: stay where you are, somebody will call; `advice`: take a test and watch your health."""

    URGENT = "urgent"
    ADVICE = "advice"


class NoticeKind(StrEnum):
    """Whom a notice is for."""

    CONTACTS = "contacts"
    VENUE = "venue"


class NoticeState(StrEnum):
    """`waiting`: so many people that a second officer must agree."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Preview:
    """What sending would do, in numbers."""

    people: int
    told_before: int
    elsewhere: list[Elsewhere]
    messages: int
    no_phone: int
    second_officer: bool
    venue_name: str | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as officers see it: numbers only. Times UTC."""

    id: int
    case_id: int
    case_number: str
    division_code: DivisionCode
    urgency: Urgency
    kind: NoticeKind
    venue_name: str | None
    sms: bool
    people: int
    state: NoticeState
    reason: str
    made_by: int
    made_by_name: str
    made_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    read: int
    sms_sent: int
    sms_waiting: int
    sms_failed: int
    no_phone: int


@dataclass(frozen=True, slots=True)
class OwnNotice:
    """A notice as the person reads it, or whoever looks after them. Says nothing of the case."""

    id: int
    person_id: int
    masked_name: str
    urgency: Urgency
    venue_name: str | None
    exposed_on: date
    division_code: DivisionCode
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Due:
    """A message to be sent; `phone` is sealed. `to` is whose phone it is."""

    person_id: int
    notice_id: int
    to: int
    tries: int
    phone: bytes | None
    urgency: Urgency


class NobodyToTell(DomainError):
    """Nobody is left who was not told before."""

    code = "notice.nobody_to_tell"
    status = 409
    text = Text(
        "没有需要告知的人员：都已告知过，或居住在尚未同意的辖区",
        "There is nobody to tell: all were told before or live in divisions that have not granted the case",
    )


class NotWaiting(DomainError):
    """The notice was decided already."""

    code = "notice.not_waiting"
    status = 409
    text = Text("此告知已由他人处理", "Somebody has decided about this notice already")
