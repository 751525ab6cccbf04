"""Hints between processes that something is worth a look: LISTEN and NOTIFY on one connection (ADR 0006).

A hint may be lost or told twice. Whoever acts on hints also looks on its own from time to time.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import structlog

from venuecode.infra.db import Database

PAYLOAD_BYTES = 7_900
"""PostgreSQL takes less than 8,000."""
GATHER_SECONDS = 0.05
"""At most so often a process notifies; what comes meanwhile goes together."""
CHECK_SECONDS = 5.0
REOPEN_SECONDS = 1.0
Heard = Callable[[frozenset[str]], None]
log = structlog.get_logger()


class Hints:
    """Tells and hears words on channels."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._heard: defaultdict[str, list[Heard]] = defaultdict(list)
        self._pending: defaultdict[str, set[str]] = defaultdict(set)
        self._asked = asyncio.Event()

    def listen(self, channel: str, heard: Heard) -> None:
        """Call `heard` with the words of each notification; only before `run`."""
        self._heard[channel].append(heard)

    def tell(self, channel: str, words: Iterable[str]) -> None:
        """Tell all processes, this one too, soon and without waiting. Words hold no comma and no personal data."""
        self._pending[channel].update(words)
        self._asked.set()

    async def run(self) -> None:
        """Keep the connection until cancelled; another is opened when it breaks."""
        while True:
            try:
                await self._converse()
            except Exception as fault:  # noqa: BLE001 - without hints everybody still looks on their own
                log.warning("hints_interrupted", fault=type(fault).__name__)
                self._pending.clear()
                await asyncio.sleep(REOPEN_SECONDS)

    async def _converse(self) -> None:
        connection = await self._db.pool.acquire()
        try:
            # A hint need not survive a crash; this keeps it from waiting for the disk.
            await connection.execute("SET synchronous_commit = off")
            for channel in self._heard:
                await connection.add_listener(channel, self._hear)
            while True:
                await self._pass_on(connection)
        finally:
            for channel in self._heard:
                with suppress(Exception):
                    await connection.remove_listener(channel, self._hear)
            await self._db.pool.release(connection)

    async def _pass_on(self, connection: Any) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(CHECK_SECONDS):
                await self._asked.wait()
        self._asked.clear()
        began = time.monotonic()
        pending, self._pending = self._pending, defaultdict(set)
        messages = [(channel, text) for channel, words in pending.items() for text in packed(words)]
        await connection.fetch(
            "SELECT pg_notify(channel, words) FROM unnest($1::text[], $2::text[]) AS hint (channel, words)",
            [channel for channel, _ in messages],
            [text for _, text in messages],
        )
        await asyncio.sleep(max(0.0, GATHER_SECONDS - (time.monotonic() - began)))

    def _hear(self, _connection: Any, _pid: int, channel: str, payload: object) -> None:
        words = frozenset(str(payload).split(","))
        for heard in self._heard[channel]:
            heard(words)


def packed(words: Iterable[str]) -> Iterator[str]:
    """Join words with commas into texts that fit a notification."""
    text = ""
    for word in words:
        longer = f"{text},{word}" if text else word
        if len(longer) > PAYLOAD_BYTES:
            yield text
            longer = word
        text = longer
    if text:
        yield text
