"""Test results and statuses as values."""

from datetime import date, datetime
from enum import IntEnum
from typing import NamedTuple

from venuecode.health.reasons import Reason
from venuecode.kernel.verdict import Colour


class TestResult(IntEnum):
    """Stored numbers of a test's result."""

    __test__ = False

    NEGATIVE = 0
    POSITIVE = 1


class Status(NamedTuple):
    """A person's row in `health_status`. All times UTC; `updated_at` says how fresh the whole is.

    A named tuple because the hot path makes one a scan.
    """

    colour: Colour
    reason: Reason | None
    since: datetime | None
    until: datetime | None
    test_at: datetime | None
    test_result: TestResult | None
    vaccinated_doses: int
    vaccinated_on: date | None
    updated_at: datetime | None


NOTHING_KNOWN = Status(Colour.GREEN, None, None, None, None, None, 0, None, None)
"""Nobody has said anything about the person: green, and `updated_at` is None to say so."""
