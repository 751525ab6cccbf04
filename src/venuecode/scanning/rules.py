"""The pure decisions of a scan: verdict, lateness, and whether `at` may be taken. No I/O, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from venuecode.health.model import Status, TestResult
from venuecode.health.reasons import Reason
from venuecode.health.rules import free_from, step_at
from venuecode.kernel.verdict import Colour, Direction, Verdict

MAX_BACK = timedelta(days=7)
"""How far back `at` may lie: scans made without a network."""
MAX_AHEAD = timedelta(minutes=5)
"""How far ahead `at` may lie: clocks that run fast."""
LATE = timedelta(minutes=5)
"""From here on a visit counts as sent late and is decided as of `at`, below as of now."""
SAME_VISIT = timedelta(seconds=60)
"""A second scan of the same door and direction within this answers with the first visit."""
MAX_COMPANIONS = 10


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person is told at a door. `colour` is never better than the person's own."""

    verdict: Verdict
    colour: Colour
    reasons: tuple[Reason, ...]
    until: datetime | None


PASSED = Decision(Verdict.PASS, Colour.GREEN, (), None)


def moment_of(at: datetime, now: datetime) -> datetime:
    """Return the moment for which a scan is decided: now, or `at` if it comes late."""
    return at if now - at > LATE else now


def decide(status: Status, demand_test_hours: int | None, direction: Direction, moment: datetime) -> Decision:
    """Return the verdict at `moment`. Only green passes; a venue's demand for a test holds on the way in."""
    step = step_at(status.steps, moment) if status.steps else None
    if step is None and demand_test_hours is None:
        return PASSED
    colour = Colour.GREEN if step is None else step.colour
    reasons = [] if step is None else list(step.reasons)
    if demand_test_hours is not None and direction is Direction.IN:
        unmet = _unmet_demand(status, demand_test_hours, moment)
        if unmet is not None:
            reasons.append(unmet)
            colour = max(colour, Colour.GREY)
    if colour is Colour.GREEN:
        return PASSED
    return Decision(Verdict.STOP, colour, tuple(reasons), free_from(status.steps, moment))


def _unmet_demand(status: Status, hours: int, moment: datetime) -> Reason | None:
    if status.test_at is None or status.test_result is None:
        return Reason.DEMAND_NO_TEST
    if status.test_result is TestResult.POSITIVE:
        return Reason.DEMAND_TEST_POSITIVE
    if moment - status.test_at > timedelta(hours=hours):
        return Reason.DEMAND_TEST_TOO_OLD
    return None


Badge = Literal["24h", "48h", "72h", "7d"]
_BADGES: tuple[tuple[timedelta, Badge], ...] = (
    (timedelta(hours=24), "24h"),
    (timedelta(hours=48), "48h"),
    (timedelta(hours=72), "72h"),
    (timedelta(days=7), "7d"),
)


def badge_of(sampled_at: datetime, moment: datetime) -> Badge | None:
    """Return the smallest window (24h, 48h, 72h, 7d) that the test still lies in; None when older."""
    age = moment - sampled_at
    for window, badge in _BADGES:
        if age <= window:
            return badge
    return None
