"""A system takes back a record that it pushed, and puts the right one in its place (correction, GB/T 38963)."""

from typing import Any

from venuecode.health import waiting
from venuecode.health.declarations.service import Declarations
from venuecode.health.errors import AlreadyWithdrawn
from venuecode.health.model import Entry, FactFor, NewFact
from venuecode.health.push import store
from venuecode.health.push.model import NothingToCorrect
from venuecode.health.push.records import Unreadable, read_record
from venuecode.health.push.service import source_of_system
from venuecode.health.service import Health
from venuecode.identity.people.documents import Document
from venuecode.identity.people.service import People
from venuecode.identity.systems.model import SystemSession
from venuecode.infra.db import Database
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.errors import InvalidInput


class Corrections:
    """The use case."""

    def __init__(self, db: Database, people: People, health: Health, declarations: Declarations, ring: KeyRing) -> None:
        self._db = db
        self._people = people
        self._health = health
        self._declarations = declarations
        self._ring = ring

    async def correct(self, caller: SystemSession, wrong: Any, right: Any | None, why: str) -> None:
        """Withdraw the fact of the very record `wrong`, and enter that of `right`, both or neither.

        Whether somebody is registered with the document is not told: what waits is taken back too. Raises
        `InvalidInput`, and `NothingToCorrect` if this system did not push it, or took it back before.
        """
        document, fact = self._read(caller, wrong, "wrong")
        replacement = None if right is None else FactFor(*self._read(caller, right, "right"))
        source = source_of_system(caller)
        async with self._db.transaction() as connection:
            if not await self._take_back(connection, caller, document, fact, why):
                raise NothingToCorrect
            if replacement is not None:
                entered = (await self._health.enter_facts(connection, source, [replacement]))[0]
                if entered.entry is Entry.REFUSED:
                    assert entered.fault is not None
                    raise InvalidInput(fields={f"right.{entered.fault.field}": entered.fault.text})

    def _read(self, caller: SystemSession, raw: Any, where: str) -> tuple[Document, NewFact]:
        try:
            return read_record(raw, caller.grants, self._people.today(), self._declarations.fact)
        except Unreadable as unreadable:
            raise InvalidInput(fields={f"{where}.{unreadable.fault.field}": unreadable.fault.text}) from unreadable

    async def _take_back(
        self, connection: Any, caller: SystemSession, document: Document, fact: NewFact, why: str
    ) -> bool:
        source = source_of_system(caller)
        person_id = (await self._people.ids_of_documents(connection, [document])).get(document.key)
        if person_id is None:
            return await waiting.drop_one(connection, self._people.seal, self._ring, document, fact, source)
        fact_id = await store.own_fact(connection, person_id, fact, source.name)
        if fact_id is None:
            return False
        try:
            await self._health.withdraw_fact(connection, source, person_id, fact_id, why)
        except AlreadyWithdrawn:
            return False
        return True
