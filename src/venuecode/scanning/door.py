"""What a guard sees and does at doors: who may watch, the day so far, the stream of events, the report."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from venuecode.infra.db import Database
from venuecode.infra.streams import HEARTBEAT, HEARTBEAT_SECONDS, RETRY, event, event_id
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import PersonId
from venuecode.scanning import feed_store
from venuecode.scanning.alerted import HandledAlerts
from venuecode.scanning.devices.calls import Calls
from venuecode.scanning.devices.model import CALL_TEXTS
from venuecode.scanning.doors import KeptDoor, keep
from venuecode.scanning.feed import OVERLAP, Hub, Screen, WatchedDoor
from venuecode.scanning.guard import (
    DoorCounts,
    DoorToday,
    DoorWord,
    GuardCall,
    GuardCalls,
    GuardVisit,
    RollingWords,
    StateWord,
    Today,
)
from venuecode.scanning.schemas import words_of
from venuecode.scanning.service import ScanDesk
from venuecode.venues import lookup
from venuecode.venues.model import DoorState, VenueState

MOST_DOORS = 20
MOST_MISSED = 500
LONGEST_BREAK = timedelta(hours=12)
BOUND_FOR = timedelta(seconds=1)
"""How long a screen may go on before it is asked again whether its guard is still bound."""
_UNFINISHED = (b"id:", b"event: words", b"event: calls", b"event: alerts")
"""How the chunks begin that others follow at once: counts or a heartbeat end each turn."""


class DoorScreens:
    """The guards' side of the live feed. A door that is not the caller's to watch is not found."""

    def __init__(
        self, db: Database, clock: Clock, desk: ScanDesk, hub: Hub, calls: Calls, handled: HandledAlerts
    ) -> None:
        self._db = db
        self._clock = clock
        self._desk = desk
        self._hub = hub
        self._calls = calls
        self._handled = handled

    async def guarded(self, person_id: PersonId, door_ids: Collection[int]) -> list[KeptDoor]:
        """Return the doors, all of which the person must guard or manage; raises `NotFound`."""
        async with self._db.connection() as connection:
            codes = await feed_store.guarded_doors(connection, person_id, door_ids)
            if len(codes) < len(set(door_ids)):
                raise NotFound
            facts = await lookup.doors_by_code(connection, list(codes.values()))
        return [keep(one) for one in sorted(facts, key=lambda one: one.door_id)]

    async def today(self, doors: Sequence[KeptDoor]) -> Today:
        """Return the doors' day so far."""
        screen, watched = await self._hub.open([door.facts.door_id for door in doors])
        try:
            await self._hub.look(screen.door_ids)
            return self._today(doors, watched)
        finally:
            self._hub.close(screen)

    async def stream(
        self,
        person_id: PersonId,
        doors: Sequence[KeptDoor],
        after: datetime | None,
        good: Callable[[], bool],
        *,
        until_news: bool = False,
    ) -> AsyncIterator[bytes]:
        """Yield events until `good` is no longer true, the person is unbound or the screen falls behind.

        First `today`, then what was missed since `after`, then visits as they come. A visit may come again after a
        break (same `key`); none is left out. With `until_news` it ends with the first events that the caller has not
        seen, or with a heartbeat; without an `after`, with `today`.
        """
        screen, watched = await self._hub.open([door.facts.door_id for door in doors])
        try:
            today = self._today(doors, watched)
            yield RETRY + event("today", today, event_id(today.server_time, "today"))
            yield await self._open_calls(screen)
            yield await self._handled.at(screen.door_ids)
            shown = set()
            news = after is None
            for visit in await self._missed(screen.door_ids, after):
                shown.add(visit.key)
                news = news or after is None or visit.recorded_at > after
                yield _visit(visit)
            if until_news and news:
                return
            async for chunk in self._live(screen, person_id, doors, watched, shown, today.doors[0].word_until, good):
                yield chunk
                if until_news and not chunk.startswith(_UNFINISHED):
                    return
        finally:
            self._hub.close(screen)

    async def visit_of(self, door_id: int, at: datetime, visit_id: UUID, seq: int) -> tuple[int, int]:
        """Return person and colour of a visit at a door; raises `NotFound`."""
        async with self._db.connection() as connection:
            row = await feed_store.visit_of_door(connection, door_id, at, visit_id, seq)
        if row is None:
            raise NotFound
        return row["person_id"], row["colour"]

    async def _missed(self, door_ids: Collection[int], after: datetime | None) -> list[GuardVisit]:
        if after is None:
            return []
        now = self._clock.now()
        since = max(after, now - LONGEST_BREAK) - OVERLAP
        async with self._db.connection() as connection:
            return await feed_store.recorded_since(connection, door_ids, since, now, MOST_MISSED)

    async def _live(
        self,
        screen: Screen,
        person_id: PersonId,
        doors: Sequence[KeptDoor],
        watched: Sequence[WatchedDoor],
        shown: set[str],
        word_until: datetime,
        good: Callable[[], bool],
    ) -> AsyncIterator[bytes]:
        asked_at: datetime | None = None
        while good() and not screen.cut_off:
            left = (word_until - self._clock.now()).total_seconds()
            visits, calls_changed = await _wait(screen, min(HEARTBEAT_SECONDS, max(0.05, left)))
            if asked_at is None or self._clock.now() >= asked_at + BOUND_FOR:
                before, asked_at = doors, self._clock.now()
                try:
                    doors = await self.guarded(person_id, screen.door_ids)
                except NotFound:
                    return
                if [_state(door) for door in doors] != [_state(door) for door in before]:
                    yield event("today", self._today(doors, watched), event_id(asked_at, "today"))
            if calls_changed:
                yield await self._open_calls(screen)
                yield await self._handled.at(screen.door_ids)
            if self._clock.now() >= word_until:
                words = self._words(doors)
                word_until = words.doors[0].word_until
                yield event("words", words)
                yield await self._open_calls(screen)
            for visit in visits:
                if visit.key not in shown:
                    yield _visit(visit)
            touched = {visit.door_id for visit in visits}
            yield b"".join(event("counts", DoorCounts(d.id, d.counts)) for d in watched if d.id in touched) or HEARTBEAT

    async def _open_calls(self, screen: Screen) -> bytes:
        items = [
            GuardCall(
                call.id,
                call.door_id,
                call.device_name,
                call.at,
                words_of(CALL_TEXTS[call.reason]),
                call.masked_name,
                call.document_type,
            )
            for call in await self._calls.open(screen.door_ids)
        ]
        return event("calls", GuardCalls(items))

    def _words(self, doors: Sequence[KeptDoor]) -> RollingWords:
        now = self._clock.now()
        return RollingWords(now, [DoorWord(door.facts.door_id, *self._desk.word_of(door, now)) for door in doors])

    def _today(self, doors: Sequence[KeptDoor], watched: Sequence[WatchedDoor]) -> Today:
        now = self._clock.now()
        by_id = {door.id: door for door in watched}
        return Today(now, [self._door_today(door, by_id[door.facts.door_id], now) for door in doors])

    def _door_today(self, door: KeptDoor, watched: WatchedDoor, now: datetime) -> DoorToday:
        word, until = self._desk.word_of(door, now)
        return DoorToday(
            door=door.door,
            venue=door.venue,
            state=_state(door),
            day=watched.day.strftime("%Y-%m-%d"),
            counts=watched.counts,
            stopped=watched.stopped,
            word=word,
            word_until=until,
        )


def _state(door: KeptDoor) -> StateWord:
    if door.facts.venue_state is not VenueState.ACTIVE:
        return "venue_revoked" if door.facts.venue_state is VenueState.REVOKED else "venue_suspended"
    return "door_closed" if door.facts.door_state is DoorState.CLOSED else "open"


async def _wait(screen: Screen, seconds: float) -> tuple[list[GuardVisit], bool]:
    """Return what waits for the screen, after at most `seconds`, and whether calls or alerts have changed."""
    waited: list[GuardVisit | None] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            waited.append(await screen.queue.get())
    while not screen.queue.empty():
        waited.append(screen.queue.get_nowait())
    return [visit for visit in waited if visit is not None], None in waited


def _visit(visit: GuardVisit) -> bytes:
    return event("visit", visit, event_id(visit.recorded_at, visit.key))
