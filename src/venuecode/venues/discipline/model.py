"""What a measure is, and the feature's errors."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.kernel.errors import Conflict
from venuecode.kernel.ids import DivisionCode, VenueId
from venuecode.kernel.text import Text


class MeasureKind(StrEnum):
    """The three steps of discipline, the gentlest first."""

    REMINDER = "reminder"
    WARNING = "warning"
    SUSPENSION = "suspension"


@dataclass(frozen=True, slots=True)
class Measure:
    """One step against a venue. `division_code` is the officer's: the manager learns who speaks, not which person."""

    id: int
    venue_id: VenueId
    venue_name: str
    kind: MeasureKind
    reason: str
    division_code: DivisionCode
    sent_at: datetime
    seen_at: datetime | None
    answer: str | None
    answered_at: datetime | None


class MeasureAnswered(Conflict):
    """A measure is answered once: what the officer read stays what was said."""

    code = "discipline.answered"
    text = Text("已经答复过，不能再改", "It has been answered already and cannot be changed")
