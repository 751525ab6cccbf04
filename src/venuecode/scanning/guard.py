"""What a guard's screen shows: a visit without any personal data but the masked name, and a door's day."""

from datetime import datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from msgspec import Meta, Struct

from venuecode.kernel.verdict import Colour, Direction, Method, Verdict
from venuecode.scanning.answers import last_test
from venuecode.scanning.model import LATE_FLAG, Visit
from venuecode.scanning.schemas import (
    COLOURS,
    DIRECTIONS,
    GUARD_REASONS,
    METHODS,
    VERDICTS,
    ColourWord,
    DirectionWord,
    LastTest,
    MethodWord,
    ScannedDoor,
    ScannedVenue,
    StopReason,
    VerdictWord,
    Words,
)

StateWord = Literal["open", "door_closed", "venue_suspended", "venue_revoked"]


class GuardVisit(Struct, frozen=True):
    """One person at a door. `key` tells visits apart: one that comes twice after a reconnect is the same."""

    key: str
    visit_id: UUID
    seq: Annotated[int, Meta(description="0 the one who scanned, 1-10 companions of the same `visit_id`")]
    door_id: int
    at: datetime
    recorded_at: datetime
    late: Annotated[bool, Meta(description="Scanned without a network at `at`, sent later")]
    direction: DirectionWord
    verdict: VerdictWord
    colour: ColourWord
    method: MethodWord
    name: Annotated[str, Meta(description="Masked")]
    reasons: list[StopReason]
    until: datetime | None
    test: LastTest | None


class Counts(Struct, frozen=True):
    """A door's day so far (Asia/Shanghai)."""

    entered: int = 0
    departed: int = 0
    stopped: int = 0
    methods: Annotated[
        dict[MethodWord, int], Meta(description="All visits, stopped or not, by how they came about")
    ] = {}

    def plus(self, more: "Counts", method: MethodWord) -> "Counts":
        """Add visits that all came about in the same way."""
        visits = more.entered + more.departed + more.stopped
        return Counts(
            self.entered + more.entered,
            self.departed + more.departed,
            self.stopped + more.stopped,
            self.methods | {method: self.methods.get(method, 0) + visits},
        )


class DoorToday(Struct, frozen=True):
    """A door as a guard's screen begins: counts, the list of the stopped, the word of this minute."""

    door: ScannedDoor
    venue: ScannedVenue
    state: StateWord
    day: Annotated[str, Meta(description="YYYY-MM-DD")]
    counts: Counts
    stopped: list[GuardVisit]
    word: Words
    word_until: datetime


class Today(Struct, frozen=True):
    """The first event of the feed, `today`."""

    server_time: datetime
    doors: list[DoorToday]


class DoorWord(Struct, frozen=True):
    """A door's new word."""

    door_id: int
    word: Words
    word_until: datetime


class RollingWords(Struct, frozen=True):
    """The event `words`, at each full minute."""

    server_time: datetime
    doors: list[DoorWord]


class DoorCounts(Struct, frozen=True):
    """The event `counts`: a door's day so far, after visits."""

    door_id: int
    counts: Counts


class GuardCall(Struct, frozen=True):
    """A terminal calls the guard: somebody stands there whom it cannot register by itself."""

    id: int
    door_id: int
    device: Annotated[str, Meta(description="Name of the terminal")]
    at: datetime
    reason: Words
    name: Annotated[str | None, Meta(description="Masked")]
    document_type: str | None


class GuardCalls(Struct, frozen=True):
    """The event `calls`: the open calls of the watched doors, newest first; it replaces the one before."""

    items: list[GuardCall]


class GuardAlert(Struct, frozen=True):
    """The health department took an alert of this door: which department, and what to do with the person now."""

    id: str
    door_id: int
    at: Annotated[datetime, Meta(description="The last stop, or the report")]
    changed_at: datetime
    department: Words
    name: Annotated[str | None, Meta(description="Masked")]
    instruction: Words
    disposition: Words | None
    closed: bool


class GuardAlerts(Struct, frozen=True):
    """The event `alerts`: what was taken at the watched doors, last change first; it replaces the one before."""

    items: list[GuardAlert]


def guard_visit(row: Any) -> GuardVisit:
    """Return a row of `visit` with `masked_name` as a guard sees it."""
    visit = Visit(*(row[name] for name in Visit._fields))
    return seen_by_guard(visit, row["recorded_at"], row["masked_name"])


def seen_by_guard(visit: Visit, recorded_at: datetime, masked_name: str) -> GuardVisit:
    """Return a stored visit as a guard sees it."""
    return GuardVisit(
        key=f"{visit.door_id}-{visit.id}-{visit.seq}",
        visit_id=visit.id,
        seq=visit.seq,
        door_id=visit.door_id,
        at=visit.at,
        recorded_at=recorded_at,
        late=bool(visit.flags & LATE_FLAG),
        direction=DIRECTIONS[cast("Direction", visit.direction)],
        verdict=VERDICTS[cast("Verdict", visit.verdict)],
        colour=COLOURS[cast("Colour", visit.colour)],
        method=METHODS[cast("Method", visit.method)],
        name=masked_name,
        reasons=[GUARD_REASONS[reason] for reason in visit.reasons or ()],  # type: ignore[index]
        until=visit.status_until,
        test=last_test(visit, recorded_at),
    )
