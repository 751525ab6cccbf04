"""Real server processes on loopback: killed under load, and a feed in one of a scan in the other."""

import asyncio
import secrets
import signal
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import psutil
import pytest
from fastapi import FastAPI

from doors import Place, add_door, join, open_place
from people import bearer, citizen_token, register_citizen
from served import serving
from venuecode import settings as settings_module
from venuecode.app import build_app
from venuecode.infra.db import Database
from venuecode.sections import SECTIONS

PEOPLE = 120


@pytest.fixture
async def world(database_url: str, db: Database, tmp_path: Path) -> AsyncIterator[FastAPI]:
    """An application on the machine's own clock, whose keys the server processes share."""
    app = build_app(settings_module.load(SECTIONS, None, {"VENUECODE_CORE__DATA_DIR": str(tmp_path)}), database_url)
    async with app.router.lifespan_context(app):
        yield app


def body_of(place: Place) -> dict[str, Any]:
    return {"code": place.code, "client_visit_id": str(uuid4()), "at": datetime.now(UTC).isoformat()}


async def doors_of(db: Database, number: int) -> list[Place]:
    first = await open_place(db)
    async with db.transaction() as connection:
        return [first] + [await add_door(connection, first.venue_id, f"{n} 号门") for n in range(1, number)]


class Loading:
    """Scans without a pause until stopped; keeps what was acknowledged and what was not."""

    def __init__(self, at: str, tokens: list[str], places: list[Place]) -> None:
        self.at = at
        self.tokens = tokens
        self.places = places
        self.acknowledged: dict[str, tuple[str, Any]] = {}
        self.unanswered: list[tuple[str, dict[str, Any]]] = []
        self.over = False
        self.enough = asyncio.Event()

    async def run(self, callers: int) -> None:
        async with httpx.AsyncClient(timeout=5) as http:
            await asyncio.gather(*(self._call(http, n, callers) for n in range(callers)))

    async def _call(self, http: httpx.AsyncClient, mine: int, of: int) -> None:
        while not self.over:
            token, place = self.tokens[secrets.randbelow(PEOPLE // of) * of + mine], secrets.choice(self.places)
            body = body_of(place)
            try:
                answer = await http.post(f"{self.at}/api/v1/scans", json=body, headers=bearer(token))
            except httpx.HTTPError:
                self.unanswered.append((token, body))
                await asyncio.sleep(0.02)
                continue
            if answer.status_code != 200:
                self.unanswered.append((token, body))
            elif not answer.json()["people"][0]["repeated"]:
                self.acknowledged[body["client_visit_id"]] = (token, body)
                if len(self.acknowledged) >= 200:
                    self.enough.set()


async def test_kill_9_under_load_loses_nothing_that_was_acknowledged(
    world: FastAPI, database_url: str, db: Database, tmp_path: Path
):
    tokens = [(await register_citizen(world))[0] for _ in range(PEOPLE)]
    places = await doors_of(db, 40)
    async with serving(database_url, tmp_path, tmp_path / "1.log") as (at, process):
        load = Loading(at, tokens, places)
        calling = asyncio.create_task(load.run(20))
        async with asyncio.timeout(20):
            await load.enough.wait()
        for one in [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]:
            one.send_signal(signal.SIGKILL)
        before = len(load.acknowledged)
        await asyncio.sleep(0.3)
        load.over = True
        await calling
    assert before >= 200, "there was load"
    assert load.unanswered, "the kill came in the middle of it"
    await asyncio.sleep(0.5)  # a statement that was on its way may still commit
    counts = await stored(db)
    assert {i: counts.get(i, 0) for i in load.acknowledged} == dict.fromkeys(load.acknowledged, 1)
    async with serving(database_url, tmp_path, tmp_path / "2.log") as (at, _), httpx.AsyncClient() as http:
        for token, body in load.unanswered[:50] + list(load.acknowledged.values())[-50:]:
            answer = await http.post(f"{at}/api/v1/scans", json=body, headers=bearer(token))
            assert answer.json()["result"] == "visit"
    counts = await stored(db)
    assert set(counts.values()) == {1}, "sent again is not stored again"
    assert counts.keys() >= load.acknowledged.keys()


async def stored(db: Database) -> dict[str, int]:
    async with db.connection() as connection:
        rows = await connection.fetch("select id, count(*) as n from visit group by id")
    return {str(UUID(bytes=row["id"].bytes)): row["n"] for row in rows}


async def test_a_guard_sees_a_scan_that_another_process_took_within_a_second(
    world: FastAPI, database_url: str, db: Database, tmp_path: Path
):
    _, guard = await register_citizen(world)
    guard_token = await citizen_token(world, guard)
    tokens = [(await register_citizen(world))[0] for _ in range(PEOPLE)]
    places = await doors_of(db, 40)
    await join(db, guard, places[0].venue_id)
    async with (
        serving(database_url, tmp_path, tmp_path / "a.log") as (scans_at, _),
        serving(database_url, tmp_path, tmp_path / "b.log") as (guard_at, _),
    ):
        load = Loading(scans_at, tokens, places[1:])
        seen: dict[str, float] = {}
        opened = asyncio.Event()
        watching = asyncio.create_task(watch(guard_at, guard_token, places[0], seen, opened))
        calling = asyncio.create_task(load.run(8))
        await asyncio.wait_for(opened.wait(), 10)
        answered: dict[str, float] = {}
        async with httpx.AsyncClient() as http:
            for token in tokens:
                body = body_of(places[0])
                await http.post(f"{scans_at}/api/v1/scans", json=body, headers=bearer(token))
                answered[body["client_visit_id"]] = time.monotonic()
                await asyncio.sleep(0.02)
            await asyncio.sleep(3)
        load.over = True
        watching.cancel()
        await asyncio.gather(watching, calling, return_exceptions=True)
    assert answered.keys() == seen.keys(), "each of them is shown"
    delays = sorted(seen[i] - at for i, at in answered.items())
    assert delays[int(len(delays) * 0.99)] < 1.0, delays[-5:]
    assert load.acknowledged, "there was load meanwhile"


async def watch(at: str, token: str, place: Place, seen: dict[str, float], opened: asyncio.Event) -> None:
    url = f"{at}/api/v1/doors/live?door={place.door_id}"
    async with httpx.AsyncClient(timeout=30) as http, http.stream("GET", url, headers=bearer(token)) as answer:
        assert answer.status_code == 200
        async for line in answer.aiter_lines():
            opened.set()
            if line.startswith("data: ") and '"visit_id"' in line and '"stopped":[' not in line:
                seen[msgspec.json.decode(line[6:])["visit_id"]] = time.monotonic()
