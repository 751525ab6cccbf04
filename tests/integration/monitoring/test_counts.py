"""The counts agree with the visits to the last one: late visits, crashes, several workers, commits out of order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.monitoring.conftest import SETTLE, Doors, Seen, counts_agree, rollups_of, store_visits
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock, SystemClock
from venuecode.monitoring.rollups import store
from venuecode.monitoring.rollups.service import Rollups

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MANY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def visits() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "door": st.integers(0, 6),
            "minutes_ago": st.one_of(st.integers(0, 120), st.integers(0, 7 * 24 * 60)),
            "ahead": st.integers(0, 4),
            "direction": st.integers(0, 1),
            "verdict": st.integers(0, 1),
            "colour": st.integers(0, 3),
            "method": st.integers(0, 6),
            "test_hours": st.one_of(st.none(), st.sampled_from([0, 23, 24, 25, 48, 49, 72, 100, 168, 169])),
            "guard": st.one_of(st.none(), st.integers(1, 2)),
        }
    )


def seen_of(drawn: dict[str, Any], doors: Doors, clock: FixedClock) -> Seen:
    now = clock.now()
    at = now - drawn["minutes_ago"] * MINUTE + drawn["ahead"] * MINUTE
    late = now - at > 5 * MINUTE
    tested = drawn["test_hours"]
    more = {name: drawn[name] for name in ("direction", "verdict", "colour", "method")}
    more["flags"] = int(late)
    more["registrar_id"] = drawn["guard"]
    more["test_at"] = None if tested is None else (at if late else now) - timedelta(hours=tested)
    return Seen(doors[drawn["door"]], at, now, more=more)


@MANY
@given(batches=st.lists(st.tuples(st.lists(visits(), max_size=12), st.integers(0, 90), st.booleans()), max_size=6))
async def test_counts_kept_up_in_steps_equal_a_recount(
    db: Database, doors: Doors, clock: FixedClock, rollups: Rollups, batches: list[tuple[list[Any], int, bool]]
):
    """Visits come in any order of their moments, up to a week late; some steps fail when all but done."""
    async with db.transaction() as connection:
        await connection.execute("truncate visit")
        await connection.execute(
            "truncate count_door_hour, count_area_hour, count_area_day, count_door_day, count_venue_day,"
            " count_venue_span, count_guard_day, count_venue"
        )
        await connection.execute("update count_progress set counted_until = '-infinity'")
    stored = 0
    for drawn, seconds, fails in batches:
        async with db.transaction() as connection:
            await store_visits(connection, [seen_of(one, doors, clock) for one in drawn])
        stored += len(drawn)
        clock.advance(timedelta(seconds=seconds))
        if fails:
            # nothing fails where an older writer, such as the database's own housekeeping, holds the counting up
            with patch.object(store, "note_progress", side_effect=ConnectionError), suppress(ConnectionError):
                await rollups.follow()
        await rollups.follow()
        await counts_agree(db)
    clock.advance(2 * SETTLE)
    await rollups.follow()
    assert await counts_agree(db) == stored


@pytest.fixture
async def other_db(database_url: str) -> AsyncIterator[Database]:
    """Another worker's connections."""
    database = await Database.connect(database_url, size=4)
    yield database
    await database.close()


async def test_commits_out_of_order_and_two_workers_count_each_visit_once(
    db: Database, other_db: Database, doors: Doors
):
    clock = SystemClock()
    workers = [rollups_of(one, clock, settle_seconds=0.3) for one in (db, other_db)]
    await workers[0].follow()
    written = 0

    async def writer(n: int) -> None:
        nonlocal written
        for turn in range(6):
            async with db.transaction() as connection:
                now = clock.now()
                await store_visits(connection, [Seen(doors[n], now - turn * DAY, now, person=n * 10 + turn)])
                await asyncio.sleep(0.03 * n)  # commits after those that were recorded later
            written += 1

    async def counts(worker: Rollups) -> None:
        while not done:
            await worker.follow()
            await asyncio.sleep(0)

    done = False
    counting = [asyncio.create_task(counts(worker)) for worker in workers]
    await asyncio.gather(*(writer(n) for n in range(3)))
    done = True
    await asyncio.gather(*counting)
    await counts_agree(db)
    await workers[1].catch_up()
    assert await counts_agree(db) == written == 18


async def test_a_visit_that_is_not_committed_holds_the_counting_up(db: Database, doors: Doors):
    clock = SystemClock()
    worker = rollups_of(db, clock, settle_seconds=0)
    await worker.follow()
    async with db.transaction() as writing:
        now = clock.now()
        await store_visits(writing, [Seen(doors[0], now, now)])
        async with db.transaction() as connection:
            later = clock.now()
            await store_visits(connection, [Seen(doors[1], later, later)])
        await worker.follow()
        until = await worker.counted_until()
        assert until is not None
        assert until <= now
        assert await counts_agree(db) == 0
    await worker.follow()
    assert await counts_agree(db) == 2


async def test_a_venue_knows_when_it_was_last_scanned(db: Database, doors: Doors, clock: FixedClock, rollups: Rollups):
    async with db.transaction() as connection:
        never = await connection.fetchval("select count(*) from venue")
        now = clock.now()
        await store_visits(connection, [Seen(doors[0], now - DAY, now), Seen(doors[0], now - 2 * DAY, now)])
    await rollups.follow()
    clock.advance(SETTLE)
    await rollups.follow()
    async with db.connection() as connection:
        seen = [
            row[0] for row in await connection.fetch("select last_scan_at from venue where last_scan_at > '-infinity'")
        ]
        assert seen == [now - DAY]
        assert await connection.fetchval("select count(*) from venue where last_scan_at is null") == never - 1


async def test_the_first_count_takes_in_every_visit_that_is_kept(
    db: Database, doors: Doors, clock: FixedClock, rollups: Rollups
):
    now = clock.now()
    async with db.transaction() as connection:
        past = [
            Seen(doors[n % 7], now - n * 5 * timedelta(hours=1), now - n * 5 * timedelta(hours=1)) for n in range(90)
        ]
        await store_visits(connection, past)
    assert await rollups.counted_until() is None
    await rollups.follow()
    assert await rollups.counted_until() == now - SETTLE
    assert await counts_agree(db) == 89  # the one recorded this moment is not settled


async def test_missing_visits_are_mended_and_counts_outlive_their_visits(
    db: Database, doors: Doors, clock: FixedClock, rollups: Rollups
):
    await rollups.follow()
    now = clock.now()
    async with db.transaction() as connection:
        await store_visits(connection, [Seen(doors[0], now - n * DAY, now) for n in range(3)])
    clock.advance(10 * MINUTE)
    await rollups.follow()
    async with db.transaction() as connection:  # a backup restored: recorded long before, stored now
        await store_visits(connection, [Seen(doors[1], now - DAY, now - DAY, person=9)])
    clock.advance(10 * MINUTE)
    await rollups.follow()
    mended = await rollups.mend()
    assert [(one.counted, one.visits) for one in mended] == [(1, 2)]
    assert await counts_agree(db) == 4
    assert await rollups.mend() == []

    async with db.transaction() as connection:
        before = await connection.fetchval("select sum(visits) from count_area_day where area = '371500'")
        day = (now - 2 * DAY).strftime("%Y%m%d")
        await connection.execute(f"drop table visit_{day}")
    days = []
    await rollups.rebuild(lambda day, done, of: days.append((day, done, of)))
    assert await rollups.mend() == []
    async with db.connection() as connection:
        after = await connection.fetchval("select sum(visits) from count_area_day where area = '371500'")
    assert after == before == 4
    assert days[-1][1] == days[-1][2] == len(days) > 10


async def test_a_rebuild_gives_the_counts_that_following_gave(
    db: Database, doors: Doors, clock: FixedClock, rollups: Rollups
):
    await rollups.follow()
    for n in range(5):
        now = clock.now()
        async with db.transaction() as connection:
            seen = [Seen(door, now - n * DAY, now, person=n, more={"registrar_id": 1, "method": 4}) for door in doors]
            await store_visits(connection, seen)
        clock.advance(7 * MINUTE)
        await rollups.follow()
    assert await counts_agree(db) == 35
    await rollups.rebuild()
    assert await counts_agree(db) == 35


async def test_detail_is_forgotten_in_time_and_sums_are_kept(
    db: Database, doors: Doors, clock: FixedClock, rollups: Rollups
):
    now = clock.now()
    async with db.transaction() as connection:
        seen = [Seen(doors[0], now - DAY, now - DAY, more={"registrar_id": 1, "method": 6})]
        await store_visits(connection, seen)
    await rollups.follow()
    kept = "select (select count(*) from count_guard_day), (select count(*) from count_door_hour)"
    async with db.connection() as connection:
        for days, left in ((80, (1, 1)), (20, (0, 1)), (310, (0, 0))):
            clock.advance(days * DAY)
            await rollups.forget_old()
            assert tuple(await connection.fetchrow(kept)) == left
        assert await connection.fetchval("select sum(visits) from count_area_day where area = '371500'") == 1
