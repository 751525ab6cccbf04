"""Background jobs in the same database (PgQueuer, ADR 0003): enqueue inside a transaction, run in a worker."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from pgqueuer.db import AsyncpgDriver
from pgqueuer.queries import Queries

JobFunction = Callable[[dict[str, Any]], Awaitable[None]]


class JobBook:
    """The jobs that a worker knows: name → function of the payload."""

    def __init__(self) -> None:
        self.functions: dict[str, JobFunction] = {}
        self.schedules: dict[str, tuple[str, Callable[[], Awaitable[None]]]] = {}

    def job(self, name: str, function: JobFunction) -> None:
        """Make `function` the one that runs jobs called `name`; it must bear being run twice."""
        self.functions[name] = function

    def every(self, name: str, cron: str, function: Callable[[], Awaitable[None]]) -> None:
        """Run `function` by the five-field `cron` expression (UTC)."""
        self.schedules[name] = (cron, function)


async def enqueue(connection: Any, name: str, payload: dict[str, Any]) -> None:
    """Add a job within the caller's transaction: it exists if, and only if, that commits."""
    await Queries(AsyncpgDriver(connection)).enqueue(name, msgspec.json.encode(payload))
