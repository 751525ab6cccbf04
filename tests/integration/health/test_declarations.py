"""People declare health and travel: kept sealed with source `self`, read by officers; what it means the policy says."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from people import bearer, make_officer, register_citizen, resident_id
from venuecode.health.policy.table import shipped_policy
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock

MINE = "/api/v1/me/declarations"
ILL = {"symptoms": ["cough", "fever", "cough"], "temperature": 38.2, "contact": True, "note": "昨晚开始"}
STAY = {"division_code": "370202", "arrived_on": "2026-04-20", "left_on": "2026-05-03"}


async def grey_for_three_days(db: Database) -> None:
    """Put a policy in force by which a declaration that says something is grey for 3 days, until a negative test."""
    document = shipped_policy().model_dump(mode="json")
    document["reasons"]["self_declared"] = {
        "steps": [{"colour": "grey", "days": 3}],
        "lifted_by_negative": True,
    }
    async with db.transaction() as connection:
        await connection.execute("update policy_version set state = 'retired', retired_at = now()")
        await connection.execute(
            "insert into policy_version (document, state, made_at, activated_at) values ($1, 'active', now(), now())",
            document,
        )


async def test_a_declaration_is_kept_sealed_and_read_again_by_its_person(
    app: FastAPI, client: httpx.AsyncClient, db: Database
):
    token, _ = await register_citizen(app)
    made = await client.post(f"{MINE}/health", json=ILL, headers=bearer(token))
    assert made.status_code == 201, made.text
    trip = {"stays": [STAY, {"country": "HK", "arrived_on": "2026-05-03", "left_on": "2026-05-05"}], "risk_area": False}
    assert (await client.post(f"{MINE}/travel", json=trip, headers=bearer(token))).status_code == 201
    read = (await client.get(MINE, headers=bearer(token))).json()
    travel, health = read["items"]
    assert [one["en"] for one in health["declared"]["symptoms"]] == ["Fever", "Cough"]
    assert (health["source"]["code"], health["declared"]["temperature"]) == ("self", 38.2)
    assert [stay["place"]["zh"] for stay in travel["declared"]["stays"]] == [
        "山东省青岛市市南区",
        "中国香港特别行政区",
    ]
    assert len(read["symptoms"]) == 7
    async with db.connection() as connection:
        rows = await connection.fetch("select flags, content from declaration order by id")
    assert [row["flags"] for row in rows] == [3, 4]
    assert all("昨晚".encode() not in row["content"] for row in rows)
    status = (await client.get("/api/v1/me/status", headers=bearer(token))).json()
    assert (status["colour"], status["reasons"]) == ("green", [])  # by the policy that ships


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("health", {**ILL, "temperature": 60}, "temperature"),
        ("health", {**ILL, "symptoms": ["hunger"]}, "symptoms.0"),
        ("health", {"symptoms": []}, "contact"),
        ("travel", {"stays": [{**STAY, "left_on": "2026-05-07"}], "risk_area": False}, "stays.0.left_on"),
        ("travel", {"stays": [{**STAY, "left_on": "2026-04-21"}], "risk_area": False}, "stays.0.left_on"),
        ("travel", {"stays": [{**STAY, "arrived_on": "2026-05-04"}], "risk_area": False}, "stays.0.left_on"),
        ("travel", {"stays": [{**STAY, "division_code": "999999"}], "risk_area": False}, "stays.0.division_code"),
        ("travel", {"stays": [{**STAY, "country": "JP"}], "risk_area": False}, "stays.0.division_code"),
        ("travel", {"stays": []}, "risk_area"),
    ],
)
async def test_what_cannot_be_right_is_told_by_its_field(app: FastAPI, client: httpx.AsyncClient, path, body, field):
    token, _ = await register_citizen(app)
    answer = await client.post(f"{MINE}/{path}", json=body, headers=bearer(token))
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert (await client.get(MINE, headers=bearer(token))).json()["items"] == []


async def test_where_the_policy_says_so_it_is_a_reason_with_source_start_and_end(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    await grey_for_three_days(db)
    token, _ = await register_citizen(app)
    await client.post(f"{MINE}/health", json={"contact": False}, headers=bearer(token))
    assert (await client.get("/api/v1/me/status", headers=bearer(token))).json()["colour"] == "green"
    clock.advance(timedelta(minutes=1))
    await client.post(f"{MINE}/health", json=ILL, headers=bearer(token))
    status = (await client.get("/api/v1/me/status", headers=bearer(token))).json()
    [reason] = status["reasons"]
    assert (status["colour"], reason["code"], reason["source"]["code"]) == ("grey", "self_declared", "self")
    assert reason["until"] == (clock.now() + timedelta(days=3)).isoformat().replace("+00:00", "Z")
    async with db.connection() as connection:
        change = await connection.fetchrow("select source, cause, fact_id from status_change")
    assert (change["source"], change["cause"]) == ("self", "fact")
    assert str(change["fact_id"]) == reason["fact_id"]
    clock.advance(timedelta(days=3))
    assert (await client.get("/api/v1/me/status", headers=bearer(token))).json()["colour"] == "green"


async def test_a_guardian_declares_for_a_relative_and_nobody_for_a_stranger(app: FastAPI, client: httpx.AsyncClient):
    token, _ = await register_citizen(app)
    _, stranger = await register_citizen(app)
    bond = {
        "name": "李奶奶",
        "document_type": "resident_id",
        "document_number": resident_id("19450101"),
        "relation": "parent",
        "consent": True,
    }
    added = await client.post("/api/v1/me/family", json=bond, headers=bearer(token))
    assert added.is_success, added.text
    [ward] = (await client.get("/api/v1/me/family", headers=bearer(token))).json()["wards"]
    for person, status in ((ward["person_id"], 201), (stranger, 404)):
        answer = await client.post(f"{MINE}/health", json={**ILL, "person_id": person}, headers=bearer(token))
        assert answer.status_code == status, answer.text
    read = await client.get(MINE, params={"person_id": ward["person_id"]}, headers=bearer(token))
    assert len(read.json()["items"]) == 1
    assert (await client.get(MINE, headers=bearer(token))).json()["items"] == []
    assert (await client.get(MINE, params={"person_id": stranger}, headers=bearer(token))).status_code == 404


async def test_declarations_about_one_person_are_bounded_by_the_day(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    token, _ = await register_citizen(app)
    statuses = []
    for _ in range(11):
        clock.advance(timedelta(minutes=1))
        statuses.append((await client.post(f"{MINE}/health", json=ILL, headers=bearer(token))).status_code)
    assert statuses == [201] * 10 + [429]


async def test_an_officer_reads_it_in_the_file_and_the_person_reads_that(app: FastAPI, client: httpx.AsyncClient):
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    token, person = await register_citizen(app)
    await client.post(f"{MINE}/health", json=ILL, headers=bearer(token))
    path = f"/api/v1/health/persons/{person}/facts"
    file: Any = (await client.post(path, json={"reason": "核实申报"}, headers=officer)).json()
    [fact] = file["facts"]
    assert (fact["kind"], fact["source"]["code"], fact["declared"]["note"]) == ("declaration", "self", "昨晚开始")
    assert fact["declared"]["contact"] is True
    looks = (await client.get("/api/v1/me/looks", headers=bearer(token))).json()["items"]
    assert [look["reason"] for look in looks] == ["核实申报"]
    assert "昨晚" not in json.dumps(looks, ensure_ascii=False)
