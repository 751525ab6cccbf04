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

LOOK_UP = "/api/v1/venue-invitations/look-up"
ACCEPT = "/api/v1/venue-invitations/accept"


async def citizen(app: FastAPI, name: str) -> dict[str, str]:
    return bearer((await register_citizen(app, name))[0])


@pytest.fixture
async def manager(app: FastAPI) -> dict[str, str]:
    return await citizen(app, "张经理")


@pytest.fixture
async def mine(client: httpx.AsyncClient, manager: dict[str, str]) -> str:
    detail: dict[str, Any] = await issued(client, manager)
    return f"/api/v1/my/venues/{detail['venue']['id']}"


async def invite(client: httpx.AsyncClient, headers: dict[str, str], mine: str, role: str = "guard") -> str:
    answer = await client.post(f"{mine}/invitations", json={"role": role}, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


async def roles(client: httpx.AsyncClient, headers: dict[str, str]) -> list[str]:
    items = (await client.get("/api/v1/my/venues", headers=headers)).json()["items"]
    return [item["role"] for item in items]


async def test_a_guard_is_bound_by_a_share_code_that_serves_once(
    client: httpx.AsyncClient, app: FastAPI, manager: dict[str, str], mine: str, db: Database
):
    code = await invite(client, manager, mine)
    guard, late = await citizen(app, "李检测"), await citizen(app, "赵迟到")
    typed = f" {code[:5].lower()}-{code[5:]} "
    offer = (await client.post(LOOK_UP, json={"code": typed}, headers=guard)).json()
    assert (offer["role"], offer["full_name"]) == ("guard", "聊城市水城百货有限公司")
    assert (await client.post(ACCEPT, json={"code": typed}, headers=guard)).status_code == 200
    assert await roles(client, guard) == ["guard"]
    used = await client.post(ACCEPT, json={"code": code}, headers=late)
    assert used.json()["code"] == "members.invitation_over"
    listed = (await client.get(f"{mine}/members", headers=manager)).json()
    assert [(m["name"], m["role"], m["is_me"]) for m in listed["items"]] == [
        ("张*理", "manager", True),
        ("李*测", "guard", False),
    ]
    async with db.connection() as connection:
        stored = await connection.fetchval("select code_hash from venue_invitation")
    assert code.encode() not in stored


async def test_of_two_who_accept_at_once_one_is_bound(
    client: httpx.AsyncClient, app: FastAPI, manager: dict[str, str], mine: str
):
    code = await invite(client, manager, mine)
    guards = [await citizen(app, f"检测{n}") for n in range(3)]
    answers = await asyncio.gather(*(client.post(ACCEPT, json={"code": code}, headers=guard) for guard in guards))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert sum([await roles(client, guard) == ["guard"] for guard in guards]) == 1


async def test_a_share_code_expires_and_can_be_withdrawn(
    client: httpx.AsyncClient, app: FastAPI, manager: dict[str, str], mine: str, clock: FixedClock
):
    guard = await citizen(app, "李检测")
    withdrawn = await invite(client, manager, mine)
    listed = (await client.get(f"{mine}/members", headers=manager)).json()["invitations"]
    assert (await client.delete(f"{mine}/invitations/{listed[0]['id']}", headers=manager)).status_code == 204
    assert (await client.post(ACCEPT, json={"code": withdrawn}, headers=guard)).status_code == 409
    old = await invite(client, manager, mine)
    clock.advance(timedelta(hours=72))
    assert (await client.post(ACCEPT, json={"code": old}, headers=guard)).json()["code"] == "members.invitation_over"
    wrong = await client.post(LOOK_UP, json={"code": "0000000000"}, headers=guard)
    assert (wrong.status_code, wrong.json()["code"]) == (404, "members.no_such_invitation")


async def test_the_manager_hands_over_and_is_one_no_more(
    client: httpx.AsyncClient, app: FastAPI, manager: dict[str, str], mine: str
):
    guard = await citizen(app, "李检测")
    await client.post(ACCEPT, json={"code": await invite(client, manager, mine)}, headers=guard)
    open_code = await invite(client, manager, mine)
    assert (await client.delete(f"{mine}/membership", headers=manager)).json()["code"] == "members.hand_over_first"
    offer = await invite(client, manager, mine, "manager")
    assert (await client.post(ACCEPT, json={"code": offer}, headers=manager)).status_code == 409
    assert (await client.post(ACCEPT, json={"code": offer}, headers=guard)).status_code == 200
    assert (await roles(client, manager), await roles(client, guard)) == ([], ["manager"])
    assert (await client.get(f"{mine}/members", headers=manager)).status_code == 404
    stranger = await citizen(app, "赵迟到")
    assert (await client.post(ACCEPT, json={"code": open_code}, headers=stranger)).status_code == 409


async def test_either_side_unbinds(client: httpx.AsyncClient, app: FastAPI, manager: dict[str, str], mine: str):
    first, second = await citizen(app, "李检测"), await citizen(app, "王检测")
    for guard in (first, second):
        await client.post(ACCEPT, json={"code": await invite(client, manager, mine)}, headers=guard)
    again = await client.post(ACCEPT, json={"code": await invite(client, manager, mine)}, headers=first)
    assert again.json()["code"] == "members.already_member"
    assert (await client.post(f"{mine}/invitations", json={"role": "guard"}, headers=first)).status_code == 404
    assert (await client.delete(f"{mine}/membership", headers=first)).status_code == 204
    bound = (await client.get(f"{mine}/members", headers=manager)).json()["items"]
    member = next(m for m in bound if m["role"] == "guard")
    assert (await client.delete(f"{mine}/members/{member['id']}", headers=manager)).status_code == 204
    boss = next(m for m in bound if m["role"] == "manager")
    assert (await client.delete(f"{mine}/members/{boss['id']}", headers=manager)).status_code == 404
    assert (await roles(client, first), await roles(client, second)) == ([], [])


async def test_an_officer_gives_a_venue_its_manager(
    client: httpx.AsyncClient, app: FastAPI, manager: dict[str, str], mine: str
):
    path = f"/api/v1/venues/{mine.rsplit('/', 1)[1]}/invitations"
    officer = bearer(await make_officer(app, Role.REVIEWER, "371502001"))
    code = (await client.post(path, headers=officer)).json()["code"]
    heir = await citizen(app, "新经理")
    assert (await client.post(ACCEPT, json={"code": code}, headers=heir)).status_code == 200
    assert (await roles(client, manager), await roles(client, heir)) == ([], ["manager"])
    elsewhere = bearer(await make_officer(app, Role.REVIEWER, "371502002"))
    assert (await client.post(path, headers=elsewhere)).status_code == 404


async def test_a_former_manager_has_no_more_say_in_what_is_filed(
    client: httpx.AsyncClient, app: FastAPI, manager: dict[str, str], mine: str
):
    draft = (await client.post(f"{mine}/amendment", headers=manager)).json()
    heir = await citizen(app, "新经理")
    await client.post(ACCEPT, json={"code": await invite(client, manager, mine, "manager")}, headers=heir)
    path = f"/api/v1/venue-applications/{draft['id']}"
    late = await client.post(f"{path}/submit", json={"version": draft["version"]}, headers=manager)
    assert late.status_code == 404
    fresh = (await client.post(f"{mine}/amendment", headers=heir)).json()
    assert fresh["id"] != draft["id"]
    assert (await client.get(path, headers=manager)).json()["state"] == "rejected"
