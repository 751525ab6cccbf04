"""SQL that keeps the counts, as typed functions. `connection` is inside a transaction that holds the progress."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import VenueId
from venuecode.monitoring.model import day_of, midnight
from venuecode.monitoring.rules import OddDoor, Past
from venuecode.scanning.rules import MAX_AHEAD, MAX_BACK
from venuecode.venues import lookup

_queries = load_queries(__file__)
FIRST = datetime(2000, 1, 1, tzinfo=UTC)
"""Before every visit."""
DAY = timedelta(days=1)
SLACK = timedelta(hours=1)
"""By how much clocks of servers may differ before a visit lies outside the days that are looked through."""


async def hold_progress(connection: Any, *, wait: bool) -> bool:
    """Whether this process may count now; with `wait` it always may, when its turn comes."""
    if wait:
        async for _ in _queries.await_progress(connection):
            return True
    held: bool = await _queries.hold_progress(connection)
    return held


async def counted_until(connection: Any) -> datetime | None:
    moment: datetime | None = await _queries.counted_until(connection)
    return moment


async def note_progress(connection: Any, moment: datetime) -> None:
    await _queries.note_progress(connection, counted_until=moment)


async def take_all_the_time(connection: Any) -> None:
    await _queries.take_all_the_time(connection)


async def refresh_statistics(connection: Any) -> None:
    await _queries.refresh_statistics(connection)


async def days_with_visits(connection: Any) -> list[date]:
    return [row["day"] async for row in _queries.days_with_visits(connection)]


async def visits_of_day(connection: Any, day: date, until: datetime) -> int:
    count: int = await _queries.visits_of_day(
        connection, since=midnight(day), until=midnight(day + DAY), counted_until=until
    )
    return count


async def counted_of_day(connection: Any, day: date) -> int:
    return int(await _queries.counted_of_day(connection, day=day))


async def fold(connection: Any, after: datetime, until: datetime) -> None:
    """Add the visits recorded in (after, until] to every count."""
    await _fold(connection, after, until, after - MAX_BACK - SLACK, until + MAX_AHEAD + SLACK)


async def fold_day(connection: Any, day: date, until: datetime) -> None:
    """Add the visits of one day recorded up to `until`; the day must not be in the counts."""
    await _fold(connection, FIRST, until, midnight(day), midnight(day + DAY))


async def _fold(connection: Any, after: datetime, until: datetime, oldest: datetime, newest: datetime) -> None:
    stretch = {"after": after, "counted_until": until, "oldest": oldest, "newest": newest}
    last = {VenueId(row["venue_id"]): row["last_at"] async for row in _queries.fold(connection, **stretch)}
    await lookup.mark_scanned(connection, last)
    await _queries.fold_guards(connection, **stretch)


async def forget_day(connection: Any, day: date) -> None:
    await _queries.forget_day(connection, day=day, since=midnight(day), until=midnight(day + DAY))


async def forget_old(connection: Any, doors_before: datetime, guards_before: datetime) -> None:
    """Forget hourly counts of doors and counts of guards of the days before."""
    await _queries.forget_old_doors(connection, before=midnight(day_of(doors_before)))
    await _queries.forget_old_guards(connection, before=day_of(guards_before))


async def pasts_of_doors(connection: Any, day: date, days: int) -> list[Past]:
    """Return each door's counts of a day and of the `days` before."""
    rows = _queries.pasts_of_doors(connection, day=day, first=day - days * DAY)
    return [Past(row["door_id"], dict(zip(row["ago"], row["visits"], strict=True))) async for row in rows]


async def note_odd_doors(connection: Any, day: date, doors: Sequence[OddDoor]) -> None:
    """Store the doors of a day that do not fit their past, in place of those noted before."""
    await _queries.forget_odd_doors(connection, day=day)
    await _queries.note_odd_doors(
        connection,
        day=day,
        door_ids=[door.door_id for door in doors],
        visits=[door.visits for door in doors],
        usual=[door.usual for door in doors],
        low=[door.low for door in doors],
        high=[door.high for door in doors],
        days=[door.days for door in doors],
        kinds=[door.kind.value for door in doors],
        strengths=[door.strength for door in doors],
    )
