"""What a venue, a door and a code are, the states they go through, and the feature's errors."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.audit.model import Actor
from venuecode.kernel.errors import Conflict, DomainError
from venuecode.kernel.ids import DivisionCode, DoorId, VenueId
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import DoorDirection
from venuecode.regions.rules import Scope
from venuecode.venues.classes import VenueClass, VenueType
from venuecode.venues.code import VenueCode


class VenueState(StrEnum):
    """An issued venue; what comes before is the application's state."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class DoorState(StrEnum):
    """Whether a door takes scans."""

    OPEN = "open"
    CLOSED = "closed"


class ClosedBy(StrEnum):
    """Whose decision a closed door is."""

    MANAGER = "manager"
    OFFICER = "officer"


class Role(StrEnum):
    """What a person is at a venue: one manager, many guards (检测员)."""

    MANAGER = "manager"
    GUARD = "guard"


@dataclass(frozen=True, slots=True)
class VenueFacts:
    """What is filed about a venue. The point is WGS 84, in degrees; the phone is E.164."""

    full_name: str
    short_name: str
    venue_class: VenueClass
    type: VenueType
    credit_code: str | None
    division_code: DivisionCode
    address: str
    latitude: float | None
    longitude: float | None
    responsible_person: str | None
    responsible_phone: str | None
    department: str | None


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """What is filed about a door. A vehicle is a door with plate, route and run."""

    name: str
    direction: DoorDirection = DoorDirection.BOTH
    plate: str | None = None
    route: str | None = None
    run: str | None = None


@dataclass(frozen=True, slots=True)
class Venue:
    """An issued venue."""

    id: VenueId
    facts: VenueFacts
    state: VenueState
    state_reason: str | None
    demand_test_hours: int | None
    external_id: str | None
    issued_at: datetime
    last_scan_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Door:
    """A door and its one current code."""

    id: DoorId
    venue_id: VenueId
    facts: DoorFacts
    state: DoorState
    closed_at: datetime | None
    closed_by: ClosedBy | None
    code: VenueCode
    code_issued_at: datetime
    rotating_only: bool
    version: int


@dataclass(frozen=True, slots=True)
class DoorAtScan:
    """Everything that a scan of one code needs to know of its door and venue."""

    code: VenueCode
    code_revoked_at: datetime | None
    door_id: DoorId
    door_name: str
    direction: DoorDirection
    door_state: DoorState
    plate: str | None
    route: str | None
    run: str | None
    venue_id: VenueId
    venue_full_name: str
    venue_short_name: str
    venue_state: VenueState
    venue_class: VenueClass
    venue_type: VenueType
    division_code: DivisionCode
    demand_test_hours: int | None
    rotating_only: bool


@dataclass(frozen=True, slots=True)
class VenueChange:
    """What a cache must forget: a code, a door with its codes, or a venue with all its doors."""

    venue_id: VenueId | None
    door_id: DoorId | None
    code: VenueCode | None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a venue's or an application's history."""

    at: datetime
    act: str
    by: str
    reason: str | None
    door_id: DoorId | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks for a change: an officer within a scope, or (no scope) a citizen, who must be the manager."""

    actor: Actor
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class VenueFilter:
    """What an officer looks for; None means any. `division` includes all that lies under it."""

    division: Scope
    name: str | None = None
    credit_code: str | None = None
    venue_class: VenueClass | None = None
    type: VenueType | None = None
    state: VenueState | None = None
    never_scanned: bool = False


@dataclass(frozen=True, slots=True)
class FoundVenue:
    """A venue as the search lists it: nothing personal."""

    id: VenueId
    full_name: str
    short_name: str
    venue_class: VenueClass
    type: VenueType
    credit_code: str | None
    division_code: DivisionCode
    address: str
    state: VenueState
    issued_at: datetime
    last_scan_at: datetime | None


class VenueNotInThatState(Conflict):
    """What was asked for does not fit the state it is in now."""

    code = "venues.wrong_state"
    text = Text("当前状态（{state}）不能进行此操作", "This cannot be done in its present state ({state})")


class ManagerMayNot(Conflict):
    """A suspended or revoked venue is not the manager's to change."""

    code = "venues.not_the_managers_to_change"
    text = Text(
        "场所已暂停或注销，请联系所在街道或区县",
        "The venue is suspended or revoked; please turn to your street or district office",
    )


class DoorClosedByOfficer(Conflict):
    """What an officer closed only an officer opens again."""

    code = "venues.door_closed_by_officer"
    text = Text(
        "该出入口由工作人员关闭，请联系所在街道或区县重新开放",
        "An officer closed this door; please turn to your street or district office to have it reopened",
    )


class DoorNameTaken(Conflict):
    """Two doors of one venue may not share a name."""

    code = "venues.door_name_taken"
    text = Text("该场所已有同名的出入口", "The venue already has a door of that name")


class TooManyDoors(DomainError):
    """The deployment's limit of doors a venue is reached."""

    code = "venues.too_many_doors"
    status = 422
    text = Text("一个场所最多 {limit} 个出入口", "A venue may have at most {limit} doors")
