"""The whole way over HTTP: a pushed positive test is red, stops at the door, ends by schedule; disputes are heard."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI

from doors import Place, open_place
from exchanging import Partner
from people import bearer, make_officer, register_citizen, resident_id
from systems import make_system
from venuecode.identity.model import Role
from venuecode.identity.systems.model import SystemKind
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock


async def scan(client: httpx.AsyncClient, token: str, place: Place, clock: FixedClock) -> tuple[str, str, list[str]]:
    body = {"code": place.code, "client_visit_id": str(uuid4()), "at": clock.now().isoformat()}
    [shown] = (await client.post("/api/v1/scans", json=body, headers=bearer(token))).json()["people"]
    return shown["verdict"], shown["colour"], [reason["code"] for reason in shown["reasons"]]


async def test_a_positive_test_is_red_stops_and_ends_by_itself(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    number = resident_id()
    token, _ = await register_citizen(app, number=number)
    place = await open_place(db)
    assert await scan(client, token, place, clock) == ("pass", "green", [])
    laboratory = Partner(app, await make_system(app))
    record = {
        "id": "r1",
        "kind": "test",
        "document_type": "resident_id",
        "document_number": number,
        "result": "positive",
        "sampled_at": clock.now().isoformat(),
        "institution": "区检测中心",
    }
    await laboratory.do(laboratory.client.push, [record], "batch-00001")
    clock.advance(timedelta(minutes=2))
    assert await scan(client, token, place, clock) == ("stop", "red", ["positive_test"])
    clock.advance(timedelta(days=7, minutes=-3))
    assert await scan(client, token, place, clock) == ("stop", "red", ["positive_test"])
    clock.advance(timedelta(minutes=1))  # no job has run: time alone brought it
    assert await scan(client, token, place, clock) == ("pass", "green", [])


async def test_what_another_region_pushed_is_disputed_here_and_ends(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    number = resident_id()
    token, _ = await register_citizen(app, number=number)
    place = await open_place(db)
    region = Partner(app, await make_system(app, kind=SystemKind.REGION, origin="410000"))
    order = {
        "id": "ha-1",
        "kind": "order",
        "document_type": "resident_id",
        "document_number": number,
        "reason": "other_province",
        "colour": "red",
        "starts_at": clock.now().isoformat(),
        "ends_at": (clock.now() + timedelta(days=7)).isoformat(),
        "evidence": "豫协查〔2026〕5 号",
    }
    await region.do(region.client.push, [order], "batch-00001")
    assert (await scan(client, token, place, clock))[:2] == ("stop", "red")
    [reason] = (await client.get("/api/v1/me/status", headers=bearer(token))).json()["reasons"]
    assert (reason["source"]["code"], reason["source"]["zh"]) == ("region:410000", "河南省")
    appeal: dict[str, Any] = {"fact_id": reason["fact_id"], "text": "当天我在本地，没有去过外省"}
    made = (await client.post("/api/v1/me/appeals", json=appeal, headers=bearer(token))).json()
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    decision = {"uphold": True, "answer": "已与推送地核实"}
    decided = await client.post(f"/api/v1/health/appeals/{made['id']}/decision", json=decision, headers=officer)
    assert decided.is_success, decided.text
    clock.advance(timedelta(minutes=2))
    assert await scan(client, token, place, clock) == ("pass", "green", [])
    await region.do(region.client.push, [order], "batch-00002")  # sent again, it stays taken back
    clock.advance(timedelta(minutes=2))
    assert await scan(client, token, place, clock) == ("pass", "green", [])
