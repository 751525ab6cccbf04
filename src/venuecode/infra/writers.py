"""Who is still writing: what a follower of new rows must not pass by (ADR 0070)."""

from datetime import timedelta
from typing import Any

from venuecode.infra.sql import load_queries

_queries = load_queries(__file__, "writers.sql")
SETTLE = timedelta(seconds=30)
"""How long a row may take from the moment that it says to its first write: the client gives up after 25 s."""


async def oldest_writer(connection: Any) -> timedelta:
    """Return for how long the oldest transaction that wrote something has been open."""
    age: timedelta | None = await _queries.oldest_writer(connection)
    return age or timedelta()
