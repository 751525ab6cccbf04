"""What the routes of alerts answer."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from venuecode.alerts.model import Act, Alert, Happening, Instruction, StopSeen, Times
from venuecode.alerts.rules import first_instruction
from venuecode.health.reasons import WORDS
from venuecode.identity.people.schemas import Body, DivisionTyped

InstructionWord = Literal["hold", "turn_away", "test", "isolate", "let_go"]
DispositionWord = Literal["turned_away", "isolated", "tested", "false_alarm", "handed_over"]
NoteText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class TextPair(BaseModel):
    """One text in both languages."""

    zh: str
    en: str


class AlertOut(BaseModel):
    """An alert as the console lists it; the name is masked."""

    id: str
    kind: Literal["stop", "report", "let_in"]
    state: Literal["open", "acknowledged", "closed"]
    severity: Literal["low", "high", "urgent"]
    level: Literal["county", "prefecture", "province"] = Field(description="Whose officers must take it by now")
    person_name: str | None
    venue_id: int
    venue_name: str
    door_id: int
    door_name: str
    division_code: str
    colour: Literal["green", "grey", "yellow", "red"]
    reason_code: str
    reason: TextPair
    note: str | None
    count: int
    opened_at: datetime
    last_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    raised_at: datetime | None
    person_known: bool
    home_code: str | None
    handed_code: str | None
    department_code: str | None
    assigned_to: int | None
    assigned_name: str | None
    suggested: InstructionWord = Field(description="What the guard is told on acknowledging, unless it says otherwise")
    instruction: InstructionWord | None
    disposition: DispositionWord | None
    closed_by: str | None
    closed_at: datetime | None
    latitude: float | None
    longitude: float | None


class AlertPage(BaseModel):
    """Alerts, newest first; `next` leads to older ones."""

    items: list[AlertOut]
    next: str | None


class TimesOut(BaseModel):
    """How long alerts took, in seconds: the median and nine in ten. None where none got so far."""

    severity: Literal["low", "high", "urgent"]
    alerts: int
    acknowledge_p50: float | None
    acknowledge_p90: float | None
    close_p50: float | None
    close_p90: float | None


class AlertSummary(BaseModel):
    """How much is waiting."""

    open: int
    times: list[TimesOut] = Field(description="Most urgent first; severities without alerts are left out")


class AcknowledgeIn(Body):
    """What the guard does with the person meanwhile; left out: what goes with the reason."""

    instruction: Instruction | None = None


class InstructIn(Body):
    """What the guard does with the person now."""

    instruction: Instruction


class AssignIn(Body):
    """To whom it is given."""

    officer_id: int = Field(ge=1, le=2**63 - 1)


class NoteIn(Body):
    """What the officer found out."""

    text: NoteText


class DisposeIn(Body):
    """What became of the person."""

    disposition: Literal["turned_away", "isolated", "tested", "false_alarm"]
    note: NoteText | None = None


class HandOverIn(Body):
    """To which division."""

    division_code: DivisionTyped
    note: NoteText | None = None


class HappeningOut(BaseModel):
    """A line of the timeline. `detail` is a code: an instruction, a disposition, a level or a division."""

    at: datetime
    act: Act
    officer: str | None = Field(description="None: the system")
    division_code: str | None
    detail: str | None
    assigned_to: str | None
    note: str | None


class Timeline(BaseModel):
    """What was done, oldest first."""

    items: list[HappeningOut]


class ColleagueOut(BaseModel):
    """Somebody to whom an alert may be given."""

    id: int
    name: str


class ColleagueList(BaseModel):
    """By name."""

    items: list[ColleagueOut]


class StopOut(BaseModel):
    """A door at which the person was stopped."""

    at: datetime
    venue_name: str
    door_name: str
    reason: TextPair
    colour: Literal["green", "grey", "yellow", "red"]


class StopList(BaseModel):
    """Newest first."""

    items: list[StopOut]


_AS_THEY_ARE = (
    "raised_at",
    "home_code",
    "handed_code",
    "department_code",
    "assigned_to",
    "assigned_name",
    "instruction",
    "disposition",
    "closed_by",
    "closed_at",
    "latitude",
    "longitude",
)


def alert_out(alert: Alert) -> AlertOut:
    """Return an alert as it is answered."""
    words = WORDS[alert.reason]
    return AlertOut.model_validate(
        {
            "id": str(alert.id),
            "kind": alert.kind.value,
            "state": alert.state.value,
            "person_name": alert.person_name,
            "venue_id": alert.venue_id,
            "venue_name": alert.venue_name,
            "door_id": alert.door_id,
            "door_name": alert.door_name,
            "division_code": alert.division_code,
            "colour": alert.colour.name.lower(),
            "reason_code": words.code,
            "reason": {"zh": words.title.zh, "en": words.title.en},
            "note": alert.note,
            "count": alert.count,
            "opened_at": alert.opened_at,
            "last_at": alert.last_at,
            "acknowledged_by": alert.acknowledged_by,
            "acknowledged_at": alert.acknowledged_at,
            "severity": alert.severity.name.lower(),
            "level": alert.level.name.lower(),
            "person_known": alert.person_id is not None,
            "suggested": first_instruction(alert.reason).value,
            **{name: getattr(alert, name) for name in _AS_THEY_ARE},
        }
    )


def happening_out(one: Happening) -> HappeningOut:
    """Return a line of the timeline as it is answered."""
    return HappeningOut(
        at=one.at,
        act=one.act,
        officer=one.officer_name,
        division_code=one.division_code,
        detail=one.detail,
        assigned_to=one.assigned_name,
        note=one.note,
    )


def stop_out(one: StopSeen) -> StopOut:
    """Return a stop as it is answered."""
    words = WORDS[one.reason].title
    return StopOut.model_validate(
        {
            "at": one.at,
            "venue_name": one.venue_name,
            "door_name": one.door_name,
            "reason": {"zh": words.zh, "en": words.en},
            "colour": one.colour.name.lower(),
        }
    )


def times_out(one: Times) -> TimesOut:
    """Return the times of a severity as they are answered."""
    return TimesOut.model_validate(
        {
            "severity": one.severity.name.lower(),
            **{name: getattr(one, name) for name in TimesOut.model_fields if name != "severity"},
        }
    )
