"""Background jobs in the same database (PgQueuer, ADR 0003): enqueue inside a transaction, run in a worker."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg
import msgspec
import structlog
from pgqueuer import PgQueuer
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Job, Schedule
from prometheus_client import Counter

from venuecode.infra.background import Background
from venuecode.infra.sql import load_queries

JobFunction = Callable[[dict[str, Any]], Awaitable[None]]
ScheduleFunction = Callable[[], Awaitable[None]]

MOST_TRIES = 6
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=10)
HEARTBEAT = timedelta(seconds=30)
"""A job whose worker was not heard of for so long is taken by another."""
AT_ONCE = 4
WORKER = "venuecode worker"
"""By what name a worker is connected to the database."""
TICK = "worker.tick"
"""A schedule of every minute that does nothing; its last run tells that a worker lives."""

RUNS = Counter("venuecode_jobs_total", "Jobs run", ["job", "outcome"])
_log = structlog.get_logger("venuecode.jobs")
_queries = load_queries(__file__)


class JobFault(Exception):
    """A job failed for good; only the type of the cause is kept, for its words may hold a person's data."""


class JobBook:
    """The jobs that a worker knows: name → function of the payload; and what it does beside them all the time."""

    def __init__(self) -> None:
        self.functions: dict[str, JobFunction] = {}
        self.schedules: dict[str, tuple[str, ScheduleFunction]] = {}
        self.background = Background()

    def job(self, name: str, function: JobFunction) -> None:
        """Make `function` the one that runs jobs called `name`; it must bear being run twice."""
        self.functions[name] = function

    def every(self, name: str, cron: str, function: ScheduleFunction) -> None:
        """Run `function` by the five-field `cron` expression (UTC)."""
        self.schedules[name] = (cron, function)


async def enqueue(connection: Any, name: str, payload: dict[str, Any]) -> None:
    """Add a job within the caller's transaction: it exists if, and only if, that commits."""
    await _queries.add_job(connection, name=name, payload=msgspec.json.encode(payload))


def wait_before(attempt: int) -> timedelta:
    """Return how long to wait after the failed try number `attempt` (from 0): twice as long each time."""
    return min(FIRST_WAIT * (1 << attempt), LONGEST_WAIT)


def _guarded(name: str, function: JobFunction) -> Callable[[Job], Awaitable[None]]:
    """Run a job; on a fault log its kind and places, and have it tried again until it failed often enough."""

    async def run(job: Job) -> None:
        try:
            await function(msgspec.json.decode(job.payload or b"{}"))
        except Exception as fault:  # noqa: BLE001 - a job's fault must not end the worker
            last = job.attempts + 1 >= MOST_TRIES
            RUNS.labels(name, "failed" if last else "retried").inc()
            _log.error("job failed", job=name, job_id=job.id, attempt=job.attempts + 1, last=last, exc_info=fault)
            kind = type(fault).__qualname__
            if last:
                raise JobFault(kind) from None
            raise RetryRequested(wait_before(job.attempts), kind) from None
        RUNS.labels(name, "done").inc()

    return run


def _guarded_schedule(name: str, function: ScheduleFunction) -> Callable[[Schedule], Awaitable[None]]:
    async def run(_: Schedule) -> None:
        try:
            await function()
        except Exception as fault:  # noqa: BLE001 - the next run comes by itself
            RUNS.labels(name, "failed").inc()
            _log.error("schedule failed", job=name, exc_info=fault)
        else:
            RUNS.labels(name, "done").inc()

    return run


async def _tick() -> None:
    """Do nothing: that it ran is the message."""


def _manager(connection: Any, book: JobBook) -> PgQueuer:
    manager = PgQueuer.from_asyncpg_connection(connection)
    for name, function in book.functions.items():
        manager.entrypoint(name, on_failure="hold")(_guarded(name, function))
    for name, (cron, run) in {TICK: ("* * * * *", _tick), **book.schedules}.items():
        manager.schedule(name, cron)(_guarded_schedule(name, run))
    return manager


async def work(url: str, book: JobBook, stop: asyncio.Event | None = None) -> None:
    """Run the book's jobs and schedules until `stop` (or SIGTERM, SIGINT); jobs in hand are finished first."""
    logging.getLogger("pgqueuer").setLevel(
        logging.CRITICAL
    )  # it would write payload-bearing tracebacks; `_guarded` logs
    connection = await asyncpg.connect(url, server_settings={"timezone": "UTC", "application_name": WORKER})
    try:
        manager = _manager(connection, book)
        asked = stop or _stop_on_signals()
        watch = asyncio.create_task(_pass_on(asked, manager.shutdown))
        _log.info("worker started", jobs=sorted(book.functions), schedules=sorted(book.schedules))
        async with book.background.running():
            await manager.run(
                dequeue_timeout=timedelta(seconds=5),
                batch_size=AT_ONCE,
                max_concurrent_tasks=2 * AT_ONCE,
                heartbeat_timeout=HEARTBEAT,
            )
        watch.cancel()
        _log.info("worker stopped")
    finally:
        await connection.close()


def _stop_on_signals() -> asyncio.Event:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, asked.set)
    return asked


async def _pass_on(asked: asyncio.Event, shutdown: asyncio.Event) -> None:
    await asked.wait()
    shutdown.set()
