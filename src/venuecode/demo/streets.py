"""Who goes where: residents for every street that has venues, and what is out of the ordinary at some of them."""

from collections.abc import Mapping

from venuecode.app import Services
from venuecode.demo.cast import People
from venuecode.demo.crowd import gather_crowd
from venuecode.demo.elsewhere import COUNTY, open_elsewhere, streets_elsewhere
from venuecode.demo.people import GUARD
from venuecode.demo.streetlife import Busy, live
from venuecode.demo.venues import GONE_QUIET, UNVISITED
from venuecode.identity.model import OfficerSession
from venuecode.kernel.ids import PersonId
from venuecode.regions.service import Divisions
from venuecode.venues.model import DoorState, VenueState
from venuecode.venues.service import Venues

_AT_HOME, _ELSEWHERE = 28, 8
"""Residents of a street of the story's county, and of one elsewhere."""
_SHARE_ELSEWHERE = 0.45
_ODD = {"mall": "overrun", "farmers_market": "silent", **dict.fromkeys(GONE_QUIET, "quiet")}


async def fill_the_streets(services: Services, people: People, officers: Mapping[str, OfficerSession]) -> int:
    """Let residents come and go for four weeks; return how many visits that made."""
    divisions = services[Divisions]
    ours = await services[Venues].of_person(people["manager"])
    homes = {str(venue.facts.division_code): _AT_HOME for venue, _, _ in ours}
    homes |= {str(street): _ELSEWHERE for street, _ in streets_elsewhere(divisions)}
    crowd = await gather_crowd(services, homes)
    at_home = [person for street, residents in crowd.items() if street.startswith(COUNTY) for person in residents]
    boss = next(residents[0] for street, residents in crowd.items() if not street.startswith(COUNTY))
    await open_elsewhere(services, boss)
    places = [
        *await _places(services, people["manager"], people[GUARD.key], at_home, odd=True),
        *await _places(services, boss, boss, None, crowd=crowd),
    ]
    return await live(services, places, officers["health"].officer_id)


async def _places(
    services: Services,
    manager: PersonId,
    guard: PersonId,
    visitors: list[PersonId] | None,
    *,
    crowd: Mapping[str, list[PersonId]] | None = None,
    odd: bool = False,
) -> list[Busy]:
    return [
        Busy(
            venue.facts.type,
            [door for door in doors if door.state is DoorState.OPEN],
            visitors or (crowd or {})[str(venue.facts.division_code)],
            guard,
            venue.demand_test_hours,
            1.0 if odd else _SHARE_ELSEWHERE,
            _ODD.get(venue.facts.type, "") if odd else "",
        )
        for venue, _, doors in await services[Venues].of_person(manager)
        if venue.state is VenueState.ACTIVE and venue.facts.type not in UNVISITED
    ]
