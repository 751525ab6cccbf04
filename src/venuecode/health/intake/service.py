"""What an officer does with imports of facts: upload, watch, read the refused rows and send them again."""

import hashlib
from typing import Any, BinaryIO

from starlette.concurrency import run_in_threadpool

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.health.errors import CaseReferenceMissing
from venuecode.health.intake import store, writing
from venuecode.health.intake.columns import ImportKind
from venuecode.health.intake.model import Import, NewImport
from venuecode.health.intake.rows import Row
from venuecode.health.intake.sheets import MOST_UNPACKED
from venuecode.identity.model import OfficerSession
from venuecode.infra.db import Database
from venuecode.infra.jobs import enqueue
from venuecode.infra.keys import Keys
from venuecode.infra.sheets.model import FileFormat
from venuecode.infra.sheets.reading import format_of
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotFound

JOB = "health_import.run"
PIECE = 1 << 20
SHORTEST_REFERENCE = 2


class FactImports:
    """The use cases. An import of another division is not found."""

    def __init__(self, db: Database, keys: Keys, clock: Clock, audit: AuditLog) -> None:
        self._db = db
        self._ring = keys.ring
        self._clock = clock
        self._audit = audit

    async def upload(
        self, session: OfficerSession, kind: ImportKind, file_name: str, file: BinaryIO, case_reference: str
    ) -> Import:
        """Take a file and have it imported in the background.

        Raises `FileRefused` for what is no sheet at all, `CaseReferenceMissing` for a list of orders without one.
        """
        if kind is ImportKind.ORDERS and len(case_reference.strip()) < SHORTEST_REFERENCE:
            raise CaseReferenceMissing
        file_format = await run_in_threadpool(format_of, file, MOST_UNPACKED)
        new = NewImport(
            kind,
            file_name.replace("\0", "")[-200:],
            file_format,
            case_reference.strip(),
            await run_in_threadpool(_digest, file),
        )
        async with self._db.transaction() as connection:
            import_id = await store.insert_import(
                connection, new, session.officer_id, session.division_code, self._clock.now()
            )
            file.seek(0)
            n = 0
            while piece := await run_in_threadpool(file.read, PIECE):
                await store.insert_piece(connection, self._ring, import_id, n, piece)
                n += 1
            await enqueue(connection, JOB, {"import_id": import_id})
            await self._audit.record(
                connection,
                session.actor,
                "health.import_uploaded",
                Subject("health_import", import_id),
                division_code=session.division_code,
                reason=new.case_reference or None,
                details={"kind": kind.value},
            )
            return await self._get(connection, session, import_id)

    async def get(self, session: OfficerSession, import_id: int) -> Import:
        """Return an import and how far it is; raises `NotFound`."""
        async with self._db.connection() as connection:
            return await self._get(connection, session, import_id)

    async def latest(self, session: OfficerSession) -> list[Import]:
        """Return the latest imports of the officer's divisions."""
        async with self._db.connection() as connection:
            return await store.imports_in(connection, session.scope)

    async def bad_rows(self, session: OfficerSession, import_id: int, after: int, size: int) -> list[Row]:
        """Return a page of the refused rows, with what is wrong."""
        async with self._db.connection() as connection:
            await self._get(connection, session, import_id)
            return await store.rows_of(connection, self._ring, import_id, after, size)

    async def corrections(
        self, session: OfficerSession, import_id: int, file_format: FileFormat, language: str
    ) -> bytes:
        """Return the refused rows as a sheet with the reasons; corrected, it can be imported as it is."""
        found = await self.get(session, import_id)
        rows = await self.bad_rows(session, import_id, 0, 1_000_000)
        return await run_in_threadpool(writing.sheet, found.kind, file_format, language, rows)

    async def _get(self, connection: Any, session: OfficerSession, import_id: int) -> Import:
        found = await store.import_by_id(connection, import_id)
        if found is None or not session.scope.covers(found.division_code):
            raise NotFound
        return found


def _digest(file: BinaryIO) -> bytes:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.digest()
