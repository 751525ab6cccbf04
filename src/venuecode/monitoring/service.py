"""What dashboards show: series with their comparison, areas, kinds of venues, lists, times to act, the loop."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import add
from typing import Any

from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.monitoring import store
from venuecode.monitoring.model import DAY, Bucket, Counts, Days, Facet, View, Which, midnight
from venuecode.monitoring.rules import Reach, quiet_since, reach_of
from venuecode.monitoring.settings import MonitoringSettings
from venuecode.monitoring.store import NOTHING, Part
from venuecode.regions.model import Division
from venuecode.regions.rules import Scope
from venuecode.regions.service import Divisions

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Series:
    """Counts by hour or day and those of the days before; `compared` are both up to the same point."""

    counted_until: datetime | None
    points: list[tuple[datetime, Counts]]
    before: list[tuple[datetime, Counts]]
    total: Counts
    total_before: Counts
    compared_until: datetime
    compared: Counts
    compared_before: Counts


@dataclass(frozen=True, slots=True)
class Active:
    """Active venues by day, with those as many days before, and what stands still."""

    counted_until: datetime | None
    days: list[tuple[date, int, int]]
    venues: int
    never_scanned: int
    quiet: int


@dataclass(frozen=True, slots=True)
class Areas:
    """Counts of the divisions one level down; `rest` is filed under the division itself."""

    counted_until: datetime | None
    items: list[tuple[Division, Part, int]]
    rest: Counts
    total: Counts


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows and how many there are in all."""

    counted_until: datetime | None
    rows: list[Any]
    total: int


@dataclass(frozen=True, slots=True)
class Loop:
    """From stops to contacts who were reached."""

    counted_until: datetime | None
    stops: int
    alerts: int
    acknowledged: int
    closed: int
    cases: int
    contacts: int
    assigned: int
    reached: int


class Board:
    """Answers the dashboards from the counts."""

    def __init__(self, db: Database, clock: Clock, divisions: Divisions, settings: MonitoringSettings) -> None:
        self._db = db
        self._clock = clock
        self._divisions = divisions
        self._settings = settings

    @property
    def quiet_days(self) -> int:
        """After how many full days without a visit a venue is quiet."""
        return self._settings.quiet_days

    async def scans(self, view: View, bucket: Bucket) -> Series:
        """Return scans by hour or day, compared with as many days before."""
        days = view.days
        async with store.reading(self._db) as connection:
            until = await store.counted_until(connection)
            by_day = await store.by_day(connection, view, days.before.first, days.last)
            daily = {day: total.counts for day, total in by_day.items()}
            reach = reach_of(days, until)
            ragged = midnight(days.first + reach.whole_days * DAY)
            if bucket is Bucket.HOUR:
                hourly = await store.by_hour(connection, view, days.before.since, days.until)
            else:
                hourly = await store.by_hour(connection, view, ragged, reach.until)
                earlier = days.length * DAY
                hourly |= await store.by_hour(connection, view, ragged - earlier, reach.until - earlier)
        return series(days, bucket, daily, hourly, until, reach)

    async def active_venues(self, view: View) -> Active:
        """Return active venues a day, and the venues that were never scanned or have gone quiet."""
        days = view.days
        async with store.reading(self._db) as connection:
            until = await store.counted_until(connection)
            by_day = await store.by_day(connection, view, days.before.first, days.last)
            still = await store.standing_still(connection, view, self._quiet_since())
        active = {day: total.venues for day, total in by_day.items()}
        listed = [
            (day, active.get(day, 0), active.get(day - days.length * DAY, 0))
            for day in (days.first + n * DAY for n in range(days.length))
        ]
        return Active(until, listed, still["venues"], still["never_scanned"], still["quiet"])

    async def areas(self, view: View) -> Areas:
        """Return counts of the divisions directly under the view's."""
        division = view.scope.division
        children = self._divisions.children(division)
        async with store.reading(self._db) as connection:
            until = await store.counted_until(connection)
            parts = await store.by_area(connection, view, [division, *(child.code for child in children)])
            filed = await store.venues_by_division(connection, view)
        items = []
        for child in children:
            scope = Scope(child.code)
            venues = sum(count for code, count in filed.items() if scope.covers(code))
            items.append((child, parts.get(child.code, NOTHING), venues))
        total = parts.get(division, NOTHING).counts
        return Areas(until, items, total - _sum(part.counts for _, part, _ in items), total)

    async def breakdown(self, view: View, facet: Facet) -> tuple[datetime | None, list[tuple[str, Part, int]]]:
        """Return counts and venues in use by class, type or department, most visits first."""
        async with store.reading(self._db) as connection:
            until = await store.counted_until(connection)
            parts = await store.by_facet(connection, view, facet)
            venues = await store.venues_by_facet(connection, view, facet)
        rows = [(key, parts.get(key, NOTHING), venues.get(key, 0)) for key in parts.keys() | venues.keys()]
        return until, sorted(rows, key=lambda row: (-row[1].counts.visits, -row[2], row[0]))

    async def venues(self, view: View, which: Which, size: int, offset: int) -> Listed:
        """Return a page of venues of a list."""
        async with store.reading(self._db) as connection:
            until = await store.counted_until(connection)
            if which is Which.NEVER_SCANNED:
                rows = await store.never_scanned(connection, view, size, offset)
            elif which is Which.QUIET:
                rows = await store.quiet_venues(connection, view, self._quiet_since(), size, offset)
            else:
                by_stops = which is Which.MOST_STOPS
                rows = await store.venues_by_visits(connection, view, size, offset, by_stops=by_stops)
        return Listed(until, rows, rows[0]["total"] if rows else offset)

    async def odd_doors(self, view: View, size: int, offset: int) -> tuple[date, Listed]:
        """Return the last full day of the view and a page of its doors that do not fit their past."""
        async with store.reading(self._db) as connection:
            until = await store.counted_until(connection)
            day = self._last_full_day(view.days, until)
            rows = await store.odd_doors(connection, view, day, size, offset)
        return day, Listed(until, rows, rows[0]["total"] if rows else offset)

    async def alert_times(self, view: View) -> tuple[datetime | None, list[Any], Any]:
        """Return until when scans are counted, a row a day with alerts, and the row of all."""
        async with store.reading(self._db) as connection:
            until = await store.counted_until(connection)
            *days, total = await store.alert_times(connection, view)
        return until, days, total

    async def loop(self, view: View) -> Loop:
        """Return what came of the stops within the view. Cases have no trade: its filters touch stops and alerts."""
        async with store.reading(self._db) as connection:
            until = await store.counted_until(connection)
            by_day = await store.by_day(connection, view, view.days.first, view.days.last)
            alerts = (await store.alert_times(connection, view))[-1]
            traced = await store.cases_and_contacts(connection, view)
        stops = sum(total.counts.stops for total in by_day.values())
        return Loop(
            until,
            stops,
            *(alerts[name] for name in ("opened", "acknowledged", "closed")),
            *(traced[name] for name in ("cases", "contacts", "assigned", "reached")),
        )

    def _quiet_since(self) -> datetime:
        return quiet_since(self._clock.now(), self._settings.quiet_days)

    def _last_full_day(self, days: Days, counted_until: datetime | None) -> date:
        """Return the last day of the span that is over, or its first where none is."""
        over = reach_of(days, counted_until).whole_days
        return days.first + max(over - 1, 0) * DAY


def series(
    days: Days,
    bucket: Bucket,
    daily: dict[date, Counts],
    hourly: dict[datetime, Counts],
    counted_until: datetime | None,
    reach: Reach,
) -> Series:
    """Lay counts out as two series of the same length; the present one ends where counting does. Pure.

    `hourly` needs to hold no more than the hours of the day that `reach` ends in and of its counterpart before.
    """
    earlier = days.length * DAY
    starts = (
        [days.since + n * HOUR for n in range(24 * days.length)]
        if bucket is Bucket.HOUR
        else [midnight(days.first + n * DAY) for n in range(days.length)]
    )

    def at(start: datetime, back: timedelta) -> Counts:
        if bucket is Bucket.HOUR:
            return hourly.get(start - back, Counts())
        return daily.get(days.first + (start - days.since) - back, Counts())

    ragged = days.since + reach.whole_days * DAY

    def upto(back: timedelta) -> Counts:
        whole = _sum(daily.get(days.first + n * DAY - back, Counts()) for n in range(reach.whole_days))
        hours = round((reach.until - ragged) / HOUR)
        return whole + _sum(hourly.get(ragged + n * HOUR - back, Counts()) for n in range(hours))

    return Series(
        counted_until,
        [(start, at(start, timedelta())) for start in starts if counted_until is None or start <= counted_until],
        [(start - earlier, at(start, earlier)) for start in starts],
        _sum(daily.get(days.first + n * DAY, Counts()) for n in range(days.length)),
        _sum(daily.get(days.first + n * DAY - earlier, Counts()) for n in range(days.length)),
        reach.until,
        upto(timedelta()),
        upto(earlier),
    )


def _sum(parts: Any) -> Counts:
    return reduce(add, parts, Counts())
