"""An alert, and who changes it."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from venuecode.health.reasons import Reason
from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour
from venuecode.regions.rules import Scope


class Kind(StrEnum):
    """What opened it."""

    STOP = "stop"
    REPORT = "report"
    LET_IN = "let_in"
    """Let in while the door had no network; what the server knew would have stopped them."""


class State(StrEnum):
    """How far it is handled."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class Severity(IntEnum):
    """How soon somebody must take it; the table `alert_severity` gives one to each reason."""

    LOW = 1
    HIGH = 2
    URGENT = 3


class Level(IntEnum):
    """Whose officers must take it by now."""

    COUNTY = 0
    PREFECTURE = 1
    PROVINCE = 2


class Instruction(StrEnum):
    """What the guard does with the person now."""

    HOLD = "hold"
    TURN_AWAY = "turn_away"
    TEST = "test"
    ISOLATE = "isolate"
    LET_GO = "let_go"


class Disposition(StrEnum):
    """What became of it."""

    TURNED_AWAY = "turned_away"
    ISOLATED = "isolated"
    TESTED = "tested"
    FALSE_ALARM = "false_alarm"
    HANDED_OVER = "handed_over"


class Act(StrEnum):
    """A line of the timeline."""

    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    NOTED = "noted"
    INSTRUCTED = "instructed"
    DISPOSED = "disposed"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    RAISED = "raised"


class AlertNotInThatState(DomainError):
    """The alert must be taken first, or is closed, or has no disposition yet."""

    code = "alert.not_in_that_state"
    status = 409
    text = Text(
        "预警当前状态不能这样处理：请先接收，处置后再办结",
        "The alert cannot be handled so now: acknowledge it first, and say what became of it before you close it",
    )


class NoSuchColleague(DomainError):
    """Whom it is given to is no health officer at work in reach of the alert."""

    code = "alert.no_such_colleague"
    status = 422
    text = Text("该人员不能处理这条预警", "This officer cannot handle this alert")


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert with the names its readers need; the person's is masked. Times UTC."""

    id: int
    kind: Kind
    state: State
    person_name: str | None
    venue_id: int
    venue_name: str
    door_id: int
    door_name: str
    division_code: DivisionCode
    reason: Reason
    colour: Colour
    note: str | None
    count: int
    opened_at: datetime
    last_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    changed_at: datetime
    person_id: int | None
    severity: Severity
    level: Level
    raised_at: datetime | None
    home_code: DivisionCode | None
    handed_code: DivisionCode | None
    department_code: DivisionCode | None
    assigned_to: int | None
    assigned_name: str | None
    instruction: Instruction | None
    disposition: Disposition | None
    closed_by: str | None
    closed_at: datetime | None
    latitude: float | None
    longitude: float | None

    def within(self, scope: Scope) -> bool:
        """Whether it is of the scope: by the venue, the person's home, or whom it was handed to."""
        return any(code and scope.covers(code) for code in (self.division_code, self.home_code, self.handed_code))


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of an alert's timeline."""

    at: datetime
    act: Act
    officer_name: str | None
    division_code: DivisionCode | None
    detail: str | None
    assigned_name: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class StopSeen:
    """One stop of a person, within an officer's scope."""

    at: datetime
    venue_name: str
    door_name: str
    reason: Reason
    colour: Colour


@dataclass(frozen=True, slots=True)
class Times:
    """How long alerts of a severity took, in seconds; none where none got so far."""

    severity: Severity
    alerts: int
    acknowledge_p50: float | None
    acknowledge_p90: float | None
    close_p50: float | None
    close_p90: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a guard reports: somebody who scanned (then with the visit), or somebody who did not."""

    door_id: int
    reported_by: int
    note: str | None
    person_id: int | None = None
    visit_at: datetime | None = None
    visit_id: UUID | None = None
    colour: Colour = Colour.GREEN


@dataclass(frozen=True, slots=True)
class LetIn:
    """Somebody whom a door without a network let in, and why they should have been stopped."""

    door_id: int
    person_id: int
    visit_at: datetime
    visit_id: UUID
    reason: Reason
    colour: Colour


@dataclass(frozen=True, slots=True)
class ToldGuard:
    """Somebody bound to a door's venue, and the words by which they know it."""

    door_id: int
    door: str
    venue: str
    person_id: PersonId
