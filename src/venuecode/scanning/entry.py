"""Assisted entry: a guard registers somebody who does not scan: by code or card, by document, by typing (ADR 0015).

Finding the person is done here; the verdict, the visit, the feed and the alert are the scan's own path.
"""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.model import CitizenSession
from venuecode.identity.people.documents import Document
from venuecode.identity.people.model import Candidate, DocumentRegistered, Person, PersonState
from venuecode.identity.people.rules import same_name
from venuecode.identity.people.sealing import NAME
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.limits import Limit, use
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import PersonId
from venuecode.kernel.verdict import Method
from venuecode.passes.model import Shown, Unread
from venuecode.passes.service import Passes
from venuecode.scanning import feed_store
from venuecode.scanning.door import DoorScreens
from venuecode.scanning.doors import KeptDoor
from venuecode.scanning.entry_model import NAME_DIFFERS, UNKNOWN, AtDoor, ConsentNeeded, TypedPerson
from venuecode.scanning.entry_schemas import RefusedEntry, RegisteredEntry, refused_entry, word_of
from venuecode.scanning.guard import GuardVisit, seen_by_guard
from venuecode.scanning.model import Answered, PendingScan
from venuecode.scanning.offline.rules import moment_by_code, turned_away
from venuecode.scanning.offline.service import OfflineDesk
from venuecode.scanning.refusals import Refusal, refusal_of_door
from venuecode.scanning.service import ScanDesk, check_moment, direction_at
from venuecode.scanning.settings import ScanningSettings

HOUR = timedelta(hours=1)
FOUND, NOBODY = "entry.by_document", "entry.document_unknown"
TYPED_IN, NAME_DIFFERED = "entry.typed_in", "entry.name_differed"


class Entries:
    """What guards register at their doors."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        people: People,
        passes: Passes,
        screens: DoorScreens,
        desk: ScanDesk,
        offline: OfflineDesk,
        settings: ScanningSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._passes = passes
        self._screens = screens
        self._desk = desk
        self._offline = offline
        self._settings = settings

    async def by_code(self, guard: CitizenSession, entry: AtDoor, code: str) -> RegisteredEntry | RefusedEntry:
        """Register whoever shows a personal code or a paper card, read as of the moment at the door.

        Raises `NotFound` for a door that is not the guard's, and as a scan does.
        """
        entry = self._timed(entry, code)
        door = await self._door(guard, entry)
        if isinstance(door, RefusedEntry):
            return door
        now = self._clock.now()
        read = await self._passes.read(code, min(entry.at, now))
        if isinstance(read, Unread):
            conflict = await self._offline.let_in_by_card(door, read, entry.shown, entry.at, entry.visit_id)
            return refused_entry(Refusal(read.fault.value, read.title, read.way_out), now, conflict)
        answer = await self._enter(guard, door, entry, read.person_id, read.method)
        offline = read.issued_at if read.shown is Shown.OFFLINE_PASS else None
        return msgspec.structs.replace(answer, offline_pass_of=offline)

    async def by_document(
        self, guard: CitizenSession, entry: AtDoor, document: Document, *, consent: bool
    ) -> RegisteredEntry | RefusedEntry:
        """Register whose document it is; unknown ones count towards the limit as well.

        Raises `NotFound` for a door that is not the guard's, `ConsentNeeded`, `TooManyRequests`, and as a scan does.
        """
        _require(consent=consent)
        door = await self._door(guard, entry)
        if isinstance(door, RefusedEntry):
            return door
        person = await self._find(document)
        if person is None or not await self._stored(person.id, entry):
            async with self._db.transaction() as connection:
                await self._count(connection, guard, door)
                await self._record(connection, guard, door, FOUND if person else NOBODY, person.id if person else None)
        if person is None:
            return refused_entry(UNKNOWN, self._clock.now())
        return await self._enter(guard, door, entry, person.id, Method.DOCUMENT)

    async def by_typing(
        self, guard: CitizenSession, entry: AtDoor, typed: TypedPerson, *, consent: bool
    ) -> RegisteredEntry | RefusedEntry:
        """Register whom the guard typed in: a provisional person, unless the document is somebody's already.

        Raises as `by_document`.
        """
        _require(consent=consent)
        door = await self._door(guard, entry)
        if isinstance(door, RefusedEntry):
            return door
        person = await self._find(typed.document)
        again = person is not None and await self._stored(person.id, entry)
        if not again:
            async with self._db.transaction() as connection:
                await self._count(connection, guard, door)
        person = person or await self._type_in(guard, door, typed)
        same = person.state is PersonState.PROVISIONAL or self._named(person, typed.name)
        if not again:
            async with self._db.transaction() as connection:
                await self._record(connection, guard, door, TYPED_IN if same else NAME_DIFFERED, person.id)
        if not same:
            return refused_entry(NAME_DIFFERS, self._clock.now())
        return await self._enter(guard, door, entry, person.id, Method.TYPED)

    def _timed(self, entry: AtDoor, code: str) -> AtDoor:
        """Return an entry made without a network by the time that its personal code proves: phones' clocks go wrong."""
        times = self._passes.time_of(code) if entry.shown else None
        return replace(entry, at=moment_by_code(entry.at, *times)) if times else entry

    async def _door(self, guard: CitizenSession, entry: AtDoor) -> KeptDoor | RefusedEntry:
        """Return the door, if it is the guard's and takes visits."""
        [door] = await self._screens.guarded(guard.person_id, [entry.door_id])
        now = self._clock.now()
        check_moment(entry.at, now)
        refusal = refusal_of_door(door, entry.direction)
        return door if refusal is None else refused_entry(refusal, now)

    async def _find(self, document: Document) -> Person | None:
        async with self._db.connection() as connection:
            return await self._people.find_by_document(connection, document)

    async def _stored(self, person_id: int, entry: AtDoor) -> bool:
        """Whether this is a retry of an entry that was stored: then it is neither counted nor recorded again."""
        async with self._db.connection() as connection:
            return await feed_store.visit_by_key(connection, person_id, entry.at, entry.visit_id)

    def _named(self, person: Person, name: str) -> bool:
        return same_name(self._people.seal.open(person.name, NAME), name)

    async def _count(self, connection: Any, guard: CitizenSession, door: KeptDoor) -> None:
        now, key = self._clock.now(), self._people.seal.limit_key
        of_guard = Limit("entries_per_guard_hour", self._settings.entries_per_guard_hour, HOUR)
        of_venue = Limit("entries_per_venue_hour", self._settings.entries_per_venue_hour, HOUR)
        await use(connection, of_guard, key(f"person:{guard.person_id}"), now)
        await use(connection, of_venue, key(f"venue:{door.facts.venue_id}"), now)

    async def _record(
        self, connection: Any, guard: CitizenSession, door: KeptDoor, action: str, person_id: PersonId | None
    ) -> None:
        """Put the look on record; the person reads at which door it was."""
        await self._audit.record(
            connection,
            guard.actor,
            action,
            Subject("person", person_id) if person_id else None,
            division_code=door.facts.division_code,
            look=person_id is not None,
            details={
                "venue_id": door.facts.venue_id,
                "door_id": door.facts.door_id,
                "venue": door.venue.name,
                "door": door.door.name,
            },
        )

    async def _type_in(self, guard: CitizenSession, door: KeptDoor, typed: TypedPerson) -> Person:
        """Make the provisional person; whoever was made of the document meanwhile is that person too."""
        home = typed.division_code or door.facts.division_code
        candidate = Candidate(typed.document, typed.name, home, typed.phone, PersonState.PROVISIONAL)
        with suppress(DocumentRegistered):
            async with self._db.transaction() as connection:
                await self._people.type_in(connection, candidate, guard.actor)
        person = await self._find(typed.document)
        assert person is not None
        return person

    async def _enter(
        self, guard: CitizenSession, door: KeptDoor, entry: AtDoor, person_id: PersonId, method: Method
    ) -> RegisteredEntry:
        """Hand the visit to the scan's own lane; answer once it is stored."""
        scan = PendingScan(
            door,
            entry.visit_id,
            entry.at,
            direction_at(door, entry.direction),
            person_id,
            (),
            method,
            guard.person_id,
            asyncio.get_running_loop().create_future(),
            turned_away(entry.shown),
        )
        [answered] = await self._desk.register(scan)
        conflict = await self._offline.conflict(door, answered.visit, entry.shown)
        shown = await self._shown(answered)
        return RegisteredEntry(self._clock.now(), shown, answered.repeated, conflict=word_of(conflict))

    async def _shown(self, answered: Answered) -> GuardVisit:
        """Return the visit that answers; of an earlier one, its own id and method."""
        visit = answered.visit
        if answered.repeated:
            async with self._db.connection() as connection:
                earlier = await feed_store.visit_seen(connection, visit.person_id, visit.at, visit.door_id)
            if earlier is not None:
                return earlier
        return seen_by_guard(visit, answered.recorded_at, answered.masked_name)


def _require(*, consent: bool) -> None:
    if not consent:
        raise ConsentNeeded
