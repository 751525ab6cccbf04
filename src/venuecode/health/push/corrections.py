"""A system takes back a record that it pushed, and puts the right one in its place (correction, GB/T 38963)."""

from typing import Any

from venuecode.health.declarations.service import Declarations
from venuecode.health.model import Entry, FactFor, NewFact
from venuecode.health.push.model import NothingToCorrect
from venuecode.health.push.records import Unreadable, read_record
from venuecode.health.push.service import source_of_system
from venuecode.health.service import Health
from venuecode.health.taking_back import TakingBack
from venuecode.identity.people.documents import Document
from venuecode.identity.people.service import People
from venuecode.identity.systems.model import SystemSession
from venuecode.infra.db import Database
from venuecode.kernel.errors import InvalidInput


class Corrections:
    """The use case."""

    def __init__(
        self, db: Database, people: People, health: Health, declarations: Declarations, taking_back: TakingBack
    ) -> None:
        self._db = db
        self._people = people
        self._health = health
        self._declarations = declarations
        self._taking_back = taking_back

    async def correct(self, caller: SystemSession, wrong: Any, right: Any | None, why: str) -> None:
        """Withdraw the fact of the very record `wrong`, and enter that of `right`, both or neither.

        Whether somebody is registered with the document is not told: what waits, and what is held for an approver, is
        taken back too. Raises `InvalidInput`, and `NothingToCorrect` if this system did not push it, or took it back
        before.
        """
        document, fact = self._read(caller, wrong, "wrong")
        replacement = None if right is None else FactFor(*self._read(caller, right, "right"))
        source = source_of_system(caller)
        async with self._db.transaction() as connection:
            if not await self._taking_back.take_back(connection, source, document, fact, why):
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
