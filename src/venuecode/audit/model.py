"""What an entry of the record is. No rules, no storage."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class ActorKind(StrEnum):
    """Who acts."""

    OFFICER = "officer"
    CITIZEN = "citizen"
    DEVICE = "device"
    EXTERNAL = "external"
    """Another body's system."""
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: the id of an officer, a person, a device or another body's system; none for the system itself."""

    kind: ActorKind
    id: int | None = None


SYSTEM = Actor(ActorKind.SYSTEM)


@dataclass(frozen=True, slots=True)
class Subject:
    """What or who it was done to: `person`, `officer`, `venue`, ... and its id."""

    kind: str
    id: int | None


@dataclass(frozen=True, slots=True)
class Event:
    """One entry, as stored. `details` holds ids and codes only, never personal data."""

    id: int
    at: datetime
    actor: Actor
    action: str
    subject: Subject | None
    division_code: str | None
    reason: str | None
    look: bool
    shown_from: datetime
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """The place of an event in the chain."""

    sequence: int
    event_id: int
    hash: bytes


class Fault(StrEnum):
    """What a walk along the chain can find."""

    GAP = "gap"
    EVENT_MISSING = "event_missing"
    CHANGED = "changed"
    HEAD_MISSING = "head_missing"
    NOT_LINKED = "not_linked"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault and where it is: the sequence number in the chain, or the event's id where it has none."""

    fault: Fault
    at: int


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of a walk: how many links were right, the last one, and every fault (at most 100)."""

    checked: int
    head: Link | None
    findings: list[Finding]

    @property
    def intact(self) -> bool:
        """Nothing was found."""
        return not self.findings
