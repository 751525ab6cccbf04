"""What the routes of venues take and give. The contract that clients generate their types from."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from venuecode.kernel.verdict import DoorDirection
from venuecode.venues.classes import CLASS_NAMES, TYPES, VenueClass
from venuecode.venues.filing import DoorFiling
from venuecode.venues.model import ClosedBy, DoorState, Role, VenueState

Typed = Annotated[str, Field(max_length=500)] | None
"""A field as typed: nothing is refused here, so that a draft can be saved at any moment."""

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500)]
Version = Annotated[int, Field(description="`version` as last read; another one meanwhile is a conflict")]


class Sent(BaseModel):
    """A body that a client sends: unknown fields are refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class TypeOut(BaseModel):
    """A type of venue."""

    code: str
    name_zh: str
    name_en: str
    needs_credit_code: bool
    is_vehicle: bool = Field(description="Its doors are vehicles: each gives plate, route and run")


class ClassOut(BaseModel):
    """A class of venue (notice §2) with its types, in the order in which a form lists them."""

    number: int
    name_zh: str
    name_en: str
    reviewed: bool = Field(description="An officer reviews before a code is issued; otherwise at once")
    types: list[TypeOut]


class ClassList(BaseModel):
    """The six classes."""

    items: list[ClassOut]


def class_list(reviewed: frozenset[VenueClass]) -> ClassList:
    """Return all classes and types."""
    return ClassList(
        items=[
            ClassOut(
                number=number,
                name_zh=name.zh,
                name_en=name.en,
                reviewed=number in reviewed,
                types=[
                    TypeOut(
                        code=kind.code,
                        name_zh=kind.name.zh,
                        name_en=kind.name.en,
                        needs_credit_code=kind.needs_credit_code,
                        is_vehicle=kind.is_vehicle,
                    )
                    for kind in TYPES.values()
                    if kind.venue_class is number
                ],
            )
            for number, name in CLASS_NAMES.items()
        ]
    )


class DoorForm(Sent):
    """A door as typed. `direction` is in, out or both; unset means both."""

    name: Typed = None
    direction: Typed = None
    plate: Typed = None
    route: Typed = None
    run: Typed = None

    def filing(self) -> DoorFiling:
        """Return it for the rules."""
        return DoorFiling(self.name, self.direction, self.plate, self.route, self.run)


class DoorsForm(Sent):
    """Doors to add to a venue."""

    doors: Annotated[list[DoorForm], Field(min_length=1, max_length=500)]


class DoorEdit(DoorForm):
    """A door's new facts."""

    version: Version


class VersionOnly(Sent):
    """What is needed to act on what one has seen."""

    version: Version


class RotatingChange(Sent):
    """Which codes a door takes."""

    version: Version
    rotating_only: bool


class StateChange(Sent):
    """Suspend, resume or revoke."""

    version: Version
    reason: Reason


class DemandChange(Sent):
    """What a venue asks for beyond green."""

    version: Version
    test_hours: Annotated[int, Field(ge=1, le=720)] | None = Field(description="Negative test within so many hours")
    reason: Reason


class DoorOut(BaseModel):
    """A door with its current code."""

    id: int
    venue_id: int
    name: str
    direction: DoorDirection
    plate: str | None
    route: str | None
    run: str | None
    state: DoorState
    closed_at: datetime | None
    closed_by: ClosedBy | None = Field(description="What an officer closed only an officer reopens")
    code: str = Field(description="As stored, 17 symbols")
    code_shown: str = Field(description="In groups, as printed and typed")
    url: str = Field(description="The text of the QR code")
    code_issued_at: datetime
    rotating_only: bool = Field(description="Takes only the rotating code of a display, no poster")
    version: int


class EventOut(BaseModel):
    """One line of history. Who acted is told by kind only: citizen, officer or system."""

    at: datetime
    act: str
    by: str
    reason: str | None
    door_id: int | None


class FactsOut(BaseModel):
    """What is filed about a venue."""

    full_name: str
    short_name: str
    venue_class: VenueClass
    type: str
    credit_code: str | None
    division_code: str
    division_name: str = Field(description="The whole path in the reader's language")
    address: str
    latitude: float | None
    longitude: float | None
    responsible_person: str | None
    responsible_phone: str | None
    department: str | None


class VenueOut(FactsOut):
    """An issued venue, to its manager and to officers of its division."""

    id: int
    state: VenueState
    state_reason: str | None
    demand_test_hours: int | None
    external_id: str | None
    issued_at: datetime
    last_scan_at: datetime | None
    version: int


class AdviceOut(BaseModel):
    """Something to mend that hinders nothing."""

    code: str = Field(description="Stable: `posters.characters_missing`")
    text: str = Field(description="In the reader's language")


class VenueDetail(BaseModel):
    """A venue with its doors, its history, newest first, and how many people are bound to it."""

    venue: VenueOut
    doors: list[DoorOut]
    managers: int
    guards: int
    history: list[EventOut]
    poster_advice: AdviceOut | None = Field(description="What its posters could not print")


class FoundOut(BaseModel):
    """A venue in the search's list."""

    id: int
    full_name: str
    short_name: str
    venue_class: VenueClass
    type: str
    credit_code: str | None
    division_code: str
    division_name: str
    address: str
    state: VenueState
    issued_at: datetime
    last_scan_at: datetime | None


class VenuePage(BaseModel):
    """A page; pass `next` as `before` for the following one."""

    items: list[FoundOut]
    next: int | None


class MyVenue(BaseModel):
    """A venue at which the caller is manager or guard."""

    id: int
    role: Role
    full_name: str
    short_name: str
    venue_class: VenueClass
    type: str
    division_name: str
    address: str
    state: VenueState
    state_reason: str | None
    demand_test_hours: int | None
    version: int
    doors: list[DoorOut]
    poster_advice: AdviceOut | None = Field(description="What its posters could not print")


class MyVenues(BaseModel):
    """All of them, the newest bond first."""

    items: list[MyVenue]


class DoorList(BaseModel):
    """Some doors of a venue."""

    items: list[DoorOut]
