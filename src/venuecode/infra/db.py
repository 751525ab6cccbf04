"""The connection pool and the one way to a transaction."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec

Connection = asyncpg.Connection
OLDEST_MAJOR = 15
CLOSE_SECONDS = 5


def require_version(number: int) -> str | None:
    """Return what is wrong with a server whose `server_version_num` is `number`, or nothing."""
    if number // 10_000 >= OLDEST_MAJOR:
        return None
    return (
        f"the database is PostgreSQL {number // 10_000}; VenueCode needs {OLDEST_MAJOR} or newer. Nothing was changed."
    )


def _encode_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


async def _prepare(connection: Any) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, encoder=_encode_json, decoder=msgspec.json.decode, schema="pg_catalog")


class Database:
    """A pool of connections to one PostgreSQL database."""

    def __init__(self, pool: Any) -> None:
        self.pool = pool

    @classmethod
    async def connect(cls, url: str, *, size: int = 8) -> "Database":
        """Open the pool; statements end after 30 s unless a job says otherwise."""
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=size,
            init=_prepare,
            server_settings={"timezone": "UTC", "statement_timeout": "30s", "application_name": "venuecode"},
        )
        return cls(pool)

    async def close(self) -> None:
        """Close all connections; those that nobody gives back are cut after `CLOSE_SECONDS`."""
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.pool.close()
        except TimeoutError:
            self.pool.terminate()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        """One transaction: commits at the end, rolls back on any exception."""
        async with self.pool.acquire() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """One connection without a transaction, for reads."""
        async with self.pool.acquire() as connection:
            yield connection
