"""What must hold when things go wrong: retries that race, a full queue, a database that goes away, an ended session."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from doors import Place, open_place, set_status
from people import bearer, register_citizen
from venuecode import settings as settings_module
from venuecode.app import build_app
from venuecode.health.reasons import Reason
from venuecode.identity.sessions.service import Sessions
from venuecode.identity.tokens import HolderKind
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.verdict import Colour
from venuecode.sections import SECTIONS
from venuecode.settings import Settings


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


def scan_of(place: Place, clock: FixedClock, **more: Any) -> dict[str, Any]:
    return {"code": place.code, "client_visit_id": str(uuid4()), "at": clock.now().isoformat()} | more


async def test_retries_that_race_in_two_processes_are_stored_once_and_answered_alike(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, settings: Settings, database_url: str
):
    token, person = await register_citizen(app)
    now = clock.now()
    await set_status(
        db,
        person,
        colour=Colour.RED,
        reason=Reason.CLOSE_CONTACT,
        source="疾控",
        since=now - timedelta(hours=1),
        until=now + timedelta(days=1),
        updated_at=now,
    )
    place = await open_place(db)
    other_clock = FixedClock(clock.now() + timedelta(milliseconds=1))  # no two machines' clocks are quite the same
    other = build_app(settings, database_url, other_clock)
    async with other.router.lifespan_context(other), client_of(other) as elsewhere:
        for _ in range(10):
            body = scan_of(place, clock)
            answers = await asyncio.gather(
                *(c.post("/api/v1/scans", json=body, headers=bearer(token)) for c in (client, elsewhere) * 3)
            )
            shown = [answer.json() for answer in answers]
            for one in shown:
                del one["server_time"]
            repeated = [one["people"][0].pop("repeated") for one in shown]
            assert repeated.count(False) == 1, "one of them stored it"
            assert all(one == shown[0] for one in shown)
            clock.advance(timedelta(minutes=2))
            other_clock.advance(timedelta(minutes=2))
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from visit") == 10
        assert await connection.fetchval("select sum(count) from alert") == 10


async def test_a_full_queue_sends_callers_away_at_once(
    database_url: str, db: Database, clock: FixedClock, tmp_path: Any
):
    small = {
        "VENUECODE_CORE__DATA_DIR": str(tmp_path),
        "VENUECODE_SCANNING__QUEUE": "2",
        "VENUECODE_SCANNING__BATCH": "1",
    }
    app = build_app(settings_module.load(SECTIONS, None, small), database_url, clock)
    async with app.router.lifespan_context(app), client_of(app) as client:
        place = await open_place(db)
        tokens = [(await register_citizen(app))[0] for _ in range(20)]
        await client.post("/api/v1/scans", json=scan_of(place, clock), headers=bearer(tokens[0]))
        clock.advance(timedelta(minutes=2))
        answers = await asyncio.gather(
            *(client.post("/api/v1/scans", json=scan_of(place, clock), headers=bearer(token)) for token in tokens)
        )
    away = [answer for answer in answers if answer.status_code == 503]
    taken = [answer for answer in answers if answer.status_code == 200]
    assert len(away) + len(taken) == 20
    assert away
    assert all(int(answer.headers["retry-after"]) > 0 for answer in away)
    assert all(answer.json()["code"] == "busy" for answer in away)
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from visit") == len(taken) + 1


async def test_a_database_that_drops_its_connections_costs_503s_and_never_a_false_pass(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, _ = await register_citizen(app)
    place = await open_place(db)
    body = scan_of(place, clock)
    assert (await client.post("/api/v1/scans", json=body, headers=bearer(token))).status_code == 200
    acknowledged = 1
    async with db.connection() as connection:
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where pid <> pg_backend_pid() and datname = current_database()"
        )
    async with asyncio.timeout(10):
        while True:
            clock.advance(timedelta(minutes=2))
            answer = await client.post("/api/v1/scans", json=scan_of(place, clock), headers=bearer(token))
            if answer.status_code == 200:
                acknowledged += 1
                break
            assert (answer.status_code, answer.json()["code"]) == (503, "busy")
            await asyncio.sleep(0.05)
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from visit") == acknowledged


async def test_a_session_ended_in_another_process_is_refused(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, settings: Settings, database_url: str
):
    token, person = await register_citizen(app)
    place = await open_place(db)
    other = build_app(settings, database_url, clock)
    async with other.router.lifespan_context(other), client_of(other) as elsewhere:
        assert (await elsewhere.post("/api/v1/scans", json=scan_of(place, clock), headers=bearer(token))).is_success
        await app.state.services[Sessions].end(HolderKind.CITIZEN, person)
        async with asyncio.timeout(5):
            while True:
                clock.advance(timedelta(seconds=61))
                answer = await elsewhere.post("/api/v1/scans", json=scan_of(place, clock), headers=bearer(token))
                if answer.status_code != 200:
                    break
                await asyncio.sleep(0.2)
    assert (answer.status_code, answer.json()["code"]) == (401, "session.ended")


async def test_a_suspension_elsewhere_is_known_within_five_seconds(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, _ = await register_citizen(app)
    place = await open_place(db)
    assert (await client.post("/api/v1/scans", json=scan_of(place, clock), headers=bearer(token))).is_success
    async with db.transaction() as connection:
        await connection.execute("update venue set state = 'suspended'")
        await connection.execute("insert into venue_change (venue_id) values ($1)", place.venue_id)
    async with asyncio.timeout(5):
        while (await client.post("/api/v1/scans", json=scan_of(place, clock), headers=bearer(token))).json()[
            "result"
        ] == "visit":
            clock.advance(timedelta(seconds=61))
            await asyncio.sleep(0.2)


async def test_the_lane_keeps_statuses_out_of_reach(db: Database):
    """The hot path's statements name no table but visit and alert as what they write."""
    from venuecode.scanning.store import _queries

    async with db.connection() as connection:
        for name in ("read_group", "record_visits", "record_visits_and_alerts", "stored_visits"):
            sql = getattr(_queries, name).sql.lower()
            written = {
                words.split()[0]
                for verb in ("insert into ", "update ", "delete from ")
                for words in sql.split(verb)[1:]
            }
            assert written <= {"visit", "alert"}, name
            try:
                await connection.prepare(sql)
            except asyncpg.PostgresError as fault:
                pytest.fail(f"{name}: {fault}")
