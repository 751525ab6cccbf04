"""Stays, meetings and contacts as values; times UTC, lengths in minutes."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple
from uuid import UUID

from venuecode.kernel.verdict import Direction


class How(IntEnum):
    """What ended a stay, or opened it: anything but an exit scan is an inference and is shown as one."""

    EXIT = 0
    NEXT_SCAN = 1
    LIMIT = 2
    STOPPED = 3
    EXIT_ONLY = 4


class Scan(NamedTuple):
    """What a visit says about being somewhere."""

    at: datetime
    id: UUID
    door_id: int
    venue_id: int
    place_id: int
    venue_type: str
    direction: Direction
    stopped: bool


class Stay(NamedTuple):
    """Somebody was at a place from one moment to another."""

    started_at: datetime
    ended_at: datetime
    place_id: int
    door_id: int
    visit_id: UUID
    how: How

    @property
    def inferred(self) -> bool:
        """Whether a scan is missing and the length is an assumption."""
        return self.how is not How.EXIT


class ContactClass(StrEnum):
    """What a contact is by the tracing policy."""

    CLOSE = "close_contact"
    COMPANION = "companion"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two people at one place at the same time."""

    place_id: int
    started_at: datetime
    ended_at: datetime
    closeness: float
    inferred: bool

    @property
    def minutes(self) -> float:
        """How long it lasted."""
        return (self.ended_at - self.started_at).total_seconds() / 60


@dataclass(frozen=True, slots=True)
class Tally:
    """All meetings of a case with one person, summed up: what the rank is made of."""

    minutes: float
    close_minutes: float
    meetings: int
    inferred: int
    first_at: datetime
    last_at: datetime

    @property
    def score(self) -> float:
        """Overlap × closeness × number of meetings."""
        return self.close_minutes * self.meetings

    @property
    def closeness(self) -> float:
        """What a minute counted on average."""
        return self.close_minutes / self.minutes if self.minutes else 0.0


@dataclass(frozen=True, slots=True)
class Contact:
    """A person who met one of the people asked about, with what the rank is made of and what the policy calls it."""

    of_person: int
    person_id: int
    tally: Tally
    contact_class: ContactClass
