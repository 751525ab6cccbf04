"""Other bodies' systems declare, query, request and make codes, verify and correct: with the client that they copy."""

import json
from datetime import timedelta
from typing import Any

import pytest

from exchanging import Partner
from people import bearer, make_officer, register_citizen, resident_id
from systems import make_system
from venuecode.exchange.service import Exchange
from venuecode.identity.model import Role
from venuecode.identity.systems.model import SystemKind

WHY = "入院前核实"


def who(number: str) -> dict[str, str]:
    return {"document_type": "resident_id", "document_number": number}


def a_test(number: str, clock, **changes: Any) -> dict[str, Any]:
    at = clock.now().isoformat()
    record = {"id": "r1", "kind": "test", **who(number), "result": "positive", "sampled_at": at}
    return {**record, "institution": "区检测中心", **changes}


async def colour(client, token: str) -> str:
    return (await client.get("/api/v1/me/status", headers=bearer(token))).json()["colour"]


async def refused(partner: Partner, what: Any, *values: Any, **named: Any) -> tuple[int, str]:
    try:
        await partner.do(what, *values, **named)
    except Exception as fault:  # noqa: BLE001 - the client's own class is loaded by path
        return fault.status, fault.code
    return 200, ""


@pytest.fixture
async def partner(app) -> Partner:
    return Partner(app, await make_system(app))


async def test_a_query_tells_the_status_and_the_person_reads_who_asked_and_why(app, client, clock, partner):
    number = resident_id()
    token, _ = await register_citizen(app, number=number)
    await partner.do(partner.client.push, [a_test(number, clock)], "batch-00001")
    told = await partner.do(partner.client.query_health, who(number), WHY)
    assert (told["masked_name"], told["status"]["colour"]) == ("张*明", "red")
    assert told["status"]["reasons"][0]["source"]["code"] == "lab:东昌府区检测中心"
    assert number not in json.dumps(told)
    looks = (await client.get("/api/v1/me/looks", headers=bearer(token))).json()["items"]
    assert [(look["action"], look["role"]["zh"], look["reason"]) for look in looks] == [
        ("exchange.health_queried", "东昌府区检测中心", WHY)
    ]
    assert looks[0]["what"]["en"] == "Another body's system asked for your health status"


async def test_nobody_and_somebody_elsewhere_are_answered_alike_and_both_are_on_record(app, db, partner):
    elsewhere = resident_id()
    await register_citizen(app, number=elsewhere, division="370202")
    for number in (elsewhere, resident_id()):
        assert await refused(partner, partner.client.query_health, who(number), WHY) == (404, "health.person_not_found")
        asked = await refused(partner, partner.client.request_code, who(number), WHY)
        assert asked == (404, "health.person_not_found")
    async with db.connection() as connection:
        found = await connection.fetch("select look from audit_event where action = 'exchange.look_refused'")
    assert [row["look"] for row in found] == [False] * 4


async def test_looks_are_bounded_by_the_day(app, client, clock):
    signer = await make_system(app)
    administrator = bearer(await make_officer(app, Role.ADMINISTRATOR, "371500"))
    changed = await client.patch(
        f"/api/v1/systems/{signer.system_id}", json={"looks_per_day": 2}, headers=administrator
    )
    assert changed.json()["looks_per_day"] == 2
    partner = Partner(app, signer)
    number = resident_id()
    await register_citizen(app, number=number)
    for _ in range(2):
        await partner.do(partner.client.query_health, who(number), WHY)
    assert await refused(partner, partner.client.query_health, who(number), WHY) == (429, "too_many_requests")
    assert await refused(partner, partner.client.verify_code, "x", WHY) == (429, "too_many_requests")
    clock.advance(timedelta(days=1))
    await partner.do(partner.client.query_health, who(number), WHY)
    assert len([path for path in partner.requests if "token" in path]) == 2  # one token for as long as it is good


async def test_a_code_is_requested_made_and_verified(app, client, clock, partner):
    number = resident_id()
    token, _ = await register_citizen(app, number=number)
    request = await partner.do(partner.client.request_code, who(number), WHY)
    made = await partner.do(partner.client.make_code, request["request"])
    assert made["picture"].startswith("<svg")
    verified = await partner.do(partner.client.verify_code, made["code"], "到馆核验")
    assert (verified["valid"], verified["shown"], verified["status"]["colour"]) == (True, "personal_code", "green")
    other = Partner(app, await make_system(app))
    assert await refused(other, other.client.make_code, request["request"]) == (404, "exchange.request_ended")
    clock.advance(timedelta(minutes=2))
    late = await partner.do(partner.client.verify_code, made["code"], "到馆核验")
    assert (late["valid"], late["fault"]["code"], late["status"]) == (False, "pass.expired", None)
    clock.advance(timedelta(hours=24))
    await app.state.services[Exchange].forget()
    assert await refused(partner, partner.client.make_code, request["request"]) == (404, "exchange.request_ended")
    looks = (await client.get("/api/v1/me/looks", headers=bearer(token))).json()["items"]
    assert [look["action"] for look in looks] == ["exchange.code_verified", "exchange.code_requested"]


async def test_a_code_of_somebody_from_elsewhere_is_verified_where_they_show_it(app, client, partner):
    token, _ = await register_citizen(app, division="370202")
    code = (await client.post("/api/v1/me/code", headers=bearer(token))).json()["code"]
    assert (await partner.do(partner.client.verify_code, code, "到馆核验"))["valid"]


async def test_declarations_count_for_who_is_registered_and_wait_for_who_is_not(app, client, db, clock, partner):
    known, unknown = resident_id(), resident_id()
    token, _ = await register_citizen(app, number=known)
    health = {"symptoms": ["cough", "fever"], "temperature": 38.2, "contact": False}
    at = clock.now().isoformat()
    told = await partner.do(partner.client.declare_health, who(known), "d1", at, health)
    assert told["id"] == "d1"
    await partner.do(partner.client.declare_health, who(unknown), "d2", at, health)
    stay = {"country": "KR", "arrived_on": "2026-04-28", "left_on": "2026-05-02"}
    travel = {"stays": [stay], "risk_area": False}
    await partner.do(partner.client.declare_travel, who(known), "d3", at, travel)
    read = (await client.get("/api/v1/me/declarations", headers=bearer(token))).json()["items"]
    assert [one["kind"] for one in read] == ["travel", "health"]
    assert read[0]["declared"]["stays"][0]["place"]["zh"] == "韩国"
    assert [one["zh"] for one in read[1]["declared"]["symptoms"]] == ["发热", "咳嗽"]
    assert read[1]["source"]["zh"] == "东昌府区检测中心"
    later, _ = await register_citizen(app, number=unknown)
    assert len((await client.get("/api/v1/me/declarations", headers=bearer(later))).json()["items"]) == 1
    for content in (
        {**travel, "stays": [{**stay, "country": "ZZ"}]},
        {"stays": [{**stay, "left_on": "2026-06-02"}], "risk_area": False},
    ):
        assert await refused(partner, partner.client.declare_travel, who(known), "d4", at, content) == (
            422,
            "input.invalid",
        )


async def test_a_wrong_record_is_taken_back_and_the_right_one_counts(app, client, db, clock, partner):
    number, unknown = resident_id(), resident_id()
    token, _ = await register_citizen(app, number=number)
    for n, one in enumerate((number, unknown)):
        await partner.do(partner.client.push, [a_test(one, clock)], f"batch-0000{n}")
    assert await colour(client, token) == "red"
    other = Partner(app, await make_system(app, kind=SystemKind.REGION, origin="410000"))
    wrong = a_test(number, clock)
    assert await refused(other, other.client.correct, wrong, "标本贴错") == (404, "push.nothing_to_correct")
    await partner.do(partner.client.correct, wrong, "标本贴错", a_test(number, clock, result="negative"))
    assert await colour(client, token) == "green"
    status = (await client.get("/api/v1/me/status", headers=bearer(token))).json()
    assert status["test_result"] == "negative"
    await partner.do(partner.client.correct, a_test(unknown, clock), "标本贴错")
    for record in (wrong, a_test(unknown, clock)):  # a second time there is nothing left, registered or not
        assert await refused(partner, partner.client.correct, record, "标本贴错") == (404, "push.nothing_to_correct")
    later, _ = await register_citizen(app, number=unknown)
    assert await colour(client, later) == "green"
    async with db.connection() as connection:
        withdrawn = await connection.fetchrow("select why, source from fact_withdrawal")
    assert tuple(withdrawn) == ("标本贴错", "lab:东昌府区检测中心")


async def test_a_correction_whose_right_record_is_unfit_changes_nothing(app, client, clock, partner):
    number = resident_id()
    token, _ = await register_citizen(app, number=number)
    await partner.do(partner.client.push, [a_test(number, clock)], "batch-00001")
    future = a_test(number, clock, sampled_at=(clock.now() + timedelta(days=3)).isoformat())
    assert await refused(partner, partner.client.correct, a_test(number, clock), "时间有误", future) == (
        422,
        "input.invalid",
    )
    assert await colour(client, token) == "red"
