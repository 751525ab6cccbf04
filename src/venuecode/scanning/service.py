"""The desk that takes scans: checks the moment, finds the door, hands the scan to a lane and words the answer."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from venuecode.alerts.service import CHANNEL as ALERTS
from venuecode.health.policy.service import Policies
from venuecode.infra.background import Background
from venuecode.infra.db import Database
from venuecode.infra.hints import Hints
from venuecode.infra.keys import Keys
from venuecode.kernel.clock import SHOWN_ZONE, Clock
from venuecode.kernel.errors import TooManyRequests
from venuecode.kernel.ids import DoorId, PersonId
from venuecode.kernel.verdict import Direction, DoorDirection, Method
from venuecode.scanning import store
from venuecode.scanning.answers import refused_answer, visit_answer
from venuecode.scanning.doors import POLL_SECONDS, DoorBook, KeptDoor
from venuecode.scanning.feed import CHANNEL as VISITS
from venuecode.scanning.lane import Lane
from venuecode.scanning.model import Answered, PendingScan, ScanAhead, ScanTooOld
from venuecode.scanning.pace import Pace
from venuecode.scanning.refusals import DIRECTION_NEEDED, REFUSALS, Refusal, refusal_of_code, refusal_of_door
from venuecode.scanning.rules import MAX_AHEAD, MAX_BACK
from venuecode.scanning.schemas import RefusedAnswer, ScanRequest, VisitAnswer, Words
from venuecode.scanning.settings import ScanningSettings
from venuecode.venues import lookup
from venuecode.venues.rotating import is_fresh

_DIRECTIONS = {"in": Direction.IN, "out": Direction.OUT}
_OF_DOOR = {DoorDirection.IN: Direction.IN, DoorDirection.OUT: Direction.OUT}
PARTITION_SECONDS = 3600.0


class ScanDesk:
    """Takes a person's scan and answers it, once stored."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        policies: Policies,
        keys: Keys,
        settings: ScanningSettings,
        public_url: str,
        hints: Hints,
    ) -> None:
        self._db = db
        self._clock = clock
        self._hints = hints
        self._secret = keys.secret("rolling")
        hosts = [urlsplit(public_url).netloc.lower(), *settings.hosts]
        self.doors = DoorBook(db, hosts, settings.cached_codes)
        self._pace = Pace(settings.scans_per_person)
        self._lanes = [
            Lane(db, clock, policies, batch=settings.batch, queue=settings.queue, committed=self._committed)
            for _ in range(settings.lanes)
        ]

    def run_in(self, background: Background) -> None:
        """Have partitions made, changes of doors followed and the lanes run for as long as the process serves."""
        background.every(PARTITION_SECONDS, "visit partitions", self.make_partitions)
        background.every(POLL_SECONDS, "door changes", self.doors.follow)
        for lane in self._lanes:
            background.keep("lane", lane.run)

    async def scan(self, person_id: PersonId, request: ScanRequest, now: datetime) -> VisitAnswer | RefusedAnswer:
        """Register a scan that arrived `now`; raises `ScanTooOld`, `ScanAhead`, `TooManyRequests`, `Busy`."""
        check_moment(request.at, now)
        wait = self._pace.wait_of(person_id, now)
        if wait:
            raise TooManyRequests(retry_after=wait)
        door = await self.doors.find(request.code)
        if not isinstance(door, KeptDoor):
            return refused_answer(refusal_of_code(door), now)
        refusal = refusal_of_door(door, request.direction)
        if door.facts.rotating_only and (refusal is None or refusal is DIRECTION_NEEDED):
            refusal = self._refusal_of_proof(door, request, now) or refusal
        if refusal is not None:
            return refused_answer(refusal, now, door)
        scan = PendingScan(
            door,
            request.client_visit_id,
            request.at,
            direction_at(door, request.direction),
            person_id,
            request.companions,
            Method.SELF,
            None,
            asyncio.get_running_loop().create_future(),
        )
        people = await self.register(scan)
        return visit_answer(scan, people, self._clock.now(), self._secret)

    async def register(self, scan: PendingScan) -> list[Answered]:
        """Store a scan whose door takes it; raises `NotRegistered`, `CompanionNotBound`, `Busy`."""
        self._lanes[scan.person_id % len(self._lanes)].submit(scan)
        return await scan.done

    async def door_of_id(self, door_id: DoorId) -> KeptDoor:
        """Return a door that exists, under the code it has now."""
        async with self._db.connection() as connection:
            code = await lookup.code_of_door(connection, door_id)
        door = await self.doors.find(code)
        assert isinstance(door, KeptDoor)
        return door

    async def make_partitions(self) -> None:
        """Make the days' partitions ahead of need."""
        async with self._db.connection() as connection:
            await store.ensure_partitions_around(connection, self._clock.now())

    def word_of(self, door: KeptDoor, now: datetime) -> tuple[Words, datetime]:
        """Return a door's word and when it is replaced."""
        return door.word_of(self._secret, now)

    def _committed(self, scans: Sequence[PendingScan], stopped: bool) -> None:
        """Hear of scans that have just been stored; tell the live feeds of all processes."""
        self._hints.tell(VISITS, map(str, {scan.door.facts.door_id for scan in scans}))
        if stopped:
            self._hints.tell(ALERTS, ["stop"])

    def _refusal_of_proof(self, door: KeptDoor, request: ScanRequest, now: datetime) -> Refusal | None:
        proof = self.doors.proof_in(request.code)
        if proof is None:
            return REFUSALS["code.proof_missing"]
        fresh = is_fresh(self._secret, door.facts.code, proof, request.at, now)
        return None if fresh else REFUSALS["code.proof_old"]


def direction_at(door: KeptDoor, chosen: str | None) -> Direction:
    """Return the direction of a passage: the door's own, at a door for both the chosen one."""
    return _OF_DOOR.get(door.facts.direction) or _DIRECTIONS[chosen or "in"]


def check_moment(at: datetime, now: datetime) -> None:
    """Raise `ScanTooOld` or `ScanAhead` for a moment at which no scan is taken any more, or not yet."""
    if now - at > MAX_BACK:
        raise ScanTooOld(server_time=_shown(now))
    if at - now > MAX_AHEAD:
        raise ScanAhead(server_time=_shown(now))


def _shown(moment: datetime) -> str:
    return moment.astimezone(SHOWN_ZONE).strftime("%Y-%m-%d %H:%M:%S")
