"""What the routes of discipline take and give."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from venuecode.venues.discipline.model import Measure, MeasureKind
from venuecode.venues.schemas import Reason, Sent
from venuecode.venues.shown import Shown


class NewMeasure(Sent):
    """A reminder or a warning in words; a suspension is sent by suspending the venue."""

    kind: Literal["reminder", "warning"]
    reason: Reason


class MeasureAnswer(Sent):
    """What the manager says to it."""

    text: Reason


class MeasuresSeen(Sent):
    """What lay before the manager's eyes; one sent meanwhile stays unseen."""

    through: Annotated[int, Field(ge=1, le=2**62, description="`id` of the newest measure that was shown")]


class MeasureOut(BaseModel):
    """A measure; who sent it is told by division only."""

    id: int
    venue_id: int
    venue_name: str
    kind: MeasureKind
    reason: str
    division_name: str = Field(description="Of the officer who sent it, in the reader's language")
    sent_at: datetime
    seen_at: datetime | None = Field(description="When the manager first had it on the phone")
    answer: str | None
    answered_at: datetime | None


class MeasureList(BaseModel):
    """Measures: of a venue the newest first, of a manager the unanswered first."""

    items: list[MeasureOut]


def measure_out(measure: Measure, writer: Shown) -> MeasureOut:
    """Return a measure in the reader's language."""
    return MeasureOut(
        id=measure.id,
        venue_id=measure.venue_id,
        venue_name=measure.venue_name,
        kind=measure.kind,
        reason=measure.reason,
        division_name=writer.division(measure.division_code),
        sent_at=measure.sent_at,
        seen_at=measure.seen_at,
        answer=measure.answer,
        answered_at=measure.answered_at,
    )


def measures_out(measures: list[Measure], writer: Shown) -> MeasureList:
    """Return a list of them."""
    return MeasureList(items=[measure_out(measure, writer) for measure in measures])
