from datetime import timedelta

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from people import bearer, make_officer, register_citizen, resident_id
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock

HEALTH = "/api/v1/health"


async def look_up(client: httpx.AsyncClient, headers: dict[str, str], number: str) -> httpx.Response:
    body = {"document_type": "resident_id", "document_number": number, "reason": "流调核实"}
    return await client.post(f"{HEALTH}/lookups", json=body, headers=headers)


async def test_a_look_is_masked_and_on_record_with_its_reason(app: FastAPI, client: httpx.AsyncClient, db: Database):
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    number = resident_id()
    _, person = await register_citizen(app, "欧阳小明", number=number)
    found = await look_up(client, officer, number)
    assert found.json()["masked_name"] == "欧**明"
    assert number not in found.text
    async with db.connection() as connection:
        [seen] = await connection.fetch("select * from audit_event where action = 'health.looked_up'")
    assert (seen["subject_id"], seen["reason"], seen["look"]) == (person, "流调核实", True)


async def test_people_of_other_divisions_are_not_found(app: FastAPI, client: httpx.AsyncClient):
    number = resident_id()
    _, person = await register_citizen(app, number=number, division="371502")
    for role, division, status in (
        (Role.HEALTH_OFFICER, "371600", 404),
        (Role.REVIEWER, "371502", 403),
    ):
        officer = bearer(await make_officer(app, role, division))
        assert (await look_up(client, officer, number)).status_code == status
        test = {"result": "negative", "sampled_at": "2026-05-06T08:00:00+08:00", "institution": "市检测中心"}
        answer = await client.post(f"{HEALTH}/persons/{person}/tests", json=test, headers=officer)
        assert answer.status_code == status


async def test_a_positive_test_makes_red_for_seven_days_and_then_ends_by_itself(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    token, person = await register_citizen(app)
    test = {"result": "positive", "sampled_at": clock.now().isoformat(), "institution": "市检测中心"}
    entered = (await client.post(f"{HEALTH}/persons/{person}/tests", json=test, headers=officer)).json()
    assert (entered["colour"], entered["reason_code"]) == ("red", "positive_test")
    own = (await client.get("/api/v1/me/status", headers=bearer(token))).json()
    assert own["colour"] == "red"
    assert own["reason"]["advice"]["zh"]
    clock.advance(timedelta(days=7))
    own = (await client.get("/api/v1/me/status", headers=bearer(token))).json()
    assert (own["colour"], own["reason"], own["test_result"]) == ("green", None, "positive")


async def test_an_order_needs_a_listed_reason_an_end_that_can_be_evidence_and_another_officer(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    number = resident_id()
    token, person = await register_citizen(app, number=number)
    at = f"{HEALTH}/proposals"
    end = (clock.now() + timedelta(days=3)).isoformat()
    good = {"person_ids": [person], "reason": "left_high_risk_area", "ends_at": end, "evidence": "协查函 2026-12 号"}
    for wrong, field in (
        ({"reason": "guessed"}, "reason"),
        ({"reason": "demand.no_test"}, "reason"),
        ({"reason": "positive_test"}, "reason"),
        ({"reason": "other_province"}, "colour"),
        ({"ends_at": (clock.now() + timedelta(days=61)).isoformat()}, "ends_at"),
        ({"ends_at": clock.now().isoformat()}, "ends_at"),
        ({"evidence": " "}, "evidence"),
    ):
        answer = await client.post(at, json=good | wrong, headers=officer)
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert (await client.post(at, json=good, headers=officer)).status_code == 201
    found = (await look_up(client, officer, number)).json()
    assert (found["colour"], found["proposals_open"]) == ("green", 1)
    assert (await client.get("/api/v1/me/status", headers=bearer(token))).json()["colour"] == "green"


async def test_facts_are_append_only(app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock):
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    _, person = await register_citizen(app)
    test = {"result": "negative", "sampled_at": clock.now().isoformat(), "institution": "市检测中心"}
    await client.post(f"{HEALTH}/persons/{person}/tests", json=test, headers=officer)
    for change in ("update test_result set result = 1", "delete from test_result"):
        async with db.connection() as connection:
            with pytest.raises(asyncpg.PostgresError, match="append-only"):
                await connection.execute(change)
