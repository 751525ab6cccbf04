"""Periodic work: what is of no use any more is removed."""

from datetime import timedelta

from venuecode.identity.codes import store as codes_store
from venuecode.identity.devices.service import Devices
from venuecode.identity.people import store as people_store
from venuecode.identity.sessions.service import Sessions
from venuecode.identity.systems import store as systems_store
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.infra.limits import forget_windows
from venuecode.kernel.clock import Clock

CODES_KEPT = timedelta(days=1)
NEWCOMERS_KEPT = timedelta(days=2)
HOURLY = "17 * * * *"


def add_jobs(jobs: JobBook, db: Database, clock: Clock, sessions: Sessions, devices: Devices) -> None:
    """Add identity's jobs to the book."""

    async def forget() -> None:
        now = clock.now()
        async with db.transaction() as connection:
            await codes_store.forget_codes(connection, now - CODES_KEPT)
            await people_store.forget_newcomers(connection, now - NEWCOMERS_KEPT)
            await forget_windows(connection, now)
            await systems_store.forget_nonces(connection, now)
            await systems_store.forget_tokens(connection, now)
        await sessions.forget_old()
        await devices.forget_old()

    jobs.every("identity.forget", HOURLY, forget)
