"""Test results and statuses as values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import NamedTuple

from venuecode.health.reasons import Reason
from venuecode.kernel.errors import NotFound
from venuecode.kernel.text import Text
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


@dataclass(frozen=True, slots=True)
class NewTest:
    """A test result as it is entered or imported."""

    result: TestResult
    sampled_at: datetime
    institution: str


@dataclass(frozen=True, slots=True)
class NewStatus:
    """A status as an officer enters it; green needs neither reason nor end, any other colour both."""

    colour: Colour
    reason: Reason | None
    until: datetime | None
    evidence: str


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as a health officer sees them: masked, with the status."""

    person_id: int
    masked_name: str
    division_code: str
    status: Status


class PersonNotFound(NotFound):
    """Nobody is registered with that document."""

    code = "health.person_not_found"
    text = Text("没有查到使用该证件登记的人员", "Nobody is registered with that document")
