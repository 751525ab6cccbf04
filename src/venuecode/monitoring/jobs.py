"""Periodic work: count new visits, mend what is missing, look for odd doors, forget old detail."""

from venuecode.infra.jobs import JobBook
from venuecode.monitoring.rollups.service import Rollups

EVERY_MINUTE = "* * * * *"
HOURLY = "23 * * * *"
AT_NIGHT = "40 18 * * *"
"""2:40 in Shanghai."""


def add_jobs(book: JobBook, rollups: Rollups) -> None:
    """Add monitoring's jobs to the book."""

    async def look_at_doors() -> None:
        await rollups.look_at_doors()

    async def at_night() -> None:
        await rollups.mend()
        await rollups.forget_old()

    book.every("monitoring.follow", EVERY_MINUTE, rollups.follow)
    book.every("monitoring.odd_doors", HOURLY, look_at_doors)
    book.every("monitoring.mend", AT_NIGHT, at_night)
