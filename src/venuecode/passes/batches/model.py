"""Who gets a card in a batch, how far a batch is, and what can go wrong with it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from venuecode.kernel.errors import Conflict, DomainError
from venuecode.kernel.ids import DivisionCode, OfficerId, PersonId
from venuecode.kernel.text import Text
from venuecode.passes.cards.rules import AgeGroup


class BatchState(StrEnum):
    """queued → running → done; failed runs are tried again by the job queue before they stay failed."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Selection:
    """Residents of a division: those of the age groups, or those chosen from the list.

    Who has a card that is good for two weeks more is left out unless `renew`: a new card would end it.
    """

    division_code: DivisionCode
    groups: frozenset[AgeGroup]
    person_ids: tuple[PersonId, ...] | None
    renew: bool


@dataclass(frozen=True, slots=True)
class Resident:
    """A line of the list to choose from."""

    person_id: PersonId
    masked_name: str
    division_code: DivisionCode
    birth_date: date | None
    card_until: datetime | None


@dataclass(frozen=True, slots=True)
class CardBatch:
    """One officer's request, fixed to the people who were found when it was made."""

    id: int
    officer_id: OfficerId
    division_code: DivisionCode
    person_ids: tuple[PersonId, ...]
    reason: str
    state: BatchState
    cards_total: int
    cards_done: int
    media_type: str | None
    size_bytes: int | None
    requested_at: datetime
    finished_at: datetime | None
    expires_at: datetime


class NobodyToPrintFor(DomainError):
    """Nobody of the division is in the selection, or all have cards."""

    code = "cards.nobody"
    status = 422
    text = Text("所选范围内没有需要打印纸质码的居民", "Nobody in this selection needs a card")


class CardBatchTooLarge(DomainError):
    """More cards than one batch may hold."""

    code = "cards.batch_too_large"
    status = 422
    text = Text("一次最多打印 {limit} 张，请缩小范围", "A batch holds at most {limit} cards; please narrow it down")


class CardBatchNotReady(Conflict):
    """The file is still being made, or failed."""

    code = "cards.batch_not_ready"
    text = Text("纸质码还没有制作完成", "The cards are not ready yet")
