"""How fast one person may scan: nobody stands at two doors a second, but a stolen session can (ADR 0005)."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from math import ceil

SPAN = timedelta(seconds=10)
"""Short, so that what is counted stays small at any load."""


class Pace:
    """Counts each person's scans within ten seconds, in this process; forgets everybody when they are over."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._ends_at = datetime.min.replace(tzinfo=UTC)
        self._taken: defaultdict[int, int] = defaultdict(int)

    def wait_of(self, person_id: int, now: datetime) -> int:
        """Count one scan; return 0, or after how many seconds the next is taken."""
        if now >= self._ends_at:
            self._taken.clear()
            self._ends_at = now + SPAN
        taken = self._taken[person_id] = self._taken[person_id] + 1
        return 0 if taken <= self._most else ceil((self._ends_at - now) / timedelta(seconds=1))
