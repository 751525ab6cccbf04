from datetime import timedelta

from fastapi import FastAPI

from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.ids import VenueId
from venuecode.venues import store


async def test_changes_are_forgotten_after_an_hour(app: FastAPI, db: Database, clock: FixedClock):
    async with db.transaction() as connection:
        await store.note_change(connection, venue_id=VenueId(1))
        await connection.execute("update venue_change set at = $1", clock.now())
    _, purge = app.state.services[JobBook].schedules["venues.purge_changes"]
    for minutes, left in [(59, 1), (2, 0)]:
        clock.advance(timedelta(minutes=minutes))
        await purge()
        async with db.connection() as connection:
            assert await connection.fetchval("select count(*) from venue_change") == left


async def test_rows_of_old_imports_are_forgotten(app: FastAPI, db: Database, clock: FixedClock):
    async with db.transaction() as connection:
        import_id = await connection.fetchval(
            "insert into venue_import (officer_id, division_code, file_name, file_format, content, state, created_at)"
            " values (1, '371502', 'x', 'csv', 'x', 'checked', $1) returning id",
            clock.now(),
        )
        await connection.execute("insert into venue_import_row values ($1, 2, 'x', null)", import_id)
    _, purge = app.state.services[JobBook].schedules["venue_import.purge"]
    for days, left in [(6, 1), (2, 0)]:
        clock.advance(timedelta(days=days))
        await purge()
        async with db.connection() as connection:
            assert await connection.fetchval("select count(*) from venue_import_row") == left
            content = await connection.fetchval("select content is not null from venue_import")
            assert content == bool(left)
            assert await connection.fetchval("select state from venue_import") == ("checked" if left else "discarded")
