"""The worker on a real database: runs what was committed, tries again, stops in order."""

import asyncio
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest

from venuecode.cli import worker
from venuecode.infra import jobs
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook, enqueue, work
from venuecode.infra.process import require_free_port
from venuecode.sections import load_settings


@pytest.fixture(autouse=True)
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "FIRST_WAIT", timedelta(0))


async def _work_until(url: str, book: JobBook, done: asyncio.Event) -> None:
    stop = asyncio.Event()
    working = asyncio.create_task(work(url, book, stop))
    try:
        await asyncio.wait_for(done.wait(), 20)
    finally:
        stop.set()
        await asyncio.wait_for(working, 20)


async def test_a_committed_job_runs_and_a_rolled_back_one_does_not(database_url: str, db: Database):
    ran: list[int] = []
    done = asyncio.Event()

    async def note(payload: dict[str, int]) -> None:
        ran.append(payload["n"])
        done.set()

    book = JobBook()
    book.job("test.note", note)
    connection = await asyncpg.connect(database_url)
    undone = connection.transaction()
    await undone.start()
    await enqueue(connection, "test.note", {"n": 1})
    await undone.rollback()
    await connection.close()
    async with db.transaction() as connection:
        await enqueue(connection, "test.note", {"n": 2})
    await _work_until(database_url, book, done)
    assert ran == [2]


async def test_work_beside_the_jobs_goes_on_until_the_worker_stops(database_url: str):
    done, ended = asyncio.Event(), asyncio.Event()

    async def follow() -> None:
        try:
            done.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    book = JobBook()
    book.background.keep("test follower", follow)
    await _work_until(database_url, book, done)
    assert ended.is_set()


async def test_a_failing_job_is_tried_again_until_it_succeeds(database_url: str, db: Database):
    tries: list[int] = []
    done = asyncio.Event()

    async def flaky(_: dict[str, int]) -> None:
        tries.append(len(tries))
        if len(tries) < 3:
            raise OSError("the gateway is away")
        done.set()

    book = JobBook()
    book.job("test.flaky", flaky)
    async with db.transaction() as connection:
        await enqueue(connection, "test.flaky", {})
    await _work_until(database_url, book, done)
    assert tries == [0, 1, 2]


async def test_a_job_that_fails_for_good_is_kept_and_its_words_are_not(database_url: str, db: Database):
    done = asyncio.Event()
    tries = 0

    async def hopeless(_: dict[str, str]) -> None:
        nonlocal tries
        tries += 1
        if tries == jobs.MOST_TRIES:
            done.set()
        raise ValueError("phone 13800000000 is not good")

    book = JobBook()
    book.job("test.hopeless", hopeless)
    async with db.transaction() as connection:
        await enqueue(connection, "test.hopeless", {"who": "x"})
    await _work_until(database_url, book, done)
    connection = await asyncpg.connect(database_url)
    try:
        assert await connection.fetchval("select status from pgqueuer") == "failed"
        kept = str(await connection.fetch("select traceback from pgqueuer_log"))
    finally:
        await connection.close()
    assert "ValueError" in kept
    assert "13800000000" not in kept


async def test_a_job_in_hand_is_finished_before_the_worker_stops(database_url: str, db: Database):
    begun, may_end = asyncio.Event(), asyncio.Event()
    ended: list[bool] = []

    async def slow(_: dict[str, str]) -> None:
        begun.set()
        await may_end.wait()
        ended.append(True)

    book = JobBook()
    book.job("test.slow", slow)
    async with db.transaction() as connection:
        await enqueue(connection, "test.slow", {})
    stop = asyncio.Event()
    working = asyncio.create_task(work(database_url, book, stop))
    await asyncio.wait_for(begun.wait(), 20)
    stop.set()
    await asyncio.sleep(0)
    assert not working.done()
    may_end.set()
    await asyncio.wait_for(working, 20)
    assert ended == [True]


async def test_a_worker_serves_its_own_figures(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    port = require_free_port("127.0.0.1", 0)
    monkeypatch.setenv("VENUECODE_CORE__DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VENUECODE_CORE__WORKER_METRICS_PORT", str(port))
    read: list[str] = []

    async def working(_: str, book: JobBook) -> None:
        assert "retention.destroy" in book.schedules
        jobs.RUNS.labels("test.figures", "done").inc()
        async with httpx.AsyncClient() as http:
            read.append((await http.get(f"http://127.0.0.1:{port}/metrics")).text)

    monkeypatch.setattr(worker, "work", working)
    await worker._work(load_settings(), database_url)
    assert 'venuecode_jobs_total{job="test.figures",outcome="done"} 1.0' in read[0]
