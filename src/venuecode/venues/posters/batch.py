"""A batch of posters: what it is, and what can go wrong with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.kernel.errors import Conflict, DomainError
from venuecode.kernel.ids import DivisionCode, OfficerId, VenueId
from venuecode.kernel.text import Text
from venuecode.venues.classes import VenueClass
from venuecode.venues.posters.model import Layout


class BatchState(StrEnum):
    """queued → running → done; failed runs are tried again by the job queue before they stay failed."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which venues: all active ones of a division, narrowed by class, type or a list."""

    division_code: DivisionCode
    venue_class: VenueClass | None = None
    venue_type: str | None = None
    venue_ids: tuple[VenueId, ...] | None = None


@dataclass(frozen=True, slots=True)
class PosterBatch:
    """One officer's request, fixed to the venues that were found when it was made."""

    id: int
    officer_id: OfficerId
    division_code: DivisionCode
    venue_class: VenueClass | None
    venue_type: str | None
    part: int
    """From 1; a request for more than a batch holds is made in `parts` batches."""
    parts: int
    layout: Layout | None
    venue_ids: tuple[VenueId, ...]
    state: BatchState
    posters_total: int
    posters_done: int
    size_bytes: int | None
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    expires_at: datetime


class NothingToPrint(DomainError):
    """No open door of an active venue is in the selection."""

    code = "posters.nothing_to_print"
    status = 422
    text = Text("所选范围内没有可打印的场所码", "There is no venue code to print in this selection")


class BatchTooLarge(DomainError):
    """More posters than may be asked for at once, in however many batches."""

    code = "posters.batch_too_large"
    status = 422
    text = Text(
        "所选范围共 {total} 张，一次最多 {limit} 张；请按下级区划或场所类别分次制作",
        "The selection has {total} posters, and {limit} can be asked for at once; "
        "please choose a smaller division, or one class after the other",
    )


class BatchNotReady(Conflict):
    """The ZIP is still being made, or failed."""

    code = "posters.batch_not_ready"
    text = Text("海报还没有制作完成", "The posters are not ready yet")


class VenueNotActive(Conflict):
    """A suspended or revoked venue may not put up posters."""

    code = "posters.venue_not_active"
    text = Text("场所已暂停或注销，不能打印海报", "The venue is suspended or revoked; its posters cannot be printed")
