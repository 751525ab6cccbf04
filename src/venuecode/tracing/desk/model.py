"""What the desk answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from venuecode.tracing.cases.model import Case
from venuecode.tracing.cases.store import Named
from venuecode.tracing.contacts.service import SecondDegree
from venuecode.tracing.model import Contact, Stay
from venuecode.tracing.policy import Thresholds


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How many people found live in divisions that the officer may not see."""

    division_code: str
    people: int


@dataclass(frozen=True, slots=True)
class ContactList:
    """Ranked contacts whom the officer may see, with their names, and counts of all."""

    case: Case
    thresholds: Thresholds
    contacts: list[Contact]
    people: dict[int, Named]
    close_contacts: int
    companions: int
    others: int
    elsewhere: list[Elsewhere]
    derived_until: datetime | None


@dataclass(frozen=True, slots=True)
class SecondDegreeList:
    """Close contacts of close contacts whom the officer may see, and counts of all."""

    case: Case
    contacts: list[SecondDegree]
    people: dict[int, Named]
    total: int
    elsewhere: list[Elsewhere]


@dataclass(frozen=True, slots=True)
class Step:
    """One stay of a trajectory, with the row of its scan (door, venue) and the time nobody knows of before it."""

    stay: Stay
    place: Any
    gap_minutes: float


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Where a person was, in order of time."""

    case_number: str
    person: Named
    since: datetime
    until: datetime
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Exposure:
    """Who was at a venue between two moments."""

    case_number: str
    venue: Any
    present: list[Any]
    people: dict[int, Named]
    total: int
    elsewhere: list[Elsewhere]
    by_door_and_hour: list[Any]


@dataclass(frozen=True, slots=True)
class Shared:
    """What several cases have in common: venues, meetings with one another, groups that hang together."""

    cases: list[Case]
    places: list[Any]
    links: list[Any]
    clusters: list[list[int]]
    counts: dict[int, tuple[int, int]]
