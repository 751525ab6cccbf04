"""Metrics of the pool and the job queue, and the one text that all processes of a server answer with."""

import os
from contextlib import suppress

import asyncpg
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from venuecode.infra.db import Database
from venuecode.infra.sql import load_queries

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
"""Set by `venuecode serve --workers N`: the folder in which the processes keep their numbers for one another."""

CONNECTIONS = Gauge("venuecode_pool_connections", "Database connections", ["state"], multiprocess_mode="livesum")
JOBS = Gauge("venuecode_jobs_queued", "Jobs in the queue", ["job", "state"], multiprocess_mode="mostrecent")

_queries = load_queries(__file__, "metrics.sql")


async def observe_database(db: Database) -> None:
    """Read the pool and the queue; an unreachable database leaves the last numbers standing."""
    idle = db.pool.get_idle_size()
    CONNECTIONS.labels("idle").set(idle)
    CONNECTIONS.labels("busy").set(db.pool.get_size() - idle)
    with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        async with db.connection() as connection:
            async for row in _queries.jobs_by_state(connection):
                JOBS.labels(row["job"], row["state"]).set(row["jobs"])


def exposition() -> bytes:
    """Return the text: of all processes where they share, else of this one."""
    if MULTIPROCESS in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest()
