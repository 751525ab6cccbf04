"""Time as a value that is passed in: no rule ever asks the machine what time it is."""

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHOWN_ZONE = ZoneInfo("Asia/Shanghai")
"""The zone in which every time is shown; times are stored in UTC."""


class Clock(Protocol):
    """Answers what time it is, in UTC."""

    def now(self) -> datetime:
        """Return the current moment, timezone-aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands until it is moved; for tests and for reasoning about a moment."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        """Move the clock by `by`."""
        self.at += by
