"""Opens the invented venues as a manager would: apply, submit, be reviewed; then doors, guards, suspensions."""

from collections.abc import Mapping

from venuecode.app import Services
from venuecode.demo.cast import People
from venuecode.demo.people import GUARD, MANAGER
from venuecode.demo.venues import HOSPITAL, MARKET, VENUES, DemoVenue
from venuecode.identity.model import OfficerSession
from venuecode.kernel.ids import PersonId, VenueId
from venuecode.venues.applications.model import Application, ApplicationState
from venuecode.venues.applications.review import Reviews
from venuecode.venues.applications.service import Applications
from venuecode.venues.members.service import Members
from venuecode.venues.model import Caller, Role, VenueState
from venuecode.venues.service import Venues

Places = Mapping[str, VenueId]
"""Short name → venue."""

_STATES = {
    "suspended": (VenueState.SUSPENDED, "未落实扫码登记，限期整改"),
    "revoked": (VenueState.REVOKED, "工程已竣工，场所注销"),
}
_SENT_BACK = {
    "returned": ("地址不完整，请补充门牌号", False),
    "rejected": ("临时集市由街道统一设置检查点，无需单独申请", True),
}


async def open_venues(services: Services, people: People, officers: Mapping[str, OfficerSession]) -> Places:
    """Bring every invented venue to where its story has it."""
    manager, reviewer = people[MANAGER.key], officers["reviewer"]
    places = {}
    for serial, venue in enumerate(VENUES, 1):
        application = await _apply(services, manager, venue, serial)
        venue_id = await _review(services, reviewer, application, venue)
        if venue_id is not None:
            places[venue.short_name] = venue_id
            await _settle(services, Caller(reviewer.actor, reviewer.scope), venue, venue_id)
    for venue in (MARKET, HOSPITAL):
        await _invite_guard(services, manager, people[GUARD.key], places[venue.short_name])
    return places


async def _apply(services: Services, manager: PersonId, venue: DemoVenue, serial: int) -> Application:
    applications: Applications = services[Applications]
    draft = await applications.start(manager, venue.filing(serial))
    return await applications.submit(manager, draft.id, draft.version)


async def _review(
    services: Services, reviewer: OfficerSession, application: Application, venue: DemoVenue
) -> VenueId | None:
    reviews: Reviews = services[Reviews]
    if application.state is ApplicationState.SUBMITTED and venue.fate in _SENT_BACK:
        reason, final = _SENT_BACK[venue.fate]
        return (await reviews.send_back(reviewer, application.id, application.version, reason, final=final)).venue_id
    if application.state is ApplicationState.SUBMITTED and venue.fate == "approved":
        return (await reviews.approve(reviewer, application.id, application.version)).venue_id
    return application.venue_id


async def _settle(services: Services, caller: Caller, venue: DemoVenue, venue_id: VenueId) -> None:
    venues: Venues = services[Venues]
    if venue.demand_hours is not None:
        await venues.set_demand(caller, venue_id, 1, venue.demand_hours, "按疫情防控要求查验核酸")
    if venue.fate in _STATES:
        state, reason = _STATES[venue.fate]
        await venues.set_state(caller, venue_id, 1, state, reason)


async def _invite_guard(services: Services, manager: PersonId, guard: PersonId, venue_id: VenueId) -> None:
    members: Members = services[Members]
    offer = await members.invite(manager, venue_id, Role.GUARD)
    await members.accept(guard, offer.code)
