"""The desk of the terminals: whose document or code it is, then the same lane as any scan; else the guard is called."""

import asyncio
from collections.abc import Sequence

from venuecode.identity.devices.model import Device
from venuecode.identity.people.documents import Document, DocumentFault, DocumentType, read_document
from venuecode.identity.people.rules import same_name
from venuecode.identity.people.sealing import NAME
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import Busy, DomainError
from venuecode.kernel.ids import PersonId
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Method
from venuecode.passes.model import Unread
from venuecode.passes.service import Passes
from venuecode.scanning.devices.calls import Calls
from venuecode.scanning.devices.model import (
    CallReason,
    DocumentRead,
    GuardCalled,
    NothingRead,
    NotTaken,
    Outcome,
    Reading,
    Visited,
)
from venuecode.scanning.doors import KeptDoor
from venuecode.scanning.model import PendingScan
from venuecode.scanning.offline.rules import turned_away
from venuecode.scanning.offline.service import OfflineDesk
from venuecode.scanning.refusals import Refusal, refusal_of_door
from venuecode.scanning.service import ScanDesk, check_moment, direction_at

UNFIT_DOCUMENT = Refusal(
    "reading.document_unfit",
    Text("证件信息无法识别", "The document could not be read"),
    Text("请重新放置证件，或联系检测员。", "Please place the document again, or speak to the guard."),
)


class Terminals:
    """Takes readings. A terminal speaks for its own door only."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        desk: ScanDesk,
        people: People,
        passes: Passes,
        calls: Calls,
        offline: OfflineDesk,
    ) -> None:
        self._db = db
        self._clock = clock
        self._desk = desk
        self._people = people
        self._passes = passes
        self._calls = calls
        self._offline = offline

    async def take(self, device: Device, reading: Reading) -> Outcome:
        """Take one reading; raises `ScanTooOld`, `ScanAhead`, `NothingRead`, `Busy`."""
        check_moment(reading.at, self._clock.now())
        if (reading.document is None) == (reading.code is None):
            raise NothingRead
        door = await self._desk.door_of_id(device.place.door_id)
        refusal = refusal_of_door(door, reading.direction)
        if refusal is not None:
            return NotTaken(refusal)
        found = await self._whose(reading)
        if isinstance(found, CallReason):
            await self._calls.call(device.id, device.place.door_id, reading, found)
            return GuardCalled(found)
        if isinstance(found, Unread):
            conflict = await self._offline.let_in_by_card(door, found, reading.shown, reading.at, reading.id)
            return NotTaken(Refusal(found.fault, found.title, found.way_out), conflict)
        if isinstance(found, Refusal):
            return NotTaken(found)
        return await self._register(device, door, reading, found)

    async def take_all(self, device: Device, readings: Sequence[Reading]) -> list[Outcome | DomainError]:
        """Take what was read without a network, one after another; each has its own outcome.

        From a `Busy` on nothing more is tried, so that the order stays: the device sends those again.
        """
        outcomes: list[Outcome | DomainError] = []
        for reading in readings:
            if outcomes and isinstance(outcomes[-1], Busy):
                outcomes.append(outcomes[-1])
                continue
            try:
                outcomes.append(await self.take(device, reading))
            except DomainError as error:
                outcomes.append(error)
        return outcomes

    async def _whose(self, reading: Reading) -> PersonId | CallReason | Refusal | Unread:
        if reading.document is not None:
            return await self._holder(reading.document)
        shown = await self._passes.read(reading.code or "", reading.at)
        return shown if isinstance(shown, Unread) else shown.person_id

    async def _holder(self, read: DocumentRead) -> PersonId | CallReason | Refusal:
        """Return the person of a document. The name must fit, so that numbers cannot be tried at a terminal."""
        document = self._document(read)
        if document is None:
            return UNFIT_DOCUMENT
        async with self._db.connection() as connection:
            person = await self._people.find_by_document(connection, document)
        if person is None:
            return CallReason.UNKNOWN_DOCUMENT
        registered = self._people.seal.open(person.name, NAME)
        return person.id if same_name(registered, read.name) else CallReason.NAME_DIFFERS

    def _document(self, read: DocumentRead) -> Document | None:
        try:
            return read_document(
                DocumentType(read.type), read.number, self._people.today(), nationality=read.nationality
            )
        except DocumentFault:
            return None

    async def _register(self, device: Device, door: KeptDoor, reading: Reading, person_id: PersonId) -> Visited:
        direction = direction_at(door, reading.direction)
        done = asyncio.get_running_loop().create_future()
        scan = PendingScan(
            *(door, reading.id, reading.at, direction, person_id, (), Method.TERMINAL, int(device.id), done),
            turned_away=turned_away(reading.shown),
        )
        [answered] = await self._desk.register(scan)
        return Visited(answered, direction, await self._offline.conflict(door, answered.visit, reading.shown))
