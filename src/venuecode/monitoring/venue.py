"""One venue's numbers: drill-down for officers, and for its manager counts by hour, door and guard, never who came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from venuecode.infra.db import Database
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import PersonId, VenueId
from venuecode.monitoring import store
from venuecode.monitoring.model import DAY, Bucket, Counts, Days, View, midnight
from venuecode.monitoring.rules import reach_of
from venuecode.monitoring.service import Series, series
from venuecode.regions.rules import Scope
from venuecode.venues.members import store as members
from venuecode.venues.model import Role


@dataclass(frozen=True, slots=True)
class VenueCounts:
    """A venue, its series with comparison, its doors (rows of `door`) and guards with their counts, and its alerts."""

    venue: Any
    series: Series
    doors: list[tuple[Any, Counts]]
    guards: list[Any]
    alerts: Any


@dataclass(frozen=True, slots=True)
class OwnCounts:
    """What a manager sees: `hours` are those of the last day."""

    counted_until: datetime | None
    total: Counts
    hours: list[tuple[datetime, Counts]]
    days: list[tuple[Any, Counts]]
    doors: list[tuple[Any, Counts]]
    guards: list[Any]


class VenueBoard:
    """Answers for one venue from the counts of its doors."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of_venue(self, scope: Scope, venue_id: VenueId, days: Days, bucket: Bucket) -> VenueCounts:
        """Return the numbers of a venue in the officer's divisions; raises `NotFound`."""
        async with store.reading(self._db) as connection:
            venue = await store.venue(connection, venue_id)
            if venue is None or not scope.covers(venue["division_code"]):
                raise NotFound
            until = await store.counted_until(connection)
            doors = await store.doors_of_venue(connection, venue_id)
            ids = [door["id"] for door in doors]
            hourly = await store.doors_by_hour(connection, ids, days.before.since, days.until)
            by_door = await store.by_door(connection, ids, days.since, days.until)
            guards = await store.by_guard(connection, venue_id, ids, days)
            alerts = (await store.alert_times(connection, View(scope, days), venue_id))[-1]
        found = series(days, bucket, _by_day(hourly), hourly, until, reach_of(days, until))
        return VenueCounts(venue, found, _with_counts(doors, by_door), guards, alerts)

    async def own(self, person_id: PersonId, venue_id: VenueId, days: Days) -> OwnCounts:
        """Return the numbers of a venue to its manager; raises `NotFound` for anybody else."""
        async with store.reading(self._db) as connection:
            if await members.role_of(connection, venue_id, person_id) is not Role.MANAGER:
                raise NotFound
            until = await store.counted_until(connection)
            doors = await store.doors_of_venue(connection, venue_id)
            ids = [door["id"] for door in doors]
            hourly = await store.doors_by_hour(connection, ids, days.since, days.until)
            by_door = await store.by_door(connection, ids, days.since, days.until)
            guards = await store.by_guard(connection, venue_id, ids, days)
        by_day = _by_day(hourly)
        last = midnight(days.last)
        return OwnCounts(
            until,
            sum(by_day.values(), Counts()),
            [(hour, counts) for hour, counts in hourly.items() if hour >= last],
            [(day, by_day.get(day, Counts())) for day in (days.first + n * DAY for n in range(days.length))],
            _with_counts(doors, by_door),
            guards,
        )


def _by_day(hourly: dict[datetime, Counts]) -> dict[Any, Counts]:
    found: dict[Any, Counts] = {}
    for hour, counts in hourly.items():
        day = hour.astimezone(SHOWN_ZONE).date()
        found[day] = found.get(day, Counts()) + counts
    return found


def _with_counts(doors: Sequence[Any], counts: dict[int, Counts]) -> list[tuple[Any, Counts]]:
    return [(door, counts.get(door["id"], Counts())) for door in doors]
