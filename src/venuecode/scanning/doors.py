"""Code → door and venue, kept in memory and at most 5 s behind the database."""

import asyncio
import time
from collections import OrderedDict, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import cast

from venuecode.infra.db import Database
from venuecode.scanning.schemas import ScannedDoor, ScannedVenue, Words, words_of
from venuecode.scanning.words import ends_at, minute_of, word_at
from venuecode.venues import lookup
from venuecode.venues.code import CodeFault, ParsedCode, VenueCode, parse
from venuecode.venues.model import DoorAtScan

POLL_SECONDS = 1.0
BLIND_SECONDS = 4.0
"""After so long without news of changes nothing that is kept is believed."""
UNKNOWN_SECONDS = 3.0
"""How long an unknown code is remembered as unknown."""
SHORT_TEXT = 128
"""Longer texts are parsed each time: what strangers send shall not fill the memory."""

BEFORE = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class KeptDoor:
    """A door as a scan needs it, its answers' parts made once; the word is made anew each minute."""

    facts: DoorAtScan
    venue: ScannedVenue
    door: ScannedDoor
    word_since: datetime = BEFORE
    word: tuple[Words, datetime] | None = None

    def word_of(self, secret: bytes, now: datetime) -> tuple[Words, datetime]:
        """Return the door's word of this minute and when it is replaced."""
        if self.word is None or not self.word_since <= now < self.word[1]:
            minute = minute_of(now)
            self.word = words_of(word_at(secret, self.facts.door_id, minute)), ends_at(minute)
            self.word_since = ends_at(minute - 1)
        return self.word


def keep(facts: DoorAtScan) -> KeptDoor:
    """Make the parts of an answer that stay the same for every scan of a door."""
    venue = ScannedVenue(
        id=facts.venue_id,
        name=facts.venue_full_name,
        short_name=facts.venue_short_name,
        venue_class=facts.venue_class.value,
        type=str(facts.venue_type),
        division_code=facts.division_code,
    )
    door = ScannedDoor(
        id=facts.door_id,
        name=facts.door_name,
        direction=facts.direction.value,
        plate=facts.plate,
        route=facts.route,
        run=facts.run,
    )
    return KeptDoor(facts, venue, door)


class DoorBook:
    """Finds doors; keeps the most used `size`; forgets what `follow` hears has changed."""

    def __init__(self, db: Database, hosts: Collection[str], size: int) -> None:
        self._db = db
        self._parse_any = partial(parse, hosts=frozenset(hosts))
        self._parse_short = lru_cache(size)(self._parse_any)
        self._size = size
        self._kept: OrderedDict[VenueCode, KeptDoor] = OrderedDict()
        self._unknown: OrderedDict[VenueCode, float] = OrderedDict()
        self._codes_of_door: defaultdict[int, set[VenueCode]] = defaultdict(set)
        self._codes_of_venue: defaultdict[int, set[VenueCode]] = defaultdict(set)
        self._asked: dict[VenueCode, asyncio.Future[KeptDoor | None]] = {}
        self._asking: asyncio.Task[None] | None = None
        self._cursor: str | None = None
        self._heard_at = 0.0
        self._forgotten = 0  # how often something was forgotten: an answer asked for before that is not kept

    async def find(self, text: str) -> KeptDoor | CodeFault | None:
        """Return the door of a scanned or typed text, why the text is no code of ours, or None: no such code."""
        parsed = self._parse_short(text) if len(text) <= SHORT_TEXT else self._parse_any(text)
        if not isinstance(parsed, ParsedCode):
            return parsed
        code = parsed.code
        if time.monotonic() - self._heard_at < BLIND_SECONDS:
            kept = self._kept.get(code)
            if kept is not None:
                self._kept.move_to_end(code)
                return kept
            if self._unknown.get(code, 0.0) > time.monotonic():
                return None
        return await self._ask(code)

    def proof_in(self, text: str) -> str | None:
        """Return the proof that a scanned text carries, as a display shows it."""
        parsed = self._parse_short(text) if len(text) <= SHORT_TEXT else self._parse_any(text)
        return parsed.proof if isinstance(parsed, ParsedCode) else None

    async def follow(self) -> None:
        """Hear what has changed since the last turn and forget it."""
        async with self._db.connection() as connection:
            if self._cursor is None or time.monotonic() - self._heard_at > 600:
                self._cursor = await lookup.change_cursor(connection)
                self._forget_all()
            else:
                changes, self._cursor = await lookup.changes_since(connection, self._cursor)
                for change in changes:
                    self._forget(change.code, change.door_id, change.venue_id)
        self._heard_at = time.monotonic()

    def _ask(self, code: VenueCode) -> asyncio.Future[KeptDoor | None]:
        """Ask the database, together with everybody else who is asking meanwhile."""
        future = self._asked.get(code)
        if future is None:
            future = self._asked[code] = asyncio.get_running_loop().create_future()
            if self._asking is None or self._asking.done():
                self._asking = asyncio.create_task(self._ask_database())
        return cast("asyncio.Future[KeptDoor | None]", asyncio.shield(future))

    async def _ask_database(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, {}
            before = self._forgotten
            try:
                async with self._db.connection() as connection:
                    doors = await lookup.doors_by_code(connection, list(asked))
            except Exception as fault:  # noqa: BLE001 - told to everybody who waits for the answer
                for future in asked.values():
                    future.set_exception(fault)
                    future.exception()  # whoever asked may have gone
                continue
            found = {facts.code: keep(facts) for facts in doors}
            for code, future in asked.items():
                if before == self._forgotten:
                    self._keep(code, found.get(code))
                future.set_result(found.get(code))

    def _keep(self, code: VenueCode, door: KeptDoor | None) -> None:
        if door is None:
            self._unknown[code] = time.monotonic() + UNKNOWN_SECONDS
            if len(self._unknown) > self._size:
                self._unknown.popitem(last=False)
            return
        self._unknown.pop(code, None)
        self._kept[code] = door
        self._codes_of_door[door.facts.door_id].add(code)
        self._codes_of_venue[door.facts.venue_id].add(code)
        if len(self._kept) > self._size:
            self._drop(next(iter(self._kept)))

    def _drop(self, code: VenueCode) -> None:
        door = self._kept.pop(code, None)
        if door is None:
            return
        for index, key in ((self._codes_of_door, door.facts.door_id), (self._codes_of_venue, door.facts.venue_id)):
            index[key].discard(code)
            if not index[key]:
                del index[key]

    def _forget(self, code: VenueCode | None, door_id: int | None, venue_id: int | None) -> None:
        self._forgotten += 1
        codes = set() if code is None else {code}
        if door_id is not None:
            codes |= self._codes_of_door.get(door_id, set())
        elif code is None and venue_id is not None:
            codes |= self._codes_of_venue.get(venue_id, set())
        for one in codes:
            self._drop(one)
            self._unknown.pop(one, None)

    def _forget_all(self) -> None:
        self._forgotten += 1
        for index in (self._kept, self._unknown, self._codes_of_door, self._codes_of_venue):
            index.clear()
