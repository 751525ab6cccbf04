"""Routes of issued venues and their doors: for managers, guards and officers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from venuecode.audit.model import Actor, ActorKind
from venuecode.identity.access import AnyOfficer, Citizen, Claims, admits, officer
from venuecode.identity.model import OfficerSession, Role
from venuecode.identity.officers.service import Officers
from venuecode.identity.tokens import HolderKind
from venuecode.infra.http import Language, Public, provided
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.ids import DivisionCode, DoorId, PersonId, VenueId
from venuecode.kernel.text import Text
from venuecode.regions.rules import Scope
from venuecode.regions.service import Divisions
from venuecode.settings import CoreSettings
from venuecode.venues.classes import VenueClass, VenueType
from venuecode.venues.doors import Doors
from venuecode.venues.model import Caller, VenueFilter, VenueState
from venuecode.venues.model import Role as MemberRole
from venuecode.venues.posters.lettering import Lettering
from venuecode.venues.schemas import (
    ClassList,
    DemandChange,
    DoorEdit,
    DoorList,
    DoorOut,
    DoorsForm,
    MyVenues,
    RotatingChange,
    StateChange,
    VenueDetail,
    VenueOut,
    VenuePage,
    VersionOnly,
    class_list,
)
from venuecode.venues.service import Venues
from venuecode.venues.settings import VenueSettings
from venuecode.venues.shown import Shown

router = APIRouter(prefix="/api/v1", tags=["venues"])

NEWEST = 2**62
_KEEPERS = officer(Role.REVIEWER, Role.ADMINISTRATOR)
Keeper = Annotated[OfficerSession, Depends(_KEEPERS)]
"""An officer who may change venues of the own division."""
Suspender = Annotated[OfficerSession, Depends(officer(Role.REVIEWER, Role.ADMINISTRATOR, Role.REGULATOR))]
"""A regulator may suspend too, but not lift a suspension (ADR 0075)."""


async def shown(
    language: Language,
    divisions: Annotated[Divisions, Depends(provided(Divisions))],
    core: Annotated[CoreSettings, Depends(provided(CoreSettings))],
    lettering: Annotated[Lettering, Depends(provided(Lettering))],
) -> Shown:
    """Return the writer of answers in the caller's language."""
    return Shown(divisions, lettering, core.public_url, language)


@admits("citizen or officer:reviewer,administrator")
async def manager_or_keeper(claims: Claims, officers: Annotated[Officers, Depends(provided(Officers))]) -> Caller:
    """Return who asks for a change; the service then asks for the venue's manager or the officer's scope."""
    if claims.kind is HolderKind.CITIZEN:
        return Caller(Actor(ActorKind.CITIZEN, PersonId(claims.holder_id)))
    session = await _KEEPERS(claims, officers)
    return Caller(session.actor, session.scope)


Changer = Annotated[Caller, Depends(manager_or_keeper)]
Writer = Annotated[Shown, Depends(shown)]
VenueService = Annotated[Venues, Depends(provided(Venues))]
DoorService = Annotated[Doors, Depends(provided(Doors))]


@router.get("/venue-classes")
async def list_classes(_: Public, settings: Annotated[VenueSettings, Depends(provided(VenueSettings))]) -> ClassList:
    """Give the six classes and their types."""
    return class_list(settings.reviewed_classes)


@router.get("/my/venues")
async def list_my_venues(citizen: Citizen, venues: VenueService, writer: Writer) -> MyVenues:
    """Give the venues at which the caller is manager or guard."""
    mine = await venues.of_person(citizen.person_id)
    return MyVenues(items=[writer.mine(venue, role, doors) for venue, role, doors in mine])


@router.get("/my/venues/{venue_id}")
async def get_my_venue(citizen: Citizen, venue_id: VenueId, venues: VenueService, writer: Writer) -> VenueDetail:
    """Give the manager a venue with what is filed, doors and history."""
    return await _detail(venues, Caller(citizen.actor), venue_id, writer)


@router.get("/venues")
async def search_venues(
    session: AnyOfficer,
    venues: VenueService,
    divisions: Annotated[Divisions, Depends(provided(Divisions))],
    writer: Writer,
    *,
    name: Annotated[str | None, Query(max_length=100, description="Part of the full or short name")] = None,
    credit_code: Annotated[str | None, Query(max_length=30)] = None,
    venue_class: VenueClass | None = None,
    type: Annotated[str | None, Query(max_length=40)] = None,  # noqa: A002
    division: Annotated[str | None, Query(pattern=r"^([0-9]{6}|[0-9]{9})$", description="And all under it")] = None,
    state: VenueState | None = None,
    never_scanned: bool = False,
    before: Annotated[int, Query(ge=1)] = NEWEST,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> VenuePage:
    """Give a page of the venues of the officer's division, newest first."""
    scope = narrowed(session.scope, division, divisions)
    wanted = VenueFilter(
        division=scope,
        name=_fit(name),
        credit_code=(_fit(credit_code) or "").upper() or None,
        venue_class=venue_class,
        type=VenueType(type) if type else None,
        state=state,
        never_scanned=never_scanned,
    )
    found = await venues.search(wanted, before, size)
    items = [writer.found(venue) for venue in found]
    return VenuePage(items=items, next=items[-1].id if len(items) == size else None)


@router.get("/venues/{venue_id}")
async def get_venue(session: AnyOfficer, venue_id: VenueId, venues: VenueService, writer: Writer) -> VenueDetail:
    """Give an officer a venue of the own division; the look is recorded."""
    return await _detail(venues, Caller(session.actor, session.scope), venue_id, writer)


@router.post("/venues/{venue_id}/suspend")
async def suspend_venue(
    session: Suspender, venue_id: VenueId, body: StateChange, venues: VenueService, writer: Writer
) -> VenueOut:
    """Suspend a venue; its codes then say so, and its manager can answer."""
    return await _set_state(venues, session, venue_id, body, VenueState.SUSPENDED, writer)


@router.post("/venues/{venue_id}/resume")
async def resume_venue(
    session: Keeper, venue_id: VenueId, body: StateChange, venues: VenueService, writer: Writer
) -> VenueOut:
    """Lift a suspension."""
    return await _set_state(venues, session, venue_id, body, VenueState.ACTIVE, writer)


@router.post("/venues/{venue_id}/revoke")
async def revoke_venue(
    session: Keeper, venue_id: VenueId, body: StateChange, venues: VenueService, writer: Writer
) -> VenueOut:
    """Revoke a venue for good."""
    return await _set_state(venues, session, venue_id, body, VenueState.REVOKED, writer)


@router.put("/venues/{venue_id}/demand")
async def set_demand(
    session: Keeper, venue_id: VenueId, body: DemandChange, venues: VenueService, writer: Writer
) -> VenueOut:
    """Ask for a negative test within so many hours at this venue, or for none."""
    caller = Caller(session.actor, session.scope)
    return writer.venue(await venues.set_demand(caller, venue_id, body.version, body.test_hours, body.reason))


@router.post("/venues/{venue_id}/doors", status_code=201)
async def add_doors(
    caller: Changer, venue_id: VenueId, body: DoorsForm, doors: DoorService, writer: Writer
) -> DoorList:
    """Add doors, each with its own code."""
    added = await doors.add(caller, venue_id, [door.filing() for door in body.doors])
    return DoorList(items=[writer.door(door) for door in added])


@router.put("/venues/{venue_id}/doors/{door_id}")
async def edit_door(
    caller: Changer, venue_id: VenueId, door_id: DoorId, body: DoorEdit, doors: DoorService, writer: Writer
) -> DoorOut:
    """Rename a door or change its direction, plate, route or run."""
    return writer.door(await doors.edit(caller, venue_id, door_id, body.version, body.filing()))


@router.post("/venues/{venue_id}/doors/{door_id}/close")
async def close_door(
    caller: Changer, venue_id: VenueId, door_id: DoorId, body: VersionOnly, doors: DoorService, writer: Writer
) -> DoorOut:
    """Take no more scans at a door."""
    return writer.door(await doors.close(caller, venue_id, door_id, body.version))


@router.post("/venues/{venue_id}/doors/{door_id}/reopen")
async def reopen_door(
    caller: Changer, venue_id: VenueId, door_id: DoorId, body: VersionOnly, doors: DoorService, writer: Writer
) -> DoorOut:
    """Take scans again."""
    return writer.door(await doors.reopen(caller, venue_id, door_id, body.version))


@router.put("/venues/{venue_id}/doors/{door_id}/rotating")
async def set_rotating(
    caller: Changer, venue_id: VenueId, door_id: DoorId, body: RotatingChange, doors: DoorService, writer: Writer
) -> DoorOut:
    """Take only the rotating code of a display at a door, or its poster again too."""
    return writer.door(await doors.set_rotating(caller, venue_id, door_id, body.version, body.rotating_only))


@router.post("/venues/{venue_id}/doors/{door_id}/reissue")
async def reissue_code(
    caller: Changer, venue_id: VenueId, door_id: DoorId, body: VersionOnly, doors: DoorService, writer: Writer
) -> DoorOut:
    """Give the door a fresh code; old posters then say that they are replaced."""
    return writer.door(await doors.reissue(caller, venue_id, door_id, body.version))


async def _detail(venues: Venues, caller: Caller, venue_id: VenueId, writer: Shown) -> VenueDetail:
    venue, doors, history, bound = await venues.look(caller, venue_id)
    return VenueDetail(
        venue=writer.venue(venue),
        managers=bound[MemberRole.MANAGER],
        guards=bound[MemberRole.GUARD],
        doors=[writer.door(door) for door in doors],
        history=[writer.event(event) for event in history],
        poster_advice=writer.poster_advice(venue.facts, doors),
    )


async def _set_state(
    venues: Venues, session: OfficerSession, venue_id: VenueId, body: StateChange, state: VenueState, writer: Shown
) -> VenueOut:
    caller = Caller(session.actor, session.scope)
    return writer.venue(await venues.set_state(caller, venue_id, body.version, state, body.reason))


def narrowed(scope: Scope, division: str | None, divisions: Divisions) -> Scope:
    """Return the asked division if it lies in the officer's; asking beyond it is refused in words."""
    if division is None:
        return scope
    asked = Scope(DivisionCode(divisions.get(division).code))
    if not scope.contains(asked):
        raise InvalidInput(fields={"division": Text("不在您的辖区内", "It lies outside your division")})
    return asked


def _fit(text: str | None) -> str | None:
    """Return a search word that PostgreSQL can take."""
    return (text or "").replace("\0", "").strip() or None
