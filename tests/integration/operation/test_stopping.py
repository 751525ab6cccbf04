"""A process stops though something hangs."""

import asyncio

import asyncpg
import pytest

from venuecode.infra import db
from venuecode.infra.db import Database


async def test_a_connection_that_nobody_gives_back_is_cut(database_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(db, "CLOSE_SECONDS", 0.05)
    database = await Database.connect(database_url, size=2)
    connection = await database.pool.acquire()
    async with asyncio.timeout(5):
        await database.close()
    with pytest.raises(asyncpg.InterfaceError):
        await connection.fetchval("select 1")
