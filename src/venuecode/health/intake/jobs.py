"""The background work of imports: rows into facts in short transactions, lists of orders into proposals.

A worker may be killed at any moment: each transaction stores its facts and moves the import's cursor, so that the next
worker goes on behind it and nothing is entered twice.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, BinaryIO

import asyncpg

from venuecode.audit.model import Actor, ActorKind, Subject
from venuecode.audit.service import AuditLog
from venuecode.health.intake import store
from venuecode.health.intake.columns import ImportKind
from venuecode.health.intake.listed import ListedOrders
from venuecode.health.intake.model import OPEN, Import, ImportState
from venuecode.health.intake.rows import Row
from venuecode.health.intake.service import JOB
from venuecode.health.intake.sheets import Sheet, prepared
from venuecode.health.model import Entry, FactFor, Source
from venuecode.health.service import Health
from venuecode.health.settings import HealthSettings
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.infra.keys import Keys
from venuecode.infra.sheets.model import FileRefused
from venuecode.kernel.clock import Clock
from venuecode.kernel.text import Text

_UNEXPECTED = Text(
    "系统内部错误，请重新上传；如仍失败请联系运维", "An internal fault; please upload again or call support"
)
_MANY_BAD = Text(
    "有误的行太多，已停止；已导入的保留，请核对文件后重新上传",
    "Too many rows are wrong, so it was stopped; what was taken stays. Check the file and upload it again",
)


class _TooManyBad(Exception):
    """The file is probably not what it should be."""


class FactImportRunner:
    """Runs the jobs. Each can be run twice, and by two workers at once: the cursor decides."""

    def __init__(
        self,
        db: Database,
        keys: Keys,
        clock: Clock,
        audit: AuditLog,
        people: People,
        health: Health,
        listed: ListedOrders,
        settings: HealthSettings,
    ) -> None:
        self._db = db
        self._ring = keys.ring
        self._clock = clock
        self._audit = audit
        self._people = people
        self._health = health
        self._listed = listed
        self._settings = settings

    async def run(self, payload: dict[str, Any]) -> None:
        """Import a file, from wherever an earlier run left off."""
        async with self._db.connection() as connection:
            found = await store.import_by_id(connection, payload["import_id"])
        if found is None or found.state not in OPEN:
            return
        async with self._failing(found):
            with tempfile.TemporaryFile() as raw:
                async with self._db.connection() as connection:
                    await store.copy_pieces(connection, self._ring, found.id, raw)
                await self._import(found, raw)

    async def purge(self) -> None:
        """Forget the rows and files of old imports; they name people."""
        async with self._db.transaction() as connection:
            await store.purge(connection, self._clock.now() - timedelta(days=self._settings.import_days))

    async def _import(self, found: Import, raw: BinaryIO) -> None:
        orders = found.kind is ImportKind.ORDERS
        most = self._settings.import_order_rows if orders else self._settings.import_rows
        preparing = prepared(found.kind, found.file_format, raw, most)
        sheet = await asyncio.to_thread(preparing.__enter__)
        try:
            async with self._db.transaction() as connection:
                await store.begin_import(connection, found.id, sheet.rows_total)
            if orders:
                await self._listed.propose_all(found, sheet)
            else:
                await self._enter_all(found, sheet)
        finally:
            await asyncio.to_thread(preparing.__exit__, None, None, None)

    async def _enter_all(self, found: Import, sheet: Sheet) -> None:
        source = Source(
            f"officer:{found.division_code}",
            Actor(ActorKind.OFFICER, found.officer_id),
            found.division_code,
            officer_id=found.officer_id,
        )
        batches = sheet.batches(found.through_row, self._settings.import_batch, self._people.today())
        through = found.through_row
        async for rows in _ahead(self._indexed(rows) for rows in batches):
            async with self._db.transaction() as connection:
                bad = await self._enter(connection, source, rows)
                if bad:
                    await store.insert_rows(connection, self._ring, found.id, bad)
                in_all = await store.advance_import(
                    connection, found.id, from_row=through, to_row=rows[-1].number, rows=len(rows), bad=len(bad)
                )
                if in_all is None:
                    raise asyncpg.SerializationError("another worker goes on with this import")
            through = rows[-1].number
            if in_all > self._settings.import_bad_rows:
                raise _TooManyBad
        await self._end(found, ImportState.DONE)

    def _indexed(self, rows: list[Row]) -> list[Row]:
        """Make the blind indexes in the thread that reads: a million of them take the event loop's time otherwise."""
        for row in rows:
            if row.document is not None:
                row.index = self._people.seal.document_index(row.document)
        return rows

    async def _enter(self, connection: Any, source: Source, rows: list[Row]) -> list[Row]:
        """Enter the facts of a batch; return its refused rows with what is wrong."""
        good = [row for row in rows if row.document is not None and row.fact is not None]
        facts = [FactFor(row.document, row.fact, row.index) for row in good if row.document and row.fact]
        for row, outcome in zip(good, await self._health.enter_facts(connection, source, facts), strict=True):
            if outcome.entry is Entry.REFUSED:
                assert outcome.fault is not None
                row.faults[outcome.fault.field] = outcome.fault.text
        return [row for row in rows if row.faults]

    async def _end(self, found: Import, state: ImportState, why: Text | None = None) -> None:
        async with self._db.transaction() as connection:
            if not await store.end_import(connection, found.id, state, self._clock.now(), why=why):
                return
            ended = await store.import_by_id(connection, found.id)
            assert ended is not None
            await self._audit.record(
                connection,
                Actor(ActorKind.OFFICER, found.officer_id),
                "health.import_ended",
                Subject("health_import", found.id),
                division_code=found.division_code,
                details={"state": state.value, "good": ended.rows_good, "bad": ended.rows_bad},
            )

    @asynccontextmanager
    async def _failing(self, found: Import) -> AsyncIterator[None]:
        """Turn a fault into the state that the officer sees; a lost database is left to the next try."""
        try:
            yield
        except FileRefused as refused:
            await self._end(found, ImportState.FAILED, refused.why)
        except _TooManyBad:
            await self._end(found, ImportState.FAILED, _MANY_BAD)
        except (asyncpg.PostgresConnectionError, asyncpg.TransactionRollbackError, OSError):
            raise
        except Exception:
            await self._end(found, ImportState.FAILED, _UNEXPECTED)
            raise


async def _ahead(batches: Iterator[list[Row]]) -> AsyncIterator[list[Row]]:
    """Give batches, the next of which is read in a thread while one is entered."""
    following = asyncio.create_task(asyncio.to_thread(next, batches, None))
    while (batch := await following) is not None:
        following = asyncio.create_task(asyncio.to_thread(next, batches, None))
        try:
            yield batch
        except BaseException:
            await asyncio.wait([following])
            raise


def register(book: JobBook, runner: FactImportRunner) -> None:
    """Put the work into the book."""
    book.job(JOB, runner.run)
    book.every("health_import.purge", "27 3 * * *", runner.purge)
