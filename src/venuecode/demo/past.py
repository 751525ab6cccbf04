"""Scans of the last days, taken by the very desk that takes everybody's."""

import asyncio
import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from venuecode.app import Services
from venuecode.demo.cast import People
from venuecode.demo.people import CHILD, GRANDMOTHER, GREY, RED, YELLOW
from venuecode.demo.places import Places
from venuecode.demo.venues import GONE_QUIET, UNVISITED
from venuecode.kernel.clock import SHOWN_ZONE, Clock
from venuecode.kernel.ids import PersonId
from venuecode.kernel.verdict import DoorDirection
from venuecode.scanning.schemas import ScanRequest
from venuecode.scanning.service import ScanDesk
from venuecode.venues.model import Door, DoorState, VenueState
from venuecode.venues.service import Venues

DAYS = 5
VISITS_A_DAY = 60
_SELDOM = {RED.key, YELLOW.key, GREY.key}
"""They stay at home, but for one visit each."""


async def scan_the_past(services: Services, people: People, places: Places) -> int:
    """Register some hundred visits at open doors; return how many."""
    choose = random.Random(2022)  # noqa: S311 - a story, not a secret
    doors = await _open_doors(services, people, places)
    walkers = [people[key] for key in people if key not in _SELDOM | {GRANDMOTHER.key, CHILD.key}]
    moments = list(_moments(services[Clock].now(), choose))
    scans = [(choose.choice(walkers), choose.choice(doors), moment) for moment in moments]
    scans += [(people[key], doors[0], moments[-1] - timedelta(hours=3)) for key in sorted(_SELDOM)]
    for start in range(0, len(scans), 50):
        await asyncio.gather(*(_scan(services, choose, *scan) for scan in scans[start : start + 50]))
    return len(scans)


async def _open_doors(services: Services, people: People, places: Places) -> list[Door]:
    found = await services[Venues].of_person(people["manager"])
    order = {venue_id: place for place, venue_id in enumerate(places.values())}
    return [
        door
        for venue, _, doors in sorted(found, key=lambda entry: order.get(entry[0].id, len(order)))
        if venue.state is VenueState.ACTIVE and venue.facts.type not in UNVISITED | GONE_QUIET
        for door in doors
        if door.state is DoorState.OPEN
    ]


def _moments(now: datetime, choose: random.Random) -> Iterator[datetime]:
    """Yield moments between 7 and 21 o'clock of the last days, none in the future, in order."""
    midnight = now.astimezone(SHOWN_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    for days in range(DAYS, -1, -1):
        start = midnight - timedelta(days=days) + timedelta(hours=7)
        for minute in sorted(choose.randrange(14 * 60) for _ in range(VISITS_A_DAY)):
            moment = start + timedelta(minutes=minute, seconds=choose.randrange(60))
            if moment < now - timedelta(minutes=5):
                yield moment


async def _scan(services: Services, choose: random.Random, person: PersonId, door: Door, at: datetime) -> None:
    await services[ScanDesk].scan(
        person,
        ScanRequest(
            code=door.code,
            client_visit_id=uuid.UUID(int=choose.getrandbits(128), version=4),
            at=at,
            direction=choose.choice(["in", "out"]) if door.facts.direction is DoorDirection.BOTH else None,
        ),
        at,  # as it was on that day: else one person would scan too often within ten seconds
    )
