"""The dashboards' part of the trace bench: makes the counts of the city, and asks what dashboards ask."""

import random
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from rich.console import Console

from venuecode.cli.bench.city import City, visits_recorded
from venuecode.infra.db import Database
from venuecode.kernel.clock import SystemClock
from venuecode.kernel.ids import DivisionCode, VenueId
from venuecode.monitoring.model import Bucket, Days, Facet, View, Which, day_of
from venuecode.monitoring.rollups.service import Rollups
from venuecode.monitoring.service import Board
from venuecode.monitoring.settings import MonitoringSettings
from venuecode.monitoring.venue import VenueBoard
from venuecode.regions.rules import Scope
from venuecode.regions.service import Divisions
from venuecode.venues.classes import VenueClass

DIVISIONS = ("370000", "371500", "371500", "371502", "371522", "371502001")
"""Province, city twice as often, counties, a street."""
TYPES = ("restaurant", "bus", "hospital")
LEAST = 40
Question = Callable[[], Awaitable[Any]]
Share = Callable[[list[float], float], float]


class Asker:
    """Asks the boards as officers do: each question at random divisions, half of them filtered by class or type."""

    def __init__(self, db: Database, city: City) -> None:
        settings = MonitoringSettings.default()
        self._board = Board(db, SystemClock(), Divisions(DivisionCode("370000")), settings)
        self._venues = VenueBoard(db)
        self._last = day_of(city.last) - timedelta(days=1)
        self._city = city
        self._draw = random.Random(2)  # noqa: S311 - the same questions in every run

    def questions(self) -> dict[str, Question]:
        """Return every dashboard's question by name."""
        board, half = self._board, self._city.days // 2
        questions: dict[str, Question] = {
            "scans by hour, 7 days": lambda: board.scans(self._view(half), Bucket.HOUR),
            "scans by hour, a day": lambda: board.scans(self._view(1), Bucket.HOUR),
            "scans by day, 14 days": lambda: board.scans(self._view(14), Bucket.DAY),
            "active venues": lambda: board.active_venues(self._view(14)),
            "areas": lambda: board.areas(self._view(14)),
            "odd doors": lambda: board.odd_doors(self._view(7), 50, 0),
            "alerts": lambda: board.alert_times(self._view(14)),
            "loop": lambda: board.loop(self._view(14)),
            "venue": lambda: self._venues.of_venue(
                Scope(DivisionCode("370000")), self._venue(), self._days(7), Bucket.HOUR
            ),
        }
        for facet in Facet:
            questions[f"by {facet}"] = lambda facet=facet: board.breakdown(self._view(14), facet)  # type: ignore[misc]
        for which in Which:
            questions[f"venues {which}"] = lambda which=which: board.venues(self._view(7), which, 50, 0)  # type: ignore[misc]
        return questions

    def _days(self, length: int) -> Days:
        return Days(self._last - timedelta(days=length - 1), self._last)

    def _view(self, length: int) -> View:
        scope, days = Scope(DivisionCode(self._draw.choice(DIVISIONS))), self._days(length)
        filtered = self._draw.randrange(4)
        if filtered == 0:
            return View(scope, days, venue_class=self._draw.choice(list(VenueClass)))
        return View(scope, days, type=self._draw.choice(TYPES)) if filtered == 1 else View(scope, days)

    def _venue(self) -> VenueId:
        """Return a venue, the most popular ones most often."""
        return VenueId(max(1, int(self._city.venues * self._draw.random() ** 4)))


async def make_counts(db: Database, console: Console) -> dict[str, Any]:
    """Make the counts of the city unless an earlier run did, and the doors that do not fit their past."""
    rollups = Rollups(db, SystemClock(), MonitoringSettings.default())
    began = time.perf_counter()
    fresh = await rollups.counted_until() is None
    await rollups.catch_up(lambda day, n, of: console.print(f"counts of {day:%m-%d}, {n} of {of} days"))
    built = time.perf_counter() - began
    odd = await rollups.look_at_doors()
    looked = time.perf_counter() - began - built
    console.print(f"counts made in {built:.1f} s; {odd} odd doors found in {looked:.1f} s")
    return {"counts_built_s": round(built, 1)} if fresh else {}


async def ask_all(db: Database, city: City, console: Console, share: Share) -> dict[str, Any]:
    """Ask every question many times, in turn; return the p95 of the slowest question."""
    questions = Asker(db, city).questions()
    times: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(LEAST):
        for name, ask in questions.items():
            began = time.perf_counter()
            await ask()
            times[name].append((time.perf_counter() - began) * 1000)
    for name, taken in times.items():
        taken.sort()
        console.print(f"dashboard {name}: p50 {share(taken, 0.5)}, p95 {share(taken, 0.95)}, most {taken[-1]:.1f} ms")
    slowest = max(times, key=lambda name: share(times[name], 0.95))
    return {
        "dashboard_p95_ms": share(times[slowest], 0.95),
        "dashboard_slowest": slowest,
        "dashboard_most_ms": round(max(taken[-1] for taken in times.values()), 1),
    }


async def fold_fresh(db: Database, console: Console) -> dict[str, Any]:
    """Take the scans of this run into the counts; return how many a second."""
    rollups = Rollups(db, SystemClock(), MonitoringSettings.default())
    since = await rollups.counted_until()
    began = time.perf_counter()
    await rollups.catch_up()
    took = time.perf_counter() - began
    until = await rollups.counted_until()
    async with db.connection() as connection:
        visits = await visits_recorded(connection, since, until)
    console.print(f"{visits:,} new visits taken into the counts in {took:.1f} s")
    return {"counts_folded_per_s": round(visits / took)}
