"""Importing a sheet of test results: every good row or none is stored, every bad row is told with its reason."""

from collections.abc import Sequence
from datetime import date, datetime

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.health.model import NewTest
from venuecode.health.service import Health, check_test
from venuecode.health.sheet import Row, read_sheet
from venuecode.identity.model import OfficerSession
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.ids import PersonId
from venuecode.kernel.text import Text

_NOBODY = Text(
    "没有查到使用该证件登记的人员，或不在您的辖区", "Nobody in your divisions is registered with that document"
)


class TestImports:
    """The use case."""

    __test__ = False

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, people: People, health: Health) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._health = health

    async def run(self, officer: OfficerSession, content: bytes) -> tuple[list[Row], int]:
        """Read, check and store; return the rows, bad ones with their faults, and how many tests were new."""
        rows = read_sheet(content, self._today())
        now = self._clock.now()
        async with self._db.transaction() as connection:
            documents = [row.document for row in rows if row.document is not None]
            found = await self._people.ids_of_documents(connection, documents)
            people = await self._people.of_ids(connection, set(found.values()))
            tests: list[tuple[PersonId, NewTest]] = []
            for row in rows:
                person_id = found.get(row.document.key) if row.document else None
                person = people.get(person_id) if person_id is not None else None
                if row.document and (person is None or not officer.scope.covers(person.division_code)):
                    row.faults["document_number"] = _NOBODY
                _check_moment(row, now)
                if person is not None and row.test is not None and not row.faults:
                    tests.append((person.id, row.test))
            new = await self._health.import_tests(connection, officer, tests)
            await self._audit.record(
                connection,
                officer.actor,
                "health.tests_imported",
                Subject("division", int(officer.division_code)),
                division_code=officer.division_code,
                details={"rows": len(rows), "new": new},
            )
        return rows, new

    def _today(self) -> date:
        return self._people.today()


def _check_moment(row: Row, now: datetime) -> None:
    if row.test is not None:
        try:
            check_test(row.test, now)
        except InvalidInput as fault:
            row.faults.update(fault.fields)


def bad(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that were not taken."""
    return [row for row in rows if row.faults]
