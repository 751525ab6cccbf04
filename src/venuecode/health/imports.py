"""Importing a sheet of test results: every good row or none is stored, every bad row is told with its reason."""

from collections.abc import Sequence
from datetime import date

from venuecode.health.ledger.service import source_of
from venuecode.health.model import Entry, FactFor
from venuecode.health.service import Health
from venuecode.health.sheet import Row, read_sheet
from venuecode.identity.model import OfficerSession
from venuecode.identity.people.service import People
from venuecode.infra.db import Database


class TestImports:
    """The use case."""

    __test__ = False

    def __init__(self, db: Database, people: People, health: Health) -> None:
        self._db = db
        self._people = people
        self._health = health

    async def run(self, officer: OfficerSession, content: bytes) -> tuple[list[Row], int]:
        """Read, check and store; return the rows, bad ones with their faults, and how many tests were new."""
        rows = read_sheet(content, self._today())
        async with self._db.transaction() as connection:
            good = [row for row in rows if not row.faults]
            facts = [FactFor(row.document, row.test) for row in good if row.document and row.test]
            entered = await self._health.enter_facts(connection, source_of(officer), facts)
            for row, outcome in zip(good, entered, strict=True):
                if outcome.fault is not None:
                    row.faults[outcome.fault.field] = outcome.fault.text
        return rows, sum(1 for outcome in entered if outcome.entry is Entry.NEW)

    def _today(self) -> date:
        return self._people.today()


def bad(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that were not taken."""
    return [row for row in rows if row.faults]
