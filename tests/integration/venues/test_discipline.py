import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from people import bearer, make_officer, register_citizen
from venue_forms import issued
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock

MINE = "/api/v1/my/measures"


@pytest.fixture
async def manager(app: FastAPI) -> dict[str, str]:
    return bearer((await register_citizen(app, "张经理"))[0])


@pytest.fixture
async def shop(client: httpx.AsyncClient, manager: dict[str, str]) -> dict[str, Any]:
    venue: dict[str, Any] = (await issued(client, manager))["venue"]
    return venue


@pytest.fixture
async def regulator(app: FastAPI) -> dict[str, str]:
    return bearer(await make_officer(app, Role.REGULATOR, "371502"))


async def send(client: httpx.AsyncClient, officer: dict[str, str], venue_id: int, kind: str, reason: str) -> Any:
    path, body = f"/api/v1/venues/{venue_id}/measures", {"kind": kind, "reason": reason}
    answer = await client.post(path, json=body, headers=officer)
    assert answer.status_code == 201, answer.text
    return answer.json()["items"][0]


async def test_a_warning_is_seen_and_answered_and_stands_in_history_and_record(
    client: httpx.AsyncClient,
    clock: FixedClock,
    db: Database,
    manager: dict[str, str],
    regulator: dict[str, str],
    shop: dict[str, Any],
):
    venue, mine = f"/api/v1/venues/{shop['id']}", f"/api/v1/my/venues/{shop['id']}"
    first = await send(client, regulator, shop["id"], "reminder", "请在北门补贴场所码")
    second = await send(client, regulator, shop["id"], "warning", "北门三天无人值守")
    assert (second["kind"], second["seen_at"], second["answer"]) == ("warning", None, None)
    assert second["division_name"].endswith("东昌府区")

    shown = (await client.get(MINE, headers=manager)).json()["items"]
    assert [(m["id"], m["venue_name"], m["reason"]) for m in shown] == [
        (second["id"], shop["short_name"], "北门三天无人值守"),
        (first["id"], shop["short_name"], "请在北门补贴场所码"),
    ]
    clock.advance(timedelta(minutes=5))
    seen = await client.post(f"{mine}/measures/seen", json={"through": first["id"]}, headers=manager)
    assert seen.status_code == 204
    answer = {"text": "已安排张三值守"}
    path = f"{mine}/measures/{second['id']}/answer"
    both = await asyncio.gather(*(client.post(path, json=answer, headers=manager) for _ in range(2)))
    assert sorted(a.status_code for a in both) == [200, 409]
    assert next(a for a in both if a.status_code == 409).json()["code"] == "discipline.answered"

    read = (await client.get(f"{venue}/measures", headers=regulator)).json()["items"]
    now = clock.now().isoformat().replace("+00:00", "Z")
    assert [(m["kind"], m["seen_at"], m["answer"]) for m in read] == [
        ("warning", now, "已安排张三值守"),
        ("reminder", now, None),
    ]
    assert [m["id"] for m in (await client.get(MINE, headers=manager)).json()["items"]] == [first["id"], second["id"]]
    history = (await client.get(mine, headers=manager)).json()["history"]
    assert [(e["act"], e["by"], e["reason"]) for e in history[:3]] == [
        ("venue.measure_answered", "citizen", None),
        ("venue.warning_sent", "officer", "北门三天无人值守"),
        ("venue.reminder_sent", "officer", "请在北门补贴场所码"),
    ]
    async with db.connection() as connection:
        rows = await connection.fetch("select action, reason, details::text from audit_event order by id desc limit 4")
    assert {"venue.measure_answered", "venue.warning_sent", "venue.reminder_sent"} <= {row["action"] for row in rows}
    assert not any("张三" in f"{row['reason']}{row['details']}" for row in rows)


async def test_one_sent_while_the_page_was_open_stays_unseen(
    client: httpx.AsyncClient, manager: dict[str, str], regulator: dict[str, str], shop: dict[str, Any]
):
    first = await send(client, regulator, shop["id"], "reminder", "第一次提醒")
    await send(client, regulator, shop["id"], "reminder", "第二次提醒")
    body = {"through": first["id"]}
    await client.post(f"/api/v1/my/venues/{shop['id']}/measures/seen", json=body, headers=manager)
    shown = (await client.get(MINE, headers=manager)).json()["items"]
    assert [(m["reason"], m["seen_at"] is None) for m in shown] == [("第二次提醒", True), ("第一次提醒", False)]


async def test_a_regulator_suspends_and_the_manager_answers_but_the_regulator_does_not_lift_it(
    client: httpx.AsyncClient, manager: dict[str, str], regulator: dict[str, str], shop: dict[str, Any]
):
    path = f"/api/v1/venues/{shop['id']}"
    body = {"version": shop["version"], "reason": "两次警告后仍未整改"}
    suspended = await client.post(f"{path}/suspend", json=body, headers=regulator)
    assert (suspended.status_code, suspended.json()["state"]) == (200, "suspended")
    again = {**body, "version": suspended.json()["version"]}
    assert (await client.post(f"{path}/suspend", json=again, headers=regulator)).json()["code"] == "venues.wrong_state"
    assert (await client.post(f"{path}/resume", json=again, headers=regulator)).status_code == 403
    (measure,) = (await client.get(MINE, headers=manager)).json()["items"]
    assert (measure["kind"], measure["reason"]) == ("suspension", "两次警告后仍未整改")
    answer = f"/api/v1/my/venues/{shop['id']}/measures/{measure['id']}/answer"
    assert (await client.post(answer, json={"text": "已整改，请复查"}, headers=manager)).status_code == 200
    (read,) = (await client.get(f"{path}/measures", headers=regulator)).json()["items"]
    assert read["answer"] == "已整改，请复查"


async def test_a_guard_a_former_manager_and_another_venues_manager_neither_see_nor_answer(
    client: httpx.AsyncClient,
    app: FastAPI,
    manager: dict[str, str],
    regulator: dict[str, str],
    shop: dict[str, Any],
):
    measure = await send(client, regulator, shop["id"], "warning", "未落实扫码登记")
    mine = f"/api/v1/my/venues/{shop['id']}"
    guard = bearer((await register_citizen(app, "李检测"))[0])
    code = (await client.post(f"{mine}/invitations", json={"role": "guard"}, headers=manager)).json()["code"]
    await client.post("/api/v1/venue-invitations/accept", json={"code": code}, headers=guard)
    successor = bearer((await register_citizen(app, "王接任"))[0])
    code = (await client.post(f"{mine}/invitations", json={"role": "manager"}, headers=manager)).json()["code"]
    await client.post("/api/v1/venue-invitations/accept", json={"code": code}, headers=successor)
    stranger = bearer((await register_citizen(app, "赵旁人"))[0])
    for caller in (guard, manager, stranger):
        assert (await client.get(MINE, headers=caller)).json()["items"] == []
        said = await client.post(f"{mine}/measures/{measure['id']}/answer", json={"text": "知道了"}, headers=caller)
        assert said.status_code == 404
    assert [m["id"] for m in (await client.get(MINE, headers=successor)).json()["items"]] == [measure["id"]]
    other = await client.post(f"{mine}/measures/{measure['id'] + 1}/answer", json={"text": "知道了"}, headers=successor)
    assert other.status_code == 404


@pytest.mark.parametrize("reason", ["", " x ", "，" * 501])
async def test_words_that_say_nothing_or_too_much_are_refused(
    client: httpx.AsyncClient, regulator: dict[str, str], shop: dict[str, Any], reason: str
):
    path = f"/api/v1/venues/{shop['id']}/measures"
    refused = await client.post(path, json={"kind": "warning", "reason": reason}, headers=regulator)
    assert refused.status_code == 422
    assert (await client.get(path, headers=regulator)).json()["items"] == []


@pytest.mark.parametrize(
    "words", ["=1+1", "Robert'); DROP TABLE venue;--", "<script>alert(1)</script>", "﷽\u202e反转", "𠮷野家🈲"]
)
async def test_odd_words_come_back_as_they_were_sent(
    client: httpx.AsyncClient, manager: dict[str, str], regulator: dict[str, str], shop: dict[str, Any], words: str
):
    measure = await send(client, regulator, shop["id"], "warning", words)
    path = f"/api/v1/my/venues/{shop['id']}/measures/{measure['id']}/answer"
    answered = (await client.post(path, json={"text": words}, headers=manager)).json()
    assert (answered["reason"], answered["answer"]) == (words, words)
