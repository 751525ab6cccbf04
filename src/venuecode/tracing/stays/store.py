"""SQL of stays, as typed functions."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from venuecode.infra.sql import load_queries
from venuecode.tracing.policy import TracePolicy, columns_of

_queries = load_queries(__file__)
LONGEST = timedelta(days=1)
"""No stay is longer, whatever the policy; so far back a scan may touch another."""


class Progress(NamedTuple):
    """Up to when visits have become stays, behind when none can come any more, the key of the limits that were used."""

    derived_until: datetime
    settled_until: datetime
    limits: str


async def progress(connection: Any) -> Progress | None:
    row = await _queries.progress(connection)
    return Progress(row["derived_until"], row["settled_until"], row["limits"]) if row else None


async def hold_progress(connection: Any, *, wait: bool) -> bool:
    """Whether this process may derive now; with `wait` it always may, when its turn comes."""
    if wait:
        async for _ in _queries.await_progress(connection):
            return True
    held: bool = await _queries.hold_progress(connection)
    return held


async def take_all_the_time(connection: Any) -> None:
    await _queries.take_all_the_time(connection)


async def note_progress(connection: Any, derived_until: datetime) -> None:
    await _queries.note_progress(connection, derived_until=derived_until)


async def note_settled(connection: Any, settled_until: datetime) -> None:
    await _queries.note_settled(connection, settled_until=settled_until)


async def note_all(connection: Any, progress: Progress) -> None:
    await _queries.note_all(connection, **progress._asdict())


async def first_visit_at(connection: Any) -> datetime | None:
    first: datetime | None = await _queries.first_visit_at(connection)
    return first


async def ensure_partitions(connection: Any, start: datetime, until: datetime) -> None:
    async for _ in _queries.ensure_partitions(connection, start=start, until=until):
        pass


async def forget_stays(connection: Any) -> None:
    await _queries.forget_stays(connection)


async def derive_between(connection: Any, start: datetime, until: datetime, policy: TracePolicy) -> None:
    """Store the stays of all scans made in [start, until); those of that time must not be there yet."""
    await _queries.derive_between(connection, start=start, until=until, **_limits(policy))


async def derive_recorded(
    connection: Any, after: datetime, until: datetime, policy: TracePolicy, *, oldest: datetime, newest: datetime
) -> None:
    """Store the stays of scans recorded in (after, until] and correct those of their neighbours.

    The scans were made in [oldest, newest).
    """
    await _queries.derive_recorded(
        connection, after=after, until=until, oldest=oldest, newest=newest, most=LONGEST, **_limits(policy)
    )


def _limits(policy: TracePolicy) -> dict[str, Any]:
    columns = columns_of(policy)
    other = policy.by_class[6]
    return {
        "types": columns.types,
        "limits": columns.limits,
        "longest": columns.longest,
        "other_limit": timedelta(minutes=other.limit_minutes),
        "other_longest": timedelta(minutes=other.longest_minutes),
        "stopped_limit": timedelta(minutes=policy.stopped_minutes),
    }
