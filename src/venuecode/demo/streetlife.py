"""Four weeks of coming and going by daily rhythm, told to the store day by day.

The last two weeks fill the dashboards, the two before are what these are compared with. One door falls silent, another
is overrun, one venue goes quiet, so that there is something to look into.
"""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from venuecode.app import Services
from venuecode.health.model import TestResult
from venuecode.health.reasons import Reason
from venuecode.infra.db import Database
from venuecode.infra.sql import load_queries
from venuecode.kernel.clock import SHOWN_ZONE, Clock
from venuecode.kernel.ids import PersonId
from venuecode.kernel.verdict import Colour, Direction, DoorDirection, Method, Verdict
from venuecode.scanning.model import Visit
from venuecode.scanning.store import ensure_partitions
from venuecode.venues.model import Door

_queries = load_queries(__file__)

DAYS = 28
LATEST = timedelta(minutes=2)
"""The counts leave out what is younger: it may be on its way."""
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_LATE = 1

_SHOPS = (0, 0, 0, 0, 0, 0, 2, 5, 7, 8, 9, 9, 6, 5, 6, 7, 8, 11, 12, 9, 6, 3, 1, 0)
_MEALS = (0, 0, 0, 0, 0, 0, 3, 6, 3, 2, 3, 10, 16, 8, 2, 2, 3, 8, 16, 12, 6, 2, 1, 0)
_WORK = (0, 0, 0, 0, 0, 1, 4, 14, 13, 5, 4, 5, 6, 8, 6, 4, 4, 8, 6, 3, 2, 1, 0, 0)
_HOURS = {"restaurant": _MEALS, "hotel": _MEALS, "school": _WORK, "factory": _WORK, "service_hall": _WORK, "bus": _WORK}
_BUSY = {
    "railway_station": 60, "mall": 50, "coach_station": 42, "supermarket": 45, "farmers_market": 58, "hospital": 34,
    "school": 30, "bus": 26, "service_hall": 22, "library": 18, "restaurant": 22, "factory": 15, "compound": 34,
}  # fmt: skip
_USUAL = 9
_METHODS = (
    (Method.SELF, 83), (Method.PERSONAL_CODE, 6), (Method.CARD, 4), (Method.TERMINAL, 4), (Method.DOCUMENT, 2),
    (Method.TYPED, 1),
)  # fmt: skip
_BY_GUARD = {Method.PERSONAL_CODE, Method.CARD, Method.DOCUMENT, Method.TYPED}
_TEST_AGES = ((3, 44), (26, 26), (50, 14), (80, 11), (200, 3))
"""Hours from which on a test may be old, with weights; 2 of 100 people have none."""
_STOPPED = ((Colour.YELLOW, Reason.LEFT_HIGH_RISK_AREA, 30), (Colour.GREY, Reason.TEST_MISSED, 20),
            (Colour.RED, Reason.CLOSE_CONTACT, 8))  # fmt: skip
_OF = 10_000


@dataclass(frozen=True, slots=True)
class Busy:
    """A venue's open doors, who goes there, who stands guard, and what it asks for."""

    type: str
    doors: Sequence[Door]
    visitors: Sequence[PersonId]
    guard: PersonId
    demand_hours: int | None = None
    share: float = 1.0
    """How busy it is beside others of its kind."""
    odd: str = ""
    """`silent` and `overrun` tell of yesterday, `quiet` of the last five days."""


async def live(services: Services, places: Sequence[Busy], officer_id: int) -> int:
    """Store the visits and the alerts of their stops; return how many visits there are."""
    choose = random.Random(38961)  # noqa: S311 - a story, not a secret
    now, stored = services[Clock].now(), 0
    today = now.astimezone(SHOWN_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [today - ago * _DAY for ago in range(DAYS, -1, -1)]
    people = list({person for place in places for person in place.visitors})
    async with services[Database].transaction() as connection:
        await ensure_partitions(connection, days)
        for day in days:
            visits = [v for place in places for v in _day(choose, place, day, (today - day).days)]
            kept = [visit for visit in visits if visit.at < now - LATEST]
            await connection.execute(_queries.record_past.sql, kept)
            stored += len(kept)
        await _queries.alert_of_past_stops(
            connection, officer_id=officer_id, people=people, until=now - timedelta(minutes=15)
        )
    return stored


def _day(choose: random.Random, place: Busy, day: datetime, ago: int) -> Iterator[Visit]:
    usual = _BUSY.get(place.type, _USUAL) * place.share * choose.uniform(0.88, 1.12) * (1.0 + (DAYS - ago) * 0.006)
    weekend = day.weekday() >= 5
    if weekend:
        usual *= 0.35 if _HOURS.get(place.type) is _WORK else 1.25
    if place.odd == "quiet" and ago <= 5:
        return
    if place.odd == "overrun" and ago == 1:
        usual *= 3.4
    doors = place.doors[1:] if place.odd == "silent" and ago == 1 else place.doors
    ins = [door for door in doors if door.facts.direction is not DoorDirection.OUT]
    outs = [door for door in doors if door.facts.direction is not DoorDirection.IN]
    hours = _HOURS.get(place.type, _SHOPS)
    for hour in choose.choices(range(24), hours, k=round(usual * 0.62)) if ins else ():
        entry = _visit(choose, place, choose.choice(ins), day + hour * _HOUR, Direction.IN)
        yield entry
        if choose.random() < 0.06:
            yield _came_along(entry, choose.choice(place.visitors))
        if outs and entry.verdict == Verdict.PASS and choose.random() < 0.55:
            leaving = entry.at + timedelta(minutes=choose.randrange(8, 95))
            yield entry._replace(
                at=leaving, id=_id(choose), door_id=choose.choice(outs).id, direction=Direction.OUT.value
            )


def _came_along(entry: Visit, companion: PersonId) -> Visit:
    return entry._replace(person_id=companion, method=Method.COMPANION.value, seq=1, registrar_id=None)


def _visit(choose: random.Random, place: Busy, door: Door, hour: datetime, direction: Direction) -> Visit:
    at = hour + timedelta(seconds=choose.random() * 3600)
    method = choose.choices([m for m, _ in _METHODS], [weight for _, weight in _METHODS])[0]
    test_at = _test_at(choose, at, place.demand_hours)
    colour, reasons = _judged(choose, at, test_at, place.demand_hours)
    stopped = bool(reasons)
    return Visit(
        person_id=choose.choice(place.visitors),
        at=at,
        id=_id(choose),
        door_id=door.id,
        status_as_of=at - _HOUR,
        status_until=at + 3 * _DAY if colour is not Colour.GREEN else None,
        test_at=test_at,
        registrar_id=place.guard if method in _BY_GUARD else None,
        direction=direction.value,
        verdict=Verdict.STOP if stopped else Verdict.PASS,
        colour=colour,
        method=method.value,
        seq=0,
        test_result=None if test_at is None else TestResult.NEGATIVE,
        flags=_LATE if method is Method.SELF and choose.random() < 0.008 else 0,
        reasons=(reasons,) if reasons else None,
    )


def _test_at(choose: random.Random, at: datetime, demand_hours: int | None) -> datetime | None:
    if demand_hours is not None and choose.random() < 0.985:
        return at - timedelta(hours=choose.uniform(1, demand_hours - 1))
    if choose.random() < 0.02:
        return None
    least = choose.choices([hours for hours, _ in _TEST_AGES], [weight for _, weight in _TEST_AGES])[0]
    return at - timedelta(hours=least + choose.random() * 20)


def _judged(
    choose: random.Random, at: datetime, test_at: datetime | None, demand_hours: int | None
) -> tuple[Colour, int | None]:
    throw = choose.randrange(_OF)
    for colour, reason, of in _STOPPED:
        throw -= of
        if throw < 0:
            return colour, reason.value
    if demand_hours is not None and test_at is None:
        return Colour.GREEN, Reason.DEMAND_NO_TEST.value
    if demand_hours is not None and test_at is not None and at - test_at > demand_hours * _HOUR:
        return Colour.GREEN, Reason.DEMAND_TEST_TOO_OLD.value
    return Colour.GREEN, None


def _id(choose: random.Random) -> uuid.UUID:
    return uuid.UUID(int=choose.getrandbits(128), version=4)
