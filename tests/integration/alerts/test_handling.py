"""An alert from the stop to its end: whom it concerns, levels, handling, what the guard is told, and its times."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import httpx
from fastapi import FastAPI
from prometheus_client import REGISTRY

from doors import Place, open_place, set_status
from people import bearer, make_officer, register_citizen
from venuecode.alerts.handling import Handling
from venuecode.alerts.service import Alerts
from venuecode.health.reasons import Reason
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.verdict import Colour
from venuecode.regions.service import Divisions
from venuecode.scanning.alerted import HandledAlerts

ALERTS = "/api/v1/officers/alerts"
WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
NAUGHTY = "=cmd|' /C calc'!A0 <script>alert(1)</script> '; drop table alert; -- \u202e😷 {name} %s"


async def red_person(app: FastAPI, db: Database, clock: FixedClock) -> tuple[str, int]:
    token, person = await register_citizen(app, "王芳")
    now = clock.now()
    await set_status(
        db,
        person,
        colour=Colour.RED,
        reason=Reason.CONFIRMED_CASE,
        source="市疾控中心",
        since=now,
        until=now + timedelta(days=1),
        updated_at=now,
    )
    return token, person


async def scan(client: httpx.AsyncClient, clock: FixedClock, place: Place, token: str) -> None:
    body = {"code": place.code, "client_visit_id": str(uuid4()), "at": clock.now().isoformat()}
    answer = await client.post("/api/v1/scans", json=body, headers=bearer(token))
    assert answer.json()["verdict"] == "stop"


async def only_alert(client: httpx.AsyncClient, headers: dict[str, str]) -> dict[str, object]:
    [alert] = (await client.get(ALERTS, headers=headers)).json()["items"]
    return alert  # type: ignore[no-any-return]


def figure(name: str, **labels: str) -> float:
    """Return a metric's value in this process."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_every_reason_has_a_severity(db: Database):
    async with db.connection() as connection:
        known = {row[0] for row in await connection.fetch("select reason from alert_severity")}
    assert known == {reason.value for reason in Reason}


async def test_stops_at_once_in_two_processes_open_one_alert(app: FastAPI, db: Database, clock: FixedClock):
    place = await open_place(db)
    _, person = await red_person(app, db, clock)
    first, second = await db.pool.acquire(), await db.pool.acquire()
    try:
        call = (
            "select record_stops($1, array[row($2::bigint, $1, $3::uuid, $4::bigint, null, null, null, null, 0, 1, 3,"
            " 0, 0, null, 0, array[2])::visit_line], array[row($2::bigint, $1, $3::uuid, $5::bigint, $6::text, 2)"
            "::stop_line])"
        )
        async with db.connection() as connection:
            venue, division = await connection.fetchrow(
                "select v.id, v.division_code from venue v join door d on d.venue_id = v.id where d.id = $1",
                place.door_id,
            )

        async def stop(connection: object, number: int) -> None:
            at = clock.now() + timedelta(milliseconds=number)
            await connection.fetchval(call, at, person, uuid4(), place.door_id, venue, division)  # type: ignore[attr-defined]

        opened = first.transaction()
        await opened.start()
        await stop(first, 0)
        waiting = asyncio.create_task(stop(second, 1))
        async with db.connection() as watcher, asyncio.timeout(5):
            while not await watcher.fetchval(WAITING):  # noqa: ASYNC110 - another session's wait has no event
                await asyncio.sleep(0)
        await opened.commit()
        await waiting
    finally:
        await db.pool.release(first)
        await db.pool.release(second)
    async with db.connection() as connection:
        assert [tuple(row) for row in await connection.fetch("select count from alert")] == [(2,)]


async def test_an_alert_concerns_the_persons_home_too(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, person = await red_person(app, db, clock)
    async with db.transaction() as connection:
        await connection.execute("update person set division_code = '370102' where id = $1", person)
    home = bearer(await make_officer(app, Role.HEALTH_OFFICER, "370102"))
    elsewhere = bearer(await make_officer(app, Role.HEALTH_OFFICER, "371600"))
    place = await open_place(db, division="371502001")
    await scan(client, clock, place, token)
    alert = await only_alert(client, home)
    assert (alert["home_code"], alert["division_code"], alert["severity"]) == ("370102", "371502001", "urgent")
    assert (await client.get(f"{ALERTS}/summary", headers=home)).json()["open"] == 1
    assert (await client.get(ALERTS, headers=elsewhere)).json()["items"] == []


async def test_what_nobody_takes_goes_up_level_by_level_and_no_further(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER, "371502"))
    token, _ = await red_person(app, db, clock)
    await scan(client, clock, await open_place(db, division="371502001"), token)
    handling: Handling = app.state.services[Handling]
    raised = [figure("venuecode_alerts_raised_total", level=level) for level in ("prefecture", "province")]
    assert await handling.raise_overdue() == 0
    levels = []
    for _ in range(3):
        clock.advance(timedelta(minutes=5))
        await handling.raise_overdue()
        levels.append((await only_alert(client, officer))["level"])
    assert levels == ["prefecture", "province", "province"]
    now = [figure("venuecode_alerts_raised_total", level=level) for level in ("prefecture", "province")]
    assert now == [one + 1 for one in raised]
    alert = await only_alert(client, officer)
    lines = (await client.get(f"{ALERTS}/{alert['id']}/events", headers=officer)).json()["items"]
    assert [(line["act"], line["officer"], line["detail"]) for line in lines] == [
        ("raised", None, "prefecture"),
        ("raised", None, "province"),
    ]
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from audit_event where action = 'alert.raised'") == 2


async def test_handled_to_its_end_with_notes_and_the_guard_told(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER, "371502"))
    token, _ = await red_person(app, db, clock)
    place = await open_place(db, division="371502001")
    await scan(client, clock, place, token)
    names = ("venuecode_alert_acknowledge_seconds", "venuecode_alert_close_seconds")
    before = [figure(f"{name}_{kind}", severity="urgent") for name in names for kind in ("count", "sum")]
    url = f"{ALERTS}/{(await only_alert(client, officer))['id']}"
    guards: HandledAlerts = HandledAlerts(app.state.services[Alerts], app.state.services[Divisions])
    assert b'"items":[]' in await guards.at([place.door_id])
    assert (await client.post(f"{url}/close", headers=officer)).status_code == 409
    clock.advance(timedelta(minutes=2))
    suggested = (await only_alert(client, officer))["suggested"]
    taken = (await client.post(f"{url}/acknowledge", headers=officer)).json()
    assert (suggested, taken["instruction"], taken["department_code"]) == ("hold", "hold", "371502")
    told = (await guards.at([place.door_id])).decode()
    assert "东昌府区防疫部门" in told
    assert "留在原地" in told

    [colleague, *_] = (await client.get(f"{url}/colleagues", headers=officer)).json()["items"]
    assert (await client.post(f"{url}/assign", json={"officer_id": 9_999}, headers=officer)).status_code == 422
    await client.post(f"{url}/assign", json={"officer_id": colleague["id"]}, headers=officer)
    await client.post(f"{url}/notes", json={"text": NAUGHTY}, headers=officer)
    assert (await client.post(f"{url}/close", headers=officer)).status_code == 409
    await client.post(f"{url}/dispose", json={"disposition": "isolated"}, headers=officer)
    assert "临时隔离点" in (await guards.at([place.door_id])).decode()
    clock.advance(timedelta(minutes=8))
    closed = (await client.post(f"{url}/close", headers=officer)).json()
    assert (closed["state"], closed["disposition"], closed["assigned_name"]) == ("closed", "isolated", "王主任")

    after = [figure(f"{name}_{kind}", severity="urgent") for name in names for kind in ("count", "sum")]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 120, 1, 600]

    lines = (await client.get(f"{url}/events", headers=officer)).json()["items"]
    assert [line["act"] for line in lines] == ["acknowledged", "assigned", "noted", "disposed", "closed"]
    assert lines[2]["note"] == NAUGHTY
    [times] = (await client.get(f"{ALERTS}/summary", headers=officer)).json()["times"]
    assert (times["severity"], times["acknowledge_p50"], times["close_p90"]) == ("urgent", 120.0, 600.0)
    async with db.connection() as connection:
        assert NAUGHTY.encode() not in await connection.fetchval("select note from alert_event where note is not null")


async def test_handed_over_it_is_open_for_the_other_division(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER, "371502"))
    other = bearer(await make_officer(app, Role.HEALTH_OFFICER, "371600"))
    token, _ = await red_person(app, db, clock)
    await scan(client, clock, await open_place(db, division="371502001"), token)
    url = f"{ALERTS}/{(await only_alert(client, officer))['id']}"
    await client.post(f"{url}/acknowledge", headers=officer)
    assert (await client.get(url, headers=other)).status_code == 404
    body = {"division_code": "371600", "note": "家住滨州"}
    handed = (await client.post(f"{url}/hand-over", json=body, headers=officer)).json()
    assert (handed["state"], handed["handed_code"]) == ("open", "371600")
    taken = (await client.post(f"{url}/acknowledge", headers=other)).json()
    assert (taken["state"], taken["department_code"]) == ("acknowledged", "371600")


async def test_who_comes_back_after_the_end_opens_the_alert_again(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER, "371502"))
    token, _ = await red_person(app, db, clock)
    place = await open_place(db, division="371502001")
    await scan(client, clock, place, token)
    url = f"{ALERTS}/{(await only_alert(client, officer))['id']}"
    for step, body in (("acknowledge", {}), ("dispose", {"disposition": "turned_away"}), ("close", None)):
        assert (await client.post(f"{url}/{step}", json=body, headers=officer)).status_code == 200
    clock.advance(timedelta(minutes=20))
    await scan(client, clock, place, token)
    again = await only_alert(client, officer)
    assert (again["state"], again["count"], again["disposition"]) == ("open", 2, None)


async def test_a_look_at_a_persons_stops_is_recorded_and_the_person_reads_it(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER, "371502"))
    token, person = await red_person(app, db, clock)
    async with db.transaction() as connection:
        await connection.execute("update person set division_code = '370102' where id = $1", person)
    await scan(client, clock, await open_place(db, division="371502001"), token)
    await scan(client, clock, await open_place(db, division="371602001"), token)
    url = f"{ALERTS}/{(await only_alert(client, officer))['id']}"
    seen = (await client.post(f"{url}/stops", json={"reason": "核实近期行程"}, headers=officer)).json()["items"]
    assert len(seen) == 1
    [look] = (await client.get("/api/v1/me/looks", headers=bearer(token))).json()["items"]
    assert (look["action"], look["reason"]) == ("alert.stops_read", "核实近期行程")
