"""An alert, and who changes it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from venuecode.health.reasons import Reason
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.kernel.verdict import Colour


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
