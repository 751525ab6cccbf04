"""No visit is missed by tracing, however long it took from its moment of recording to its commit (ADR 0020)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from doors import open_place
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock, SystemClock
from venuecode.tracing.policy import shipped_policy
from venuecode.tracing.stays import service as stays
from venuecode.tracing.stays.service import Stays

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


async def add_visit(connection: Any, door: int, recorded_at: datetime) -> None:
    await connection.execute(
        "insert into visit (person_id, at, id, recorded_at, door_id, direction, verdict, colour, method, seq, flags)"
        " values (1, $1, $2, $1, $3, 0, 0, 0, 0, 0, 0)",
        recorded_at,
        uuid4(),
        door,
    )


async def known(db: Database) -> int:
    async with db.connection() as connection:
        return int(await connection.fetchval("select count(*) from stay"))


async def test_a_visit_that_was_stored_long_after_it_was_decided_becomes_a_stay(db: Database, clock: FixedClock):
    door = (await open_place(db)).door_id
    follower = Stays(db, clock, shipped_policy)
    async with db.transaction() as connection:
        await connection.execute("select ensure_visit_partitions($1)", clock.now())
    await follower.follow(wait=True)
    clock.advance(SECOND)
    decided = clock.now()
    clock.advance(10 * SECOND)
    await follower.follow(wait=True)
    async with db.transaction() as connection:
        await add_visit(connection, door, decided)
    clock.advance(10 * SECOND)
    await follower.follow(wait=True)
    assert await known(db) == 0  # the quick look goes back five seconds only
    clock.advance(2 * MINUTE)
    await follower.follow(wait=True)
    assert await known(db) == 1
    await follower.follow(wait=True)
    assert await known(db) == 1


async def test_an_open_transaction_holds_the_mark_back_until_its_visit_can_be_seen(
    db: Database, monkeypatch: pytest.MonkeyPatch
):
    for name in ("OVERLAP", "SETTLE", "SETTLED_EVERY"):
        monkeypatch.setattr(stays, name, timedelta())
    clock = SystemClock()
    door = (await open_place(db)).door_id
    follower = Stays(db, clock, shipped_policy)
    async with db.transaction() as connection:
        await connection.execute("select ensure_visit_partitions($1)", clock.now())
    await follower.follow(wait=True)
    async with db.transaction() as writing:
        await add_visit(writing, door, clock.now())
        for _ in range(3):
            await follower.follow(wait=True)
        assert await known(db) == 0
    await follower.follow(wait=True)
    assert await known(db) == 1
