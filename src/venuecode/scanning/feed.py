"""The live feed of doors: what guards see, whichever process took the scan (ADR 0006).

A hub per process watches the doors that somebody here looks at. Hints say which doors to look up; every two
seconds it looks on its own. Visits come once each, in the order in which they were recorded.
"""

import asyncio
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from venuecode.infra.db import Database
from venuecode.kernel.clock import SHOWN_ZONE, Clock
from venuecode.scanning import feed_store
from venuecode.scanning.guard import Counts, GuardVisit

CHANNEL = "venuecode_visits"
LOOK_SECONDS = 2.0
OVERLAP = timedelta(seconds=15)
"""Visits are looked for this far back again: for commits that took long and clocks that differ."""
MOST_WAITING = 2_000
"""Events that may wait for one screen; a screen that falls further behind is cut off and comes back by itself."""
MOST_STOPPED = 100
log = structlog.get_logger()


@dataclass(slots=True)
class WatchedDoor:
    """A door that somebody looks at, with the day's counts and stops."""

    id: int
    day: datetime
    cursor: datetime
    counts: Counts
    stopped: list[GuardVisit]
    seen: dict[str, datetime] = field(default_factory=dict)
    screens: "set[Screen]" = field(default_factory=set)


class Screen:
    """One open stream and what waits for it."""

    def __init__(self, door_ids: Iterable[int]) -> None:
        self.door_ids = tuple(door_ids)
        self.queue: asyncio.Queue[GuardVisit | None] = asyncio.Queue(MOST_WAITING)
        self.cut_off = False

    def show(self, visit: GuardVisit | None) -> None:
        """Queue a visit, or None: terminals' calls or alerts have changed. A screen that cannot keep up is cut off."""
        try:
            self.queue.put_nowait(visit)
        except asyncio.QueueFull:
            self.cut_off = True

    def end(self) -> None:
        """Cut the screen off at once, rather than at its next heartbeat."""
        self.cut_off = True
        self.show(None)


class Hub:
    """The watched doors of this process."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._doors: dict[int, WatchedDoor] = {}
        self._hinted: set[int] = set()
        self._wake = asyncio.Event()
        self._opening = asyncio.Lock()

    def hear(self, words: frozenset[str]) -> None:
        """Take a hint: ids of doors at which something was recorded."""
        hinted = {door for door in self._doors if str(door) in words}
        if hinted:
            self._hinted |= hinted
            self._wake.set()

    def hear_calls(self, words: frozenset[str]) -> None:
        """Take a hint: ids of doors at which a terminal calls, or an alert was taken or changed."""
        for screen in {one for door in self._doors.values() if str(door.id) in words for one in door.screens}:
            screen.show(None)

    def end_all(self) -> None:
        """End every stream: this process is about to stop, and whoever watches goes on at another or the next one."""
        for screen in {one for door in self._doors.values() for one in door.screens}:
            screen.end()

    async def open(self, door_ids: Collection[int]) -> tuple[Screen, list[WatchedDoor]]:
        """Begin to watch; return the screen and the doors with what has been of the day. `close` it."""
        screen = Screen(door_ids)
        async with self._opening:
            missing = [door for door in screen.door_ids if door not in self._doors]
            if missing:
                for door in await self._load(missing):
                    self._doors[door.id] = door
        doors = [self._doors[door_id] for door_id in screen.door_ids]
        for door in doors:
            door.screens.add(screen)
        self._hinted.update(screen.door_ids)
        self._wake.set()
        return screen, doors

    def close(self, screen: Screen) -> None:
        """End a screen; doors that nobody looks at any more are forgotten."""
        for door_id in screen.door_ids:
            door = self._doors.get(door_id)
            if door is not None:
                door.screens.discard(screen)
                if not door.screens:
                    del self._doors[door_id]

    async def run(self) -> None:
        """Look when hinted and, at every door, every two seconds, until cancelled."""
        looked_at_all = time.monotonic()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._wake.wait()
            self._wake.clear()
            hinted, self._hinted = self._hinted, set()
            every = time.monotonic() - looked_at_all >= LOOK_SECONDS
            if every:
                looked_at_all = time.monotonic()
            try:
                await self.look(None if every else hinted)
            except Exception as fault:  # noqa: BLE001 - the next look catches up
                log.warning("feed_look_failed", fault=type(fault).__name__)

    async def look(self, door_ids: Collection[int] | None = None) -> None:
        """Read what is new at the given watched doors (all of them when None) and show it."""
        doors = [d for d in self._doors.values() if door_ids is None or d.id in door_ids]
        if not doors:
            return
        now = self._clock.now()
        since = min(door.cursor for door in doors) - OVERLAP
        async with self._db.connection() as connection:
            visits = await feed_store.recorded_since(connection, [door.id for door in doors], since, now)
        for door in doors:
            if door.day != day_of(now):
                door.day, door.counts, door.stopped = day_of(now), Counts(), []
        for visit in visits:
            door = self._doors.get(visit.door_id)  # type: ignore[assignment]
            if door is not None and visit.key not in door.seen and visit.recorded_at > door.cursor - OVERLAP:
                door.seen[visit.key] = visit.recorded_at
                _note(door, visit)
                for screen in door.screens:
                    screen.show(visit)
        for door in doors:
            door.cursor = max(door.cursor, now)
            horizon = door.cursor - 2 * OVERLAP
            if len(door.seen) > 64:
                door.seen = {key: at for key, at in door.seen.items() if at > horizon}

    async def _load(self, door_ids: Collection[int]) -> list[WatchedDoor]:
        """Read the day so far, up to the overlap; what is younger comes by `look`, so that all is counted once."""
        now = self._clock.now()
        day, until = day_of(now), now - OVERLAP
        async with self._db.connection() as connection:
            counts = await feed_store.count_day(connection, door_ids, day, until)
            stopped = await feed_store.stopped_of_day(connection, door_ids, day, until, MOST_STOPPED)
        return [
            WatchedDoor(door_id, day, now, counts.get(door_id, Counts()), [v for v in stopped if v.door_id == door_id])
            for door_id in door_ids
        ]


def day_of(moment: datetime) -> datetime:
    """Return the beginning of the day in Shanghai."""
    return moment.astimezone(SHOWN_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)


def _note(door: WatchedDoor, visit: GuardVisit) -> None:
    """Count a visit that lies on the door's day."""
    if not door.day <= visit.at < door.day + timedelta(days=1):
        return
    stopped = visit.verdict == "stop"
    one = Counts(
        entered=int(visit.direction == "in" and not stopped),
        departed=int(visit.direction == "out" and not stopped),
        stopped=int(stopped),
    )
    door.counts = door.counts.plus(one, visit.method)
    if stopped:
        door.stopped = [visit, *door.stopped][:MOST_STOPPED]
