"""Background work of imports: check a file row by row, apply the good rows at once, forget old rows."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg

from venuecode.audit.model import Actor, ActorKind, Subject
from venuecode.audit.service import AuditLog
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.infra.keys import Keys
from venuecode.infra.sheets.model import FileRefused
from venuecode.infra.sql import load_queries
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import OfficerId
from venuecode.kernel.text import Text
from venuecode.regions.rules import Scope
from venuecode.regions.service import Divisions
from venuecode.venues.imports import store
from venuecode.venues.imports.applying import carry_out
from venuecode.venues.imports.model import Counts, Import, ImportState, Row
from venuecode.venues.imports.planning import Plan, make_plan
from venuecode.venues.imports.reading import read_rows
from venuecode.venues.imports.rules import check_row, check_together
from venuecode.venues.imports.service import APPLY_JOB, CHECK_JOB
from venuecode.venues.imports.streets import Street, Streets
from venuecode.venues.settings import VenueSettings

AT_ONCE = 500
Progress = Callable[[int], Awaitable[None]]
_queries = load_queries(__file__)
_UNEXPECTED = Text(
    "系统内部错误，请重新上传；如仍失败请联系运维", "An internal fault; please upload again or call support"
)
_CHANGED = Text(
    "核对之后场所信息有变动，未导入任何数据；请查看新的核对结果后再应用",
    "Venues changed after the check, so nothing was imported; look at the new preview, then apply again",
)


class ImportRunner:
    """Runs the jobs. Each can be run twice: the state says whether there is anything left to do."""

    def __init__(
        self, db: Database, keys: Keys, clock: Clock, audit: AuditLog, divisions: Divisions, settings: VenueSettings
    ) -> None:
        self._db = db
        self._ring = keys.ring
        self._clock = clock
        self._audit = audit
        self._divisions = divisions
        self._settings = settings

    async def check(self, payload: dict[str, Any]) -> None:
        """Read the file and find what is wrong with each row and what the good ones would do."""
        import_id: int = payload["import_id"]
        found = await self._begin(import_id, {ImportState.WAITING, ImportState.CHECKING}, ImportState.CHECKING)
        if found is None:
            return
        async with self._failing(import_id):
            async with self._db.connection() as connection:
                content = await store.content_of(connection, self._ring, import_id)
            rows = await asyncio.to_thread(read_rows, content, found.file_format, self._settings.import_rows)
            await self._check_rows(found, rows, self._progress(import_id, len(rows)))
            async with self._db.transaction() as connection:
                plan = await self._plan(connection, rows)
                await store.replace_rows(connection, self._ring, import_id, rows)
                await store.set_counts(connection, import_id, _counts(rows, plan))
                await store.mark_checked(connection, import_id, self._clock.now())

    async def apply(self, payload: dict[str, Any]) -> None:
        """Apply every good row in one transaction, or none: not if a venue changed so that a row turned bad."""
        import_id, officer_id = payload["import_id"], OfficerId(payload["officer_id"])
        found = await self._begin(import_id, {ImportState.APPLYING}, ImportState.APPLYING)
        if found is None:
            return
        async with self._failing(import_id):
            async with self._db.connection() as connection:
                rows = await store.good_rows(connection, self._ring, import_id, take_likely=found.take_likely)
            await self._check_rows(found, rows, _unseen)
            async with self._db.transaction() as connection:
                await _queries.hold_imports(connection)
                again = await store.import_by_id(connection, import_id)
                if again is None or again.state is not ImportState.APPLYING:
                    return  # another worker was quicker
                plan = await self._plan(connection, rows, take_likely=found.take_likely)
                if any(row.faults or row.likely for row in rows):
                    await self._back_to_checked(connection, found, rows)
                    return
                progress = self._progress(import_id, found.counts.rows_total)
                await carry_out(connection, self._ring, plan, officer_id, self._clock.now(), progress)
                await store.set_counts(connection, import_id, self._counts_of(found, rows, plan))
                await store.mark_applied(connection, import_id, self._clock.now())
                await self._record(connection, found, officer_id, plan)

    async def purge(self) -> None:
        """Forget the rows of old imports; they name responsible people."""
        async with self._db.transaction() as connection:
            await store.purge(connection, self._clock.now() - timedelta(days=self._settings.import_days))

    async def _begin(self, import_id: int, states: set[ImportState], to: ImportState) -> Import | None:
        async with self._db.transaction() as connection:
            found = await store.lock_import(connection, import_id)
            if found is None or found.state not in states:
                return None
            if found.state is not to:
                await store.set_state(connection, import_id, to)
            return found

    @asynccontextmanager
    async def _failing(self, import_id: int) -> AsyncIterator[None]:
        """Turn a fault into the state that the officer sees; a lost database is left to the next try."""
        try:
            yield
        except FileRefused as refused:
            await self._fail(import_id, refused.why)
        except (asyncpg.PostgresConnectionError, OSError):
            raise
        except Exception:
            await self._fail(import_id, _UNEXPECTED)
            raise

    async def _fail(self, import_id: int, why: Text) -> None:
        async with self._db.transaction() as connection:
            await store.discard(connection, import_id)
            await store.set_state(connection, import_id, ImportState.FAILED, why)

    async def _check_rows(self, found: Import, rows: list[Row], progress: Progress) -> None:
        scope = Scope(found.division_code)
        streets = await asyncio.to_thread(Streets, self._divisions, scope)
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            await asyncio.to_thread(_check_all, part, self._is_leaf, scope.covers, streets.named)
            await progress(len(part))

    async def _plan(self, connection: Any, rows: list[Row], *, take_likely: bool = False) -> Plan:
        for row in rows:
            row.likely = {}
        names = [row.facts.full_name if row.facts else "" for row in rows]
        keys = await store.name_keys(connection, names)
        groups = check_together(rows, keys)
        key_of = {row.number: key for row, key in zip(rows, keys, strict=True)}
        naming = None if take_likely else self._divisions
        return await make_plan(connection, self._ring, groups, key_of, self._settings.doors_per_venue, naming)

    def _counts_of(self, found: Import, rows: list[Row], plan: Plan) -> Counts:
        """Return what an import does that was checked before; `rows` are those that were to be applied."""
        left_out = 0 if found.take_likely else found.counts.rows_likely
        return _counts(rows, plan, before=found.counts, left_out=left_out)

    async def _back_to_checked(self, connection: Any, found: Import, rows: list[Row]) -> None:
        plan = await self._plan(connection, rows)
        await store.set_row_faults(connection, found.id, [row for row in rows if row.faults or row.likely])
        await store.set_counts(connection, found.id, self._counts_of(found, rows, plan))
        await store.mark_checked(connection, found.id, self._clock.now(), _CHANGED)

    async def _record(self, connection: Any, found: Import, officer_id: OfficerId, plan: Plan) -> None:
        await self._audit.record(
            connection,
            Actor(ActorKind.OFFICER, officer_id),
            "venue_import.applied",
            Subject("venue_import", found.id),
            division_code=found.division_code,
            details={"new": len(plan.new), "changed": len(plan.touched), "doors": plan.doors_new},
        )

    def _progress(self, import_id: int, total: int) -> Progress:
        done = 0

        async def report(rows: int) -> None:
            nonlocal done
            done = min(done + rows, total)
            async with self._db.connection() as connection:  # its own, to be seen before the work commits
                await store.set_progress(connection, import_id, rows_total=total, rows_done=done)

        return report

    def _is_leaf(self, code: str) -> bool:
        return self._divisions.known(code) and not self._divisions.has_children(code)


async def _unseen(_: int) -> None:
    """Tell nobody: the progress that counts is that of the step after."""


def _check_all(
    rows: list[Row],
    is_leaf: Callable[[str], bool],
    in_scope: Callable[[Any], bool],
    streets_named: Callable[[str], Sequence[Street]],
) -> None:
    for row in rows:
        check_row(row, is_leaf, in_scope, streets_named)


def _counts(rows: list[Row], plan: Plan, before: Counts | None = None, left_out: int = 0) -> Counts:
    """`left_out` are likely duplicates that are not among the rows."""
    bad = sum(bool(row.faults) for row in rows)
    likely = sum(bool(row.likely and not row.faults) for row in rows)
    return Counts(
        rows_total=before.rows_total if before else len(rows),
        rows_done=before.rows_total if before else len(rows),
        rows_good=len(rows) - bad - likely,
        rows_bad=bad + (before.rows_bad if before else 0),
        venues_new=len(plan.new),
        venues_changed=len(plan.touched),
        venues_same=plan.same,
        doors_new=plan.doors_new,
        rows_likely=likely + left_out,
    )


def register(book: JobBook, runner: ImportRunner) -> None:
    """Put the work into the book."""
    book.job(CHECK_JOB, runner.check)
    book.job(APPLY_JOB, runner.apply)
    book.every("venue_import.purge", "17 3 * * *", runner.purge)
