"""Pure rules of monitoring: when a door's count does not fit its past, and how far two periods can be compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import sqrt
from statistics import median
from typing import NamedTuple

from venuecode.kernel.text import Text
from venuecode.monitoring.model import DAY, Days, day_of

PAST_DAYS = 28
"""How many days back a door is compared with."""
LEAST_DAYS = 5
"""A door with fewer earlier days in use has no past to speak of."""
LEAST_USUAL = 20.0
"""Doors with less on a usual day are left alone: their counts leap by themselves."""
SPREADS = 4.0
"""How many usual deviations a count may lie from the median."""
SPANS = (16, 4, 1)
"""Lengths in days of which counts of venues are kept (ADR 0070); the longer ones start at multiples since `EPOCH`."""
EPOCH = date(2000, 1, 1)
TIMES = 2.0
"""And it must be at least so many times, or one over so many of, the usual."""


class OddKind(StrEnum):
    """In which way a door does not fit its past."""

    SILENT = "silent"
    LOW = "low"
    HIGH = "high"


ODD_WORDS = {
    OddKind.SILENT: Text(
        "当日无人扫码；此前 {days} 天中位数为 {usual}",
        "Nobody scanned; the median of {days} days before is {usual}",
    ),
    OddKind.LOW: Text(
        "当日 {visits} 次，明显偏少；此前 {days} 天中位数为 {usual}，正常不少于 {low}",
        "{visits} scans, unusually few; the median of {days} days before is {usual}, at least {low} would be in order",
    ),
    OddKind.HIGH: Text(
        "当日 {visits} 次，明显偏多；此前 {days} 天中位数为 {usual}，正常不多于 {high}",
        "{visits} scans, unusually many; the median of {days} days before is {usual}, up to {high} would be in order",
    ),
}


class Past(NamedTuple):
    """A door's counts by how many days ago; 0 is the day in question, a missing day had no visit."""

    door_id: int
    by_age: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class OddDoor:
    """A door that does not fit its past, with what says so. `strength` is how far out it is, in deviations."""

    door_id: int
    visits: int
    usual: float
    low: float
    high: float
    days: int
    kind: OddKind
    strength: float


def odd_doors(pasts: Iterable[Past]) -> list[OddDoor]:
    """Return the doors whose count of the day does not fit their past."""
    return [odd for past in pasts if (odd := odd_door(past)) is not None]


def odd_door(past: Past) -> OddDoor | None:
    """Compare a door's count with its own past; None: it fits, or there is too little past.

    The past is the same weekday of the last four weeks where the door is in use long enough for three of them, else
    every day since its first visit. The count is odd if it lies more than four deviations from the median and is
    also less than half or more than twice the median. A deviation is the median absolute one, made comparable with a
    standard deviation by the factor 1.48, but at least the square root of the median, which is what chance alone does
    to counts. What is like the same weekday a week before (half to twice of it) is never odd.
    """
    first = max(past.by_age, default=0)
    if first < LEAST_DAYS:
        return None
    before = [past.by_age.get(ago, 0) for ago in range(1, first + 1)]
    weekly = [past.by_age.get(ago, 0) for ago in range(7, first + 1, 7)]
    compared = weekly if len(weekly) >= 3 else before
    usual = float(median(compared))
    if usual < LEAST_USUAL:
        return None
    spread = max(1.48 * median(abs(n - usual) for n in compared), sqrt(usual))
    low = min(usual - SPREADS * spread, usual / TIMES)
    high = max(usual + SPREADS * spread, usual * TIMES)
    visits = past.by_age.get(0, 0)
    week_ago = weekly[0] if weekly else None
    if max(low, 1.0) <= visits <= high or (week_ago is not None and week_ago / TIMES <= visits <= week_ago * TIMES):
        return None
    kind = OddKind.HIGH if visits > high else OddKind.LOW if visits else OddKind.SILENT
    return OddDoor(past.door_id, visits, usual, max(low, 0.0), high, len(compared), kind, abs(visits - usual) / spread)


class Reach(NamedTuple):
    """How far a period can be compared with the one before it: `whole_days`, then hours of one more."""

    until: datetime
    whole_days: int


def reach_of(days: Days, counted_until: datetime | None) -> Reach:
    """Return how far a period is over: all of it, or up to the last full hour that is counted."""
    if counted_until is None or counted_until <= days.since:
        return Reach(days.since, 0)
    if counted_until >= days.until:
        return Reach(days.until, days.length)
    until = counted_until.replace(minute=0, second=0, microsecond=0)
    return Reach(until, (day_of(until) - days.first).days)


def quiet_since(now: datetime, quiet_days: int) -> datetime:
    """Return before which moment a venue's last visit makes it quiet: so many full days have passed since."""
    today = Days(day_of(now), day_of(now)).since
    return today - timedelta(days=quiet_days)


def spans_of(days: Days) -> list[tuple[int, date]]:
    """Return the spans (length, first day) that make up the days, as few as there are."""
    found = []
    first = days.first
    while first <= days.last:
        left = (days.last - first).days + 1
        length = next(n for n in SPANS if n <= left and (first - EPOCH).days % n == 0)
        found.append((length, first))
        first += length * DAY
    return found
