"""What the database says of itself and of the workers; for those who look after an installation."""

from datetime import datetime
from typing import Any

from venuecode.infra.jobs import TICK, WORKER
from venuecode.infra.sql import load_queries

_queries = load_queries(__file__, "state.sql")


async def server_version(connection: Any) -> int:
    """Return PostgreSQL's `server_version_num`."""
    return int(await _queries.server_version(connection))


async def server_now(connection: Any) -> datetime:
    """Return the database's clock."""
    moment: datetime = await _queries.server_now(connection)
    return moment


async def last_tick(connection: Any) -> datetime | None:
    """Return when a worker was last heard of."""
    moment: datetime | None = await _queries.last_tick(connection, name=TICK)
    return moment


async def workers_connected(connection: Any) -> int:
    """Return how many workers are connected to the database now."""
    return int(await _queries.workers_connected(connection, name=WORKER))
