"""The guard's side: who may watch, what is counted, what comes over the feed, the report."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI

from doors import Place, join, open_place, set_status
from feeds import always, read
from people import bearer, register_citizen
from venuecode.alerts.model import Severity
from venuecode.app import build_app
from venuecode.health.reasons import Reason
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.verdict import Colour
from venuecode.scanning.door import DoorScreens
from venuecode.scanning.feed import Hub
from venuecode.settings import Settings


async def next_visit(stream: AsyncIterator[bytes]) -> tuple[str, Any]:
    async with asyncio.timeout(5):
        async for chunk in stream:
            for name, event_id, data in read(chunk):
                if name == "visit":
                    return event_id, data
    raise AssertionError("the stream ended")


async def scan(client: httpx.AsyncClient, token: str, place: Place, clock: FixedClock, **more: Any) -> None:
    body = {"code": place.code, "client_visit_id": str(uuid4()), "at": clock.now().isoformat()} | more
    answer = await client.post("/api/v1/scans", json=body, headers=bearer(token))
    assert answer.json()["result"] == "visit", answer.text


async def test_only_those_bound_to_the_venue_may_watch(app: FastAPI, client: httpx.AsyncClient, db: Database):
    token, person = await register_citizen(app)
    place, other = await open_place(db), await open_place(db, name="别处")
    assert (await client.get(f"/api/v1/doors/{place.door_id}/today", headers=bearer(token))).status_code == 404
    await join(db, person, place.venue_id)
    assert (await client.get(f"/api/v1/doors/{place.door_id}/today", headers=bearer(token))).status_code == 200
    for doors in (f"door={other.door_id}", f"door={place.door_id}&door={other.door_id}"):
        answer = await client.get(f"/api/v1/doors/live?{doors}", headers=bearer(token))
        assert answer.status_code == 404


async def test_the_day_counts_each_visit_once_and_lists_the_stopped(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    guard_token, guard = await register_citizen(app)
    green, _ = await register_citizen(app)
    red, red_person = await register_citizen(app, "王芳")
    now = clock.now()
    await set_status(
        db,
        red_person,
        colour=Colour.RED,
        reason=Reason.INBOUND,
        source="口岸",
        since=now - timedelta(days=1),
        until=now + timedelta(days=1),
        updated_at=now,
    )
    place = await open_place(db, direction="both")
    await join(db, guard, place.venue_id)
    await scan(client, green, place, clock, direction="in")
    clock.advance(timedelta(minutes=2))
    await scan(client, green, place, clock, direction="out")
    await scan(client, red, place, clock, direction="in")
    for _ in range(2):
        today = (await client.get(f"/api/v1/doors/{place.door_id}/today", headers=bearer(guard_token))).json()
        [door] = today["doors"]
        assert door["counts"] == {"entered": 1, "departed": 1, "stopped": 1, "methods": {"self": 3}}
        [stopped] = door["stopped"]
        assert (stopped["name"], stopped["colour"], stopped["reasons"][0]["code"]) == ("王*", "red", "inbound")
        assert "person_id" not in stopped
        clock.advance(timedelta(minutes=1))


async def test_the_feed_shows_a_scan_that_another_process_took(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, settings: Settings, database_url: str
):
    _, guard = await register_citizen(app)
    visitor, _ = await register_citizen(app, "李小红")
    place = await open_place(db)
    await join(db, guard, place.venue_id)
    other = build_app(settings, database_url, clock)
    async with other.router.lifespan_context(other):
        screens = other.state.services[DoorScreens]
        stream = screens.stream(guard, await screens.guarded(guard, [place.door_id]), None, always)
        first = read(await anext(stream))
        assert [name for name, _, _ in first] == ["today"]
        word = first[0][2]["doors"][0]["word"]
        body = {"code": place.code, "client_visit_id": str(uuid4()), "at": clock.now().isoformat()}
        answer = (await client.post("/api/v1/scans", json=body, headers=bearer(visitor))).json()
        _, visit = await next_visit(stream)
        assert (visit["name"], visit["verdict"], visit["method"]) == ("李*红", "pass", "self")
        assert answer["word"] == word, "the guard and the person must see the same word"
        await stream.aclose()


async def test_a_screen_that_comes_back_misses_nothing(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    _, guard = await register_citizen(app)
    place = await open_place(db)
    await join(db, guard, place.venue_id)
    tokens = [(await register_citizen(app))[0] for _ in range(3)]
    screens = app.state.services[DoorScreens]
    doors = await screens.guarded(guard, [place.door_id])
    stream = screens.stream(guard, doors, None, always)
    await anext(stream)
    await scan(client, tokens[0], place, clock)
    last_id, first = await next_visit(stream)
    await stream.aclose()
    clock.advance(timedelta(minutes=3))
    await scan(client, tokens[1], place, clock)
    await scan(client, tokens[2], place, clock, at=(clock.now() - timedelta(hours=30)).isoformat())
    clock.advance(timedelta(minutes=3))
    from venuecode.infra.streams import moment_of

    stream = screens.stream(guard, doors, moment_of(last_id), always)
    seen = [(await next_visit(stream))[1] for _ in range(3)]
    assert seen[0]["key"] == first["key"], "the last one may come again"
    assert sorted(visit["late"] for visit in seen) == [False, False, True]
    await stream.aclose()


async def test_the_feed_goes_on_without_hints(app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock):
    _, guard = await register_citizen(app)
    visitor, _ = await register_citizen(app)
    place = await open_place(db)
    await join(db, guard, place.venue_id)
    hub: Hub = app.state.services[Hub]
    screen, _ = await hub.open([place.door_id])
    hub.hear = lambda _words: None  # type: ignore[method-assign]
    await scan(client, visitor, place, clock)
    await hub.look()
    await hub.look()
    assert screen.queue.qsize() == 1, "each visit once, however often it is looked for"
    hub.close(screen)


async def test_words_roll_each_minute(app: FastAPI, db: Database, clock: FixedClock):
    _, guard = await register_citizen(app)
    place = await open_place(db)
    await join(db, guard, place.venue_id)
    screens = app.state.services[DoorScreens]
    stream = screens.stream(guard, await screens.guarded(guard, [place.door_id]), None, always)
    [(_, _, today)] = read(await anext(stream))
    clock.advance(timedelta(minutes=1))
    async with asyncio.timeout(15):
        async for chunk in stream:
            rolled = [data for name, _, data in read(chunk) if name == "words"]
            if rolled:
                break
    assert rolled[0]["doors"][0]["word_until"] > today["doors"][0]["word_until"]
    await stream.aclose()


async def test_who_is_unbound_sees_nobody_any_more(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    _, guard = await register_citizen(app)
    visitor, _ = await register_citizen(app, "李小红")
    place = await open_place(db)
    await join(db, guard, place.venue_id)
    screens = app.state.services[DoorScreens]
    stream = screens.stream(guard, await screens.guarded(guard, [place.door_id]), None, always)
    await anext(stream)
    async with db.transaction() as connection:
        await connection.execute("update venue_member set until = now() where person_id = $1", guard)
    clock.advance(timedelta(seconds=2))
    await scan(client, visitor, place, clock)
    async with asyncio.timeout(5):
        left = [name async for chunk in stream for name, _, _ in read(chunk)]
    assert "visit" not in left, "the stream ends without showing who came"


async def test_a_suspended_venue_is_told_on_the_screen(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    _, guard = await register_citizen(app)
    place = await open_place(db)
    await join(db, guard, place.venue_id)
    screens = app.state.services[DoorScreens]
    stream = screens.stream(guard, await screens.guarded(guard, [place.door_id]), None, always)
    [(_, _, before)] = read(await anext(stream))
    async with db.transaction() as connection:
        await connection.execute("update venue set state = 'suspended' where id = $1", place.venue_id)
    clock.advance(timedelta(minutes=1))
    async with asyncio.timeout(15):
        async for chunk in stream:
            told = [data for name, _, data in read(chunk) if name == "today"]
            if told:
                break
    assert (before["doors"][0]["state"], told[0]["doors"][0]["state"]) == ("open", "venue_suspended")
    await stream.aclose()


async def test_one_tap_reports_a_person_once(app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock):
    guard_token, guard = await register_citizen(app)
    visitor, person = await register_citizen(app)
    place = await open_place(db)
    await join(db, guard, place.venue_id)
    body = {"code": place.code, "client_visit_id": str(uuid4()), "at": clock.now().isoformat()}
    await client.post("/api/v1/scans", json=body, headers=bearer(visitor))
    report = {"visit": {"visit_id": body["client_visit_id"], "at": body["at"]}, "note": "拒绝出示"}
    at = f"/api/v1/doors/{place.door_id}/reports"
    first = await client.post(at, json=report, headers=bearer(guard_token))
    again = await client.post(at, json=report, headers=bearer(guard_token))
    assert first.status_code == 201
    assert first.json() == again.json()
    async with db.connection() as connection:
        [alert] = await connection.fetch("select * from alert")
    assert (alert["kind"], alert["person_id"], alert["note"]) == ("report", person, "拒绝出示")
    assert alert["severity"] == Severity.HIGH
    assert (await client.post(at, json={}, headers=bearer(visitor))).status_code == 404


async def test_people_read_their_own_visits(app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock):
    token, _ = await register_citizen(app)
    place = await open_place(db)
    for _ in range(3):
        await scan(client, token, place, clock)
        clock.advance(timedelta(minutes=2))
    page = (await client.get("/api/v1/me/visits?limit=2", headers=bearer(token))).json()
    assert [visit["venue_name"] for visit in page["items"]] == ["东昌府区图书馆"] * 2
    rest = (await client.get("/api/v1/me/visits", params={"before": page["next"]}, headers=bearer(token))).json()
    assert len(rest["items"]) == 1
    assert rest["next"] is None


async def test_a_client_that_cannot_read_a_stream_asks_again_and_misses_nothing(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    guard_token, guard = await register_citizen(app)
    citizen, _ = await register_citizen(app)
    place = await open_place(db)
    await join(db, guard, place.venue_id)
    address = f"/api/v1/doors/live?door={place.door_id}&until=news"

    async def ask(last: str) -> list[tuple[str, str, Any]]:
        async with asyncio.timeout(5):
            answer = await client.get(address, headers=bearer(guard_token) | ({"Last-Event-ID": last} if last else {}))
        return [event for event in read(answer.content) if event[0] not in {"calls", "alerts"}]

    first = await ask("")
    assert [name for name, _, _ in first] == ["today"], "the first answer does not wait"
    clock.advance(timedelta(seconds=1))
    await scan(client, citizen, place, clock)
    second = await ask(first[-1][1])
    assert [name for name, _, _ in second] == ["today", "visit"], (
        "what came between two questions is in the next answer"
    )
    waiting = asyncio.create_task(ask(second[-1][1]))
    await asyncio.sleep(0)
    clock.advance(timedelta(seconds=1))
    await scan(client, (await register_citizen(app, "王芳"))[0], place, clock)
    told = await waiting
    async with asyncio.timeout(5):
        while "王*" not in [data["name"] for name, _, data in told if name == "visit"]:
            told = await ask(told[-1][1])  # what is a second old may be told again, and is news, too
