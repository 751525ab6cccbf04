"""A few venues in every other county of the prefecture and prefecture of the province, so that maps have something."""

import asyncio

from venuecode.app import Services
from venuecode.demo.venues import DemoVenue
from venuecode.kernel.ids import PersonId
from venuecode.regions.model import Division
from venuecode.regions.service import Divisions
from venuecode.venues.applications.service import Applications

PROVINCE, PREFECTURE, COUNTY = "370000", "371500", "371502"
_FIRST_SERIAL = 200
_KINDS = (
    ("{place}人民商场", "人民商场", "mall"),
    ("{place}客运站", "客运站", "coach_station"),
    ("{place}百姓大药房", "百姓药房", "pharmacy"),
    ("{place}社区食堂", "社区食堂", "restaurant"),
)
_EACH = 2
_AT_ONCE = 4
"""Drafts that one manager may have open."""


def streets_elsewhere(divisions: Divisions) -> list[tuple[str, Division]]:
    """Return a street in each other county of the prefecture and each other prefecture, with what it stands for."""
    counties = [child for child in divisions.children(PREFECTURE) if child.code != COUNTY]
    others = [child for child in divisions.children(PROVINCE) if child.code != PREFECTURE]
    seats = [(divisions.children(place.code)[0], place) for place in others]
    return [
        (str(divisions.children(county.code)[0].code), place)
        for county, place in (*((county, county) for county in counties), *seats)
    ]


async def open_elsewhere(services: Services, manager: PersonId) -> None:
    """Apply for venues of kinds that are issued at once."""
    filings = [
        venue.filing(_FIRST_SERIAL + n)
        for n, venue in enumerate(
            _venue(place, street, nth, step)
            for nth, (street, place) in enumerate(streets_elsewhere(services[Divisions]))
            for step in range(_EACH)
        )
    ]
    applications: Applications = services[Applications]

    async def apply(one: int) -> None:
        draft = await applications.start(manager, filings[one])
        await applications.submit(manager, draft.id, draft.version)

    for start in range(0, len(filings), _AT_ONCE):
        await asyncio.gather(*(apply(n) for n in range(len(filings))[start : start + _AT_ONCE]))


def _venue(place: Division, street: str, nth: int, step: int) -> DemoVenue:
    name, short, kind = _KINDS[(nth + step) % len(_KINDS)]
    return DemoVenue(name.format(place=place.name.zh), short, kind, street, f"解放路 {nth + 1} 号")
