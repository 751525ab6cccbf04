"""Short periodic work of a serving process or a worker (following changes, linking the record); jobs are in jobs.py."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Repeated:
    """`work` is done at the start and then every `seconds`."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]


class Background:
    """What a process repeats for as long as it runs; a failure is logged and tried again at the next turn."""

    def __init__(self) -> None:
        self._repeated: list[Repeated] = []
        self._kept: list[tuple[str, Callable[[], Coroutine[Any, Any, None]]]] = []

    def every(self, seconds: float, name: str, work: Callable[[], Awaitable[object]]) -> None:
        """Add `work`; it must bear being run by several processes at once."""
        self._repeated.append(Repeated(name, seconds, work))

    def keep(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Add work that goes on from start to stop and deals with its own failures."""
        self._kept.append((name, work))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do each work once before anything is served, then repeat; stops at the end of the block."""
        for repeated in self._repeated:
            await repeated.work()
        tasks = [asyncio.create_task(_repeat(repeated), name=repeated.name) for repeated in self._repeated]
        tasks += [asyncio.create_task(work(), name=name) for name, work in self._kept]
        try:
            yield
        finally:
            await _end(tasks)


async def _repeat(repeated: Repeated) -> None:
    while True:
        await asyncio.sleep(repeated.seconds)
        try:
            await repeated.work()
        except Exception as fault:  # noqa: BLE001 - one bad turn must not end the work
            log.warning("background_turn_failed", work=repeated.name, fault=type(fault).__name__)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel until all have ended: below Python 3.12 a library's `wait_for` may lose a cancellation."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=1.0)
