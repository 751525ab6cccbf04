"""What an officer does with imports: upload, watch, read the bad rows, apply, discard."""

import io
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.model import OfficerSession
from venuecode.infra.db import Database
from venuecode.infra.jobs import enqueue
from venuecode.infra.keys import Keys
from venuecode.infra.sheets.model import FileFormat
from venuecode.infra.sheets.reading import format_of
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import Conflict, NotFound
from venuecode.regions.model import Level
from venuecode.regions.rules import Scope
from venuecode.regions.service import Divisions
from venuecode.venues.imports import store, writing
from venuecode.venues.imports.model import Import, ImportNotInThatState, ImportState, Row
from venuecode.venues.imports.reading import MOST_UNPACKED

CHECK_JOB = "venue_import.check"
APPLY_JOB = "venue_import.apply"
MOST_CHOICES = 2_000
"""Streets that a drop-down offers: all those of a county or a city, not of a province."""


class Imports:
    """The use cases. An import of another division is not found."""

    def __init__(self, db: Database, keys: Keys, clock: Clock, audit: AuditLog, divisions: Divisions) -> None:
        self._db = db
        self._ring = keys.ring
        self._clock = clock
        self._audit = audit
        self._divisions = divisions

    async def upload(self, session: OfficerSession, file_name: str, content: bytes) -> Import:
        """Take a file and have it checked in the background; raises `FileRefused` for what is no sheet at all."""
        file_format = format_of(io.BytesIO(content), MOST_UNPACKED)
        async with self._db.transaction() as connection:
            import_id = await store.insert_import(
                connection,
                self._ring,
                session.officer_id,
                session.division_code,
                file_name.replace("\0", "")[-200:],
                file_format,
                content,
                self._clock.now(),
            )
            await enqueue(connection, CHECK_JOB, {"import_id": import_id})
            await self._record(connection, session, "venue_import.uploaded", import_id)
            return await self._get(connection, session, import_id)

    async def apply(self, session: OfficerSession, import_id: int, version: int, *, take_likely: bool) -> Import:
        """Have the good rows applied in the background, in one transaction; of two who ask, one gets `Conflict`.

        Likely duplicates are left out unless `take_likely`.
        """
        async with self._db.transaction() as connection:
            await self._checked(connection, session, import_id, version)
            await store.ask_to_apply(connection, import_id, take_likely=take_likely)
            await enqueue(connection, APPLY_JOB, {"import_id": import_id, "officer_id": session.officer_id})
            await self._record(connection, session, "venue_import.apply_asked", import_id)
            return await self._get(connection, session, import_id)

    async def discard(self, session: OfficerSession, import_id: int, version: int) -> None:
        """Give up a checked import; nothing of it is applied."""
        async with self._db.transaction() as connection:
            await self._checked(connection, session, import_id, version)
            await store.discard(connection, import_id)
            await self._record(connection, session, "venue_import.discarded", import_id)

    async def get(self, session: OfficerSession, import_id: int) -> Import:
        """Return an import and how far it is."""
        async with self._db.connection() as connection:
            return await self._get(connection, session, import_id)

    async def latest(self, session: OfficerSession) -> list[Import]:
        """Return the latest imports of the officer's division."""
        async with self._db.connection() as connection:
            return await store.imports_in(connection, session.scope)

    async def bad_rows(self, session: OfficerSession, import_id: int, after: int, size: int) -> list[Row]:
        """Return a page of the rows that are not applied, with what is wrong."""
        async with self._db.connection() as connection:
            await self._get(connection, session, import_id)
            return await store.bad_rows(connection, self._ring, import_id, after, size)

    def streets(self, scope: Scope, language: str) -> list[tuple[str, str]]:
        """Return (code, name) of the divisions that a sheet's drop-down offers to an officer."""
        below = self._divisions.get(scope.division)
        leaves: list[tuple[str, str]] = []
        open_ones = [below]
        while open_ones and len(leaves) <= MOST_CHOICES:
            division = open_ones.pop()
            children = self._divisions.children(division.code)
            open_ones += reversed(children)
            if not children and division.level >= Level.COUNTY:
                leaves.append((str(division.code), division.name.in_language(language)))
        return leaves if len(leaves) <= MOST_CHOICES else []

    def template(self, session: OfficerSession, file_format: FileFormat, language: str) -> bytes:
        """Return a sheet with an example, notes and drop-downs."""
        return writing.template(file_format, language, self.streets(session.scope, language))

    async def corrections(
        self, session: OfficerSession, import_id: int, file_format: FileFormat, language: str
    ) -> bytes:
        """Return the bad rows as a sheet with the reasons; corrected, it can be imported again as it is."""
        rows = await self.bad_rows(session, import_id, 0, 1_000_000)
        return writing.bad_rows(file_format, language, rows, self.streets(session.scope, language))

    async def _checked(self, connection: Any, session: OfficerSession, import_id: int, version: int) -> None:
        locked = await store.lock_import(connection, import_id)
        if locked is None or not session.scope.covers(locked.division_code):
            raise NotFound
        if locked.state is not ImportState.CHECKED:
            raise ImportNotInThatState(state=locked.state)
        if locked.version != version:
            raise Conflict

    async def _get(self, connection: Any, session: OfficerSession, import_id: int) -> Import:
        found = await store.import_by_id(connection, import_id)
        if found is None or not session.scope.covers(found.division_code):
            raise NotFound
        return found

    async def _record(self, connection: Any, session: OfficerSession, action: str, import_id: int) -> None:
        await self._audit.record(
            connection,
            session.actor,
            action,
            Subject("venue_import", import_id),
            division_code=session.division_code,
        )
