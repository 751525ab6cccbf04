"""SQL that destroys, as typed functions. `connection` is inside a transaction."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from venuecode.infra.sql import load_queries
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.retention.model import What

_queries = load_queries(__file__)
_TABLES = {What.VISITS: "visit", What.STAYS: "stay"}
LOOK_BACK = timedelta(days=1)
"""A stay of the window's first day may have begun on the day before."""


async def stored_days(connection: Any, what: What) -> list[date]:
    return [row["day"] async for row in _queries.stored_days(connection, what=_TABLES[what])]


async def held_people(connection: Any, day: date, now: datetime) -> list[int]:
    """Return whose rows of a day are held by a case that has not ended."""
    since, until = _ends(day)
    rows = _queries.held_people(connection, now=now, since=since, until=until + LOOK_BACK)
    return [row["person_id"] async for row in rows]


async def destroy_day(connection: Any, what: What, day: date, kept: Sequence[int]) -> int | None:
    """Destroy a day's rows but those of the people kept; return how many, None where nothing was to do."""
    await _queries.begin(connection)
    await _queries.wait_briefly(connection)
    rows: int | None = await _queries.destroy_day(connection, what=_TABLES[what], day=day, kept=list(kept))
    return rows


async def rows_of_day(connection: Any, what: What, day: date, kept: Sequence[int]) -> int:
    """Return how many rows `destroy_day` would destroy."""
    await _queries.begin(connection)
    count = _queries.rows_of_visits if what is What.VISITS else _queries.rows_of_stays
    since, until = _ends(day)
    return int(await count(connection, since=since, until=until, kept=list(kept)))


async def destroy_before(connection: Any, what: What, before: datetime, now: datetime) -> int:
    """Destroy what ended before a moment; return how many rows."""
    await _queries.begin(connection)
    if what is What.ALERTS:
        return int(await _queries.destroy_alerts(connection, before=before, now=now))
    if what is What.FOLLOW_UPS:
        await _queries.destroy_follow_up_steps(connection, before=before)
    return int(await getattr(_queries, f"destroy_{what.value}")(connection, before=before))


def _ends(day: date) -> tuple[datetime, datetime]:
    since = datetime(day.year, day.month, day.day, tzinfo=SHOWN_ZONE)
    return since, since + timedelta(days=1)
