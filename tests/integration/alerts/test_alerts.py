import asyncio
from datetime import timedelta

import httpx
from fastapi import FastAPI

from doors import open_place
from people import bearer, make_officer
from stops import stop_somebody
from venuecode.alerts.service import AlertHub
from venuecode.health.reasons import Reason
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.ids import DivisionCode
from venuecode.regions.rules import Scope

ALERTS = "/api/v1/officers/alerts"


async def test_officers_see_the_alerts_of_their_divisions_and_no_others(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    county = bearer(await make_officer(app, Role.HEALTH_OFFICER, "371502"))
    city = bearer(await make_officer(app, Role.HEALTH_OFFICER, "371500"))
    elsewhere = bearer(await make_officer(app, Role.HEALTH_OFFICER, "371600"))
    await stop_somebody(app, client, db, clock, await open_place(db, division="371502001"))
    for headers in (county, city):
        page = (await client.get(ALERTS, headers=headers)).json()
        [alert] = page["items"]
        assert (alert["person_name"], alert["venue_name"], alert["reason"]["zh"]) == (
            "王*",
            "东昌府区图书馆",
            "确诊病例",
        )
        assert (await client.get(f"{ALERTS}/summary", headers=headers)).json()["open"] == 1
    assert (await client.get(ALERTS, headers=elsewhere)).json()["items"] == []
    assert (await client.get(f"{ALERTS}/{alert['id']}", headers=elsewhere)).status_code == 404
    assert (await client.post(f"{ALERTS}/{alert['id']}/acknowledge", headers=elsewhere)).status_code == 404


async def test_an_alert_is_acknowledged_once_and_that_is_on_record(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    health = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    reviewer = bearer(await make_officer(app, Role.REVIEWER))
    await stop_somebody(app, client, db, clock, await open_place(db))
    [alert] = (await client.get(ALERTS, headers=health)).json()["items"]
    assert (await client.post(f"{ALERTS}/{alert['id']}/acknowledge", headers=reviewer)).status_code == 403
    for _ in range(2):
        done = (await client.post(f"{ALERTS}/{alert['id']}/acknowledge", headers=health)).json()
        assert (done["state"], done["acknowledged_by"]) == ("acknowledged", "王主任")
    assert (await client.get(ALERTS, params={"state": "open"}, headers=health)).json()["items"] == []
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from audit_event where action = 'alert.acknowledged'") == 1


async def test_pages_follow_one_another_and_since_leaves_out_the_old(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    health = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    place = await open_place(db)
    for _ in range(3):
        await stop_somebody(app, client, db, clock, place)
        clock.advance(timedelta(minutes=1))
    page = (await client.get(ALERTS, params={"limit": 2}, headers=health)).json()
    rest = (await client.get(ALERTS, params={"limit": 2, "cursor": page["next"]}, headers=health)).json()
    assert len({alert["id"] for alert in page["items"] + rest["items"]}) == 3
    assert rest["next"] is None
    since = (clock.now() - timedelta(seconds=90)).isoformat()
    assert len((await client.get(ALERTS, params={"since": since}, headers=health)).json()["items"]) == 1


async def test_an_open_console_hears_of_a_stop_in_its_division_only(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    hub: AlertHub = app.state.services[AlertHub]
    here, there = hub.open(Scope(DivisionCode("371502"))), hub.open(Scope(DivisionCode("371600")))
    await stop_somebody(app, client, db, clock, await open_place(db, division="371502001"))
    async with asyncio.timeout(5):
        alert = await here.queue.get()
    assert alert.reason is Reason.CONFIRMED_CASE
    assert there.queue.empty()
    hub.close(here)
    hub.close(there)
