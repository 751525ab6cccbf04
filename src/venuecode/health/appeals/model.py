"""An appeal as a value, and what appealing is refused with."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.health.reasons import Reason
from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.kernel.text import Text

MOST_OPEN = 5
"""Appeals that one person may have open at a time."""


class AppealState(StrEnum):
    """Where an appeal stands."""

    OPEN = "open"
    UPHELD = "upheld"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as it is kept: without the notes that cameras put into it."""

    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal; `content` and `answer` are open text here and sealed in the table. All times UTC."""

    id: int
    person_id: PersonId
    fact_id: int
    reason: Reason
    source: str
    division_code: DivisionCode
    state: AppealState
    content: str
    has_photo: bool
    made_at: datetime
    due_at: datetime
    answer: str | None
    decided_at: datetime | None
    decided_by: int | None

    def overdue(self, now: datetime) -> bool:
        """Whether nobody decided before the deadline."""
        return self.state is AppealState.OPEN and now > self.due_at


class NothingToAppeal(DomainError):
    """The fact gives the person no colour now."""

    code = "appeal.nothing_to_appeal"
    status = 409
    text = Text("该原因现在已不影响您的码色，无需申诉", "This reason no longer gives your code a colour")


class AppealOpen(DomainError):
    """An appeal about this fact waits for its answer."""

    code = "appeal.open_already"
    status = 409
    text = Text("您已就此提出申诉，请等待答复", "You have appealed against this already; please wait for the answer")


class TooManyAppeals(DomainError):
    """A person has too many appeals open."""

    code = "appeal.too_many"
    status = 429
    text = Text("您待答复的申诉过多，请等待答复", "Too many of your appeals wait for an answer; please wait")


class AppealClosed(DomainError):
    """The appeal was decided."""

    code = "appeal.closed"
    status = 409
    text = Text("该申诉已有答复", "The appeal has been answered")


class PhotoUnfit(DomainError):
    """The picture is neither JPEG nor PNG, or broken."""

    code = "appeal.photo_unfit"
    status = 422
    text = Text("照片须为 JPG 或 PNG 格式，不超过 1.4 MB", "The photo must be a JPEG or PNG of at most 1.4 MB")
