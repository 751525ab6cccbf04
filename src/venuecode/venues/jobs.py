"""Periodic work: forget changes that every cache has followed."""

from datetime import timedelta

from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.kernel.clock import Clock
from venuecode.venues import store

CHANGES_KEPT = timedelta(hours=1)


def register(book: JobBook, db: Database, clock: Clock) -> None:
    """Put the feature's work into the book."""

    async def purge_changes() -> None:
        async with db.transaction() as connection:
            await store.purge_changes(connection, clock.now() - CHANGES_KEPT)

    book.every("venues.purge_changes", "*/10 * * * *", purge_changes)
