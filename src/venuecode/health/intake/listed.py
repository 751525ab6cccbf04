"""Lists of orders: every row checked, then proposed to another officer, all in one transaction."""

import asyncio
from collections import defaultdict
from typing import Any

from venuecode.health import errors
from venuecode.health.checks import fault_of
from venuecode.health.intake import store
from venuecode.health.intake.model import Import, ImportState
from venuecode.health.intake.rows import Row
from venuecode.health.intake.sheets import Sheet
from venuecode.health.ledger.service import MOST_PEOPLE, Ledger, source_of
from venuecode.health.model import NewOrder
from venuecode.health.policy.service import Policies
from venuecode.health.store import divisions_of
from venuecode.identity.model import OfficerSession, Role
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys
from venuecode.infra.sheets.model import FileRefused
from venuecode.kernel.clock import SHOWN_ZONE, Clock
from venuecode.kernel.ids import PersonId, SessionId
from venuecode.kernel.text import Text
from venuecode.regions.rules import Scope

_AT_ONCE = 5_000
_BEFORE = Text("同一文件已于 {when} 导入过", "the very same file was imported at {when}")
_TWICE = Text("同一人同一措施在表中出现多次", "The same person and order stand in the sheet twice")


class ListedOrders:
    """Turns a sheet of orders into proposals."""

    def __init__(
        self, db: Database, keys: Keys, clock: Clock, people: People, policies: Policies, ledger: Ledger
    ) -> None:
        self._db = db
        self._ring = keys.ring
        self._clock = clock
        self._people = people
        self._policies = policies
        self._ledger = ledger

    async def propose_all(self, found: Import, sheet: Sheet) -> None:
        """Propose the good rows, one proposal for all that are alike; raises `FileRefused` for a file that came before.

        A row about somebody who is not registered and one about somebody of another division are refused alike.
        """
        officer = OfficerSession(
            found.officer_id, SessionId(0), Role.HEALTH_OFFICER, found.division_code, Scope(found.division_code)
        )
        rows = await asyncio.to_thread(self._read, found, sheet)
        async with self._db.transaction() as connection:
            before = await store.imported_before(connection, found)
            if before is not None:
                when = before.astimezone(SHOWN_ZONE).strftime("%Y-%m-%d %H:%M")
                raise FileRefused(_BEFORE.filled(when=when))
            alike = await self._grouped(connection, officer, rows)
            proposals = 0
            for order, people in alike.items():
                for start in range(0, len(people), MOST_PEOPLE):
                    await self._ledger.propose_within(connection, officer, people[start : start + MOST_PEOPLE], order)
                    proposals += 1
            bad = [row for row in rows if row.faults]
            await store.insert_rows(connection, self._ring, found.id, bad)
            last = rows[-1].number if rows else 0
            await store.advance_import(connection, found.id, from_row=0, to_row=last, rows=len(rows), bad=len(bad))
            await store.end_import(connection, found.id, ImportState.DONE, self._clock.now(), proposals=proposals)

    def _read(self, found: Import, sheet: Sheet) -> list[Row]:
        today = self._people.today()
        return [row for batch in sheet.batches(0, _AT_ONCE, today, found.case_reference) for row in batch]

    async def _grouped(
        self, connection: Any, officer: OfficerSession, rows: list[Row]
    ) -> dict[NewOrder, list[PersonId]]:
        """Return whom each order is about; rows that cannot be taken get their faults."""
        now = self._clock.now()
        _, policy = await self._policies.active(connection)
        source = source_of(officer, approved_by=officer.officer_id)  # who proposes it is judged as if approved
        found = await self._people.ids_of_documents(connection, [row.document for row in rows if row.document])
        divisions = await divisions_of(connection, list(found.values())) if found else {}
        alike: defaultdict[NewOrder, list[PersonId]] = defaultdict(list)
        for row in rows:
            if row.document is None or not isinstance(row.fact, NewOrder):
                continue
            fault = fault_of(row.fact, source, policy, now)
            person_id = found.get(row.document.key)
            if fault is None and (person_id is None or not officer.scope.covers(divisions[person_id])):
                fault = errors.UNKNOWN_DOCUMENT
            if fault is not None:
                row.faults[fault.field] = fault.text
            elif person_id in alike[row.fact]:
                row.faults["document_number"] = _TWICE
            elif person_id is not None:
                alike[row.fact].append(person_id)
        return {order: people for order, people in alike.items() if people}
