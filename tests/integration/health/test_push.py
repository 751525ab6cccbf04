"""Laboratories and other regions push facts: signed, once, answered record by record."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from asgi import call
from people import bearer, register_citizen, resident_id
from systems import Signer, make_system
from venuecode.identity.systems.model import Grant, SystemKind

PATH = "/api/v1/push/facts"


def a_test(number: str, clock, **changes: Any) -> dict[str, Any]:
    return {
        "id": "r1",
        "kind": "test",
        "document_type": "resident_id",
        "document_number": number,
        "result": "negative",
        "sampled_at": clock.now().isoformat(),
        "institution": "区检测中心",
        **changes,
    }


async def push(app, signer: Signer, records: Any, key: str = "batch-00001", language: str = "en", **how: Any):
    body = json.dumps({"records": records}).encode()
    headers = signer.headers("POST", PATH, body, **how)
    headers |= {"content-type": "application/json", "idempotency-key": key, "accept-language": language}
    answer = await call(app, "POST", PATH, headers, body)
    return answer.status, answer.json()


async def tests_on_file(db) -> int:
    async with db.connection() as connection:
        return await connection.fetchval("select count(*) from test_result")


@pytest.fixture
async def laboratory(app) -> Signer:
    return await make_system(app)


async def test_a_positive_result_that_is_pushed_turns_the_person_red(app, client, clock, laboratory):
    number = resident_id()
    token, _ = await register_citizen(app, number=number)
    status, answer = await push(app, laboratory, [a_test(number, clock, result="positive")])
    assert (status, answer["accepted"], answer["refused"]) == (200, 1, 0)
    own = (await client.get("/api/v1/me/status", headers=bearer(token))).json()
    assert own["colour"] == "red"
    assert "东昌府区检测中心" in json.dumps(own, ensure_ascii=False)  # who said so


async def test_the_same_batch_again_gets_the_same_answer_and_another_one_none(app, db, clock, laboratory):
    number = resident_id()
    await register_citizen(app, number=number)
    records = [a_test(number, clock), a_test(number, clock, id="r2", result="perhaps")]
    first = await push(app, laboratory, records)
    assert first[1]["results"][1] == {
        "index": 1,
        "id": "r2",
        "outcome": "refused",
        "code": "push.record_invalid",
        "field": "result",
        "text": "Not in the right form",
    }
    assert await push(app, laboratory, records) == first
    status, problem = await push(app, laboratory, records[:1])
    assert (status, problem["code"]) == (409, "push.key_reused")
    assert await tests_on_file(db) == 1
    other = await make_system(app)
    assert (await push(app, other, records[:1]))[0] == 200  # the key is each system's own


async def test_two_that_come_at_once_with_one_key_are_one(app, db, clock, laboratory):
    number = resident_id()
    await register_citizen(app, number=number)
    records = [a_test(number, clock)]
    answers = await asyncio.gather(*(push(app, laboratory, records) for _ in range(4)))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0] == 200
    assert await tests_on_file(db) == 1


async def test_a_sender_does_not_learn_who_is_registered(app, db, clock, laboratory):
    here, elsewhere, nowhere = resident_id(), resident_id(), resident_id()
    await register_citizen(app, number=here)
    await register_citizen(app, number=elsewhere, division="370202")
    records = [a_test(number, clock) for number in (here, elsewhere, nowhere, here)]
    _, answer = await push(app, laboratory, records)
    assert len({json.dumps({**one, "index": 0}) for one in answer["results"]}) == 1
    async with db.connection() as connection:
        waiting = await connection.fetch("select sealed from waiting_fact")
    assert len(waiting) == 1
    assert nowhere.encode() not in waiting[0]["sealed"]


async def test_what_waits_counts_from_registration_on(app, client, clock, laboratory):
    number = resident_id()
    await push(app, laboratory, [a_test(number, clock, result="positive")])
    token, _ = await register_citizen(app, number=number)
    assert (await client.get("/api/v1/me/status", headers=bearer(token))).json()["colour"] == "red"


async def test_each_bad_record_is_told_and_the_good_ones_are_stored(app, db, clock, laboratory):
    number = resident_id()
    await register_citizen(app, number=number)
    good = a_test(number, clock)
    records = [
        good,
        "no record",
        {**good, "document_number": number[:-1] + "0" if number[-1] != "0" else number[:-1] + "1"},
        {**good, "kind": "horoscope"},
        {**good, "sampled_at": "2026-05-06T08:30:00"},
        {**good, "sampled_at": (clock.now() + timedelta(days=2)).isoformat()},
        {**good, "colour": "red"},
        {**good, "document_type": "passport", "document_number": "E12345678"},
        {**good, "kind": "order"},
    ]
    _, answer = await push(app, laboratory, records, language="zh")
    assert [one.get("code") for one in answer["results"]] == [
        None,
        "push.record_invalid",
        "push.document_invalid",
        "push.record_invalid",
        "push.record_invalid",
        "health.moment_implausible",
        "push.record_invalid",
        "push.document_invalid",
        "push.record_invalid",
    ]
    assert number not in json.dumps(answer)
    assert all(one["text"] for one in answer["results"][1:])
    assert await tests_on_file(db) == 1


async def test_a_system_pushes_only_what_it_is_granted(app, clock):
    number = resident_id()
    narrow = await make_system(app, grants=frozenset({Grant.PUSH_VACCINATIONS}))
    _, answer = await push(app, narrow, [a_test(number, clock)])
    assert answer["results"][0]["code"] == "push.not_granted"
    nothing = await make_system(app, grants=frozenset({Grant.HEALTH_QUERY}))
    status, problem = await push(app, nothing, [a_test(number, clock)])
    assert (status, problem["code"]) == (403, "system.not_granted")


async def test_another_region_sends_a_request_with_its_end(app, client, clock):
    number = resident_id()
    token, _ = await register_citizen(app, number=number)
    region = await make_system(app, kind=SystemKind.REGION, origin="110000")
    order = {
        "id": "bj-1",
        "kind": "order",
        "document_type": "resident_id",
        "document_number": number,
        "reason": "region_request",
        "starts_at": clock.now().isoformat(),
        "ends_at": (clock.now() + timedelta(days=3)).isoformat(),
        "evidence": "京协查〔2026〕5 号",
    }
    _, answer = await push(app, region, [order, {**order, "id": "bj-2", "ends_at": order["starts_at"]}])
    assert [one["outcome"] for one in answer["results"]] == ["accepted", "refused"]
    own = (await client.get("/api/v1/me/status", headers=bearer(token))).json()
    assert own["colour"] == "yellow"
    assert "北京" in json.dumps(own, ensure_ascii=False)
    laboratory = await make_system(app)
    _, answer = await push(app, laboratory, [order])
    assert answer["results"][0]["code"] == "health.not_by_this_source"


async def test_a_batch_that_is_no_batch_is_refused_as_a_whole(app, clock, laboratory):
    good = a_test(resident_id(), clock)
    for records in ([], [good] * 5_001, {"a": 1}):
        assert (await push(app, laboratory, records))[0] == 422
    status, problem = await push(app, laboratory, [good] * 1_001)
    assert (status, problem["code"]) == (413, "push.too_many_records")
    body = json.dumps({"records": [good]}).encode()
    headers = laboratory.headers("POST", PATH, body) | {"content-type": "application/json"}
    assert (await call(app, "POST", PATH, headers, body)).status == 422  # no idempotency key
    status, problem = await push(app, laboratory, [good], at=clock.now() - timedelta(hours=8))
    assert (status, problem["code"]) == (401, "system.clock_wrong")
