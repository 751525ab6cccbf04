import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from people import bearer, make_officer, register_citizen
from venue_forms import issued
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.venues import lookup
from venuecode.venues.model import DoorState, VenueState


@pytest.fixture
async def manager(app: FastAPI) -> dict[str, str]:
    return bearer((await register_citizen(app))[0])


@pytest.fixture
async def keeper(app: FastAPI) -> dict[str, str]:
    return bearer(await make_officer(app, Role.ADMINISTRATOR, "371502"))


@pytest.fixture
async def shop(client: httpx.AsyncClient, manager: dict[str, str]) -> dict[str, Any]:
    return await issued(client, manager)


def door_path(door: dict[str, Any], act: str = "") -> str:
    return f"/api/v1/venues/{door['venue_id']}/doors/{door['id']}" + (f"/{act}" if act else "")


async def test_a_manager_adds_renames_closes_and_reopens_doors(
    client: httpx.AsyncClient, manager: dict[str, str], shop: dict[str, Any]
):
    doors = f"/api/v1/venues/{shop['venue']['id']}/doors"
    added = await client.post(doors, json={"doors": [{"name": "西门"}, {"name": "东门"}]}, headers=manager)
    assert added.status_code == 201
    west = added.json()["items"][0]
    assert (west["name"], west["direction"], west["state"]) == ("西门", "both", "open")
    taken = await client.post(doors, json={"doors": [{"name": "新门"}, {"name": "西门"}]}, headers=manager)
    assert taken.json()["code"] == "venues.door_name_taken"

    body = {"name": "西大门", "direction": "in", "version": west["version"]}
    renamed = (await client.put(door_path(west), json=body, headers=manager)).json()
    assert (renamed["name"], renamed["direction"], renamed["code"]) == ("西大门", "in", west["code"])
    late = await client.put(door_path(west), json=body, headers=manager)
    assert late.json()["code"] == "conflict"

    closed = await client.post(door_path(west, "close"), json={"version": renamed["version"]}, headers=manager)
    assert (closed.json()["state"], closed.json()["closed_at"] is not None) == ("closed", True)
    version = {"version": closed.json()["version"]}
    reopened = await client.post(door_path(west, "reopen"), json=version, headers=manager)
    assert (reopened.json()["state"], reopened.json()["code"]) == ("open", west["code"])
    names = [d["name"] for d in (await client.get("/api/v1/my/venues", headers=manager)).json()["items"][0]["doors"]]
    assert names == ["南门", "北门", "西大门", "东门"]


async def test_a_vehicle_is_a_door_with_plate_route_and_run(client: httpx.AsyncClient, manager: dict[str, str]):
    buses = await issued(
        client,
        manager,
        venue_class=3,
        type="bus",
        credit_code=None,
        doors=[{"plate": "鲁P12345", "route": "3 路", "run": "早班"}],
    )
    bus = buses["doors"][0]
    assert (bus["name"], bus["plate"], bus["route"], bus["run"]) == ("鲁P12345", "鲁P12345", "3 路", "早班")
    doors = f"/api/v1/venues/{buses['venue']['id']}/doors"
    without = await client.post(doors, json={"doors": [{"name": "二号车"}]}, headers=manager)
    assert set(without.json()["fields"]) == {"doors.0.plate"}


async def test_a_reissue_revokes_the_old_code_and_of_two_at_once_one_wins(
    client: httpx.AsyncClient, manager: dict[str, str], shop: dict[str, Any], db: Database
):
    door = shop["doors"][0]
    body = {"version": door["version"]}
    answers = await asyncio.gather(
        *(client.post(door_path(door, "reissue"), json=body, headers=manager) for _ in range(2))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    fresh = next(answer.json() for answer in answers if answer.status_code == 200)
    async with db.connection() as connection:
        found = {d.code: d for d in await lookup.doors_by_code(connection, [door["code"], fresh["code"]])}
    assert found[door["code"]].code_revoked_at is not None
    assert found[fresh["code"]].code_revoked_at is None
    assert found[door["code"]].door_id == found[fresh["code"]].door_id == door["id"]


async def test_every_change_that_matters_to_a_scan_tells_the_caches(
    client: httpx.AsyncClient, manager: dict[str, str], keeper: dict[str, str], shop: dict[str, Any], db: Database
):
    door, venue = shop["doors"][0], shop["venue"]
    at_venue = f"/api/v1/venues/{venue['id']}"
    reason = "抽查未值守"
    steps = [
        ("post", door_path(door, "close"), {"version": 1}, manager, "door"),
        ("post", door_path(door, "reopen"), {"version": 2}, manager, "door"),
        ("put", door_path(door), {"version": 3, "name": "正门"}, manager, "door"),
        ("post", door_path(door, "reissue"), {"version": 4}, manager, "code"),
        ("put", f"{at_venue}/demand", {"version": 1, "test_hours": 48, "reason": reason}, keeper, "venue"),
        ("post", f"{at_venue}/suspend", {"version": 2, "reason": reason}, keeper, "venue"),
        ("post", f"{at_venue}/resume", {"version": 3, "reason": reason}, keeper, "venue"),
        ("post", f"{at_venue}/revoke", {"version": 4, "reason": reason}, keeper, "venue"),
    ]
    async with db.connection() as connection:
        for method, path, body, headers, kind in steps:
            cursor = await lookup.change_cursor(connection)
            answer = await client.request(method, path, json=body, headers=headers)
            assert answer.status_code == 200, (path, answer.text)
            changes, _ = await lookup.changes_since(connection, cursor)
            told = [(c.venue_id and "venue") or (c.door_id and "door") or (c.code and "code") for c in changes]
            assert told == [kind], path
        last = (await lookup.doors_by_code(connection, [door["code"]]))[0]
    assert (last.venue_state, last.demand_test_hours, last.door_name) == (VenueState.REVOKED, 48, "正门")
    assert last.door_state is DoorState.OPEN


async def test_a_suspended_venue_is_the_officers_alone(
    client: httpx.AsyncClient, manager: dict[str, str], keeper: dict[str, str], shop: dict[str, Any]
):
    venue, door = shop["venue"], shop["doors"][0]
    at_venue = f"/api/v1/venues/{venue['id']}"
    body = {"version": venue["version"], "reason": "无人值守"}
    assert (await client.post(f"{at_venue}/suspend", json=body, headers=manager)).status_code == 403
    suspended = (await client.post(f"{at_venue}/suspend", json=body, headers=keeper)).json()
    assert (suspended["state"], suspended["state_reason"]) == ("suspended", "无人值守")
    for path, method, sent in [
        (door_path(door, "close"), "post", {"version": 1}),
        (door_path(door, "reissue"), "post", {"version": 1}),
        (f"{at_venue}/doors", "post", {"doors": [{"name": "新门"}]}),
    ]:
        refused = await client.request(method, path, json=sent, headers=manager)
        assert refused.json()["code"] == "venues.not_the_managers_to_change", path
    amendment = await client.post(f"/api/v1/my/venues/{venue['id']}/amendment", headers=manager)
    assert amendment.json()["code"] == "applications.venue_not_active"
    mine = (await client.get("/api/v1/my/venues", headers=manager)).json()["items"][0]
    assert (mine["state"], mine["state_reason"]) == ("suspended", "无人值守")
    twice = await client.post(f"{at_venue}/suspend", json={**body, "version": 2}, headers=keeper)
    assert twice.json()["code"] == "venues.wrong_state"
    stale = await client.post(f"{at_venue}/revoke", json=body, headers=keeper)
    assert stale.json()["code"] == "conflict"


async def test_a_stranger_and_an_officer_elsewhere_find_nothing(
    client: httpx.AsyncClient, shop: dict[str, Any], app: FastAPI
):
    door, venue = shop["doors"][0], shop["venue"]
    stranger = bearer((await register_citizen(app))[0])
    elsewhere = bearer(await make_officer(app, Role.REVIEWER, "371521"))
    for headers in (stranger, elsewhere):
        answer = await client.post(door_path(door, "close"), json={"version": 1}, headers=headers)
        assert answer.status_code == 404
    body = {"version": 1, "reason": "不该我管"}
    assert (await client.post(f"/api/v1/venues/{venue['id']}/revoke", json=body, headers=elsewhere)).status_code == 404
    assert (await client.get(f"/api/v1/venues/{venue['id']}", headers=elsewhere)).status_code == 404
    assert (await client.get(f"/api/v1/my/venues/{venue['id']}", headers=stranger)).status_code == 404
    nobody = await client.post(door_path(door, "close"), json={"version": 1})
    assert nobody.status_code == 401


async def test_what_an_officer_closed_the_manager_cannot_reopen(
    client: httpx.AsyncClient, manager: dict[str, str], keeper: dict[str, str], shop: dict[str, Any]
):
    door = shop["doors"][0]
    closed = (await client.post(door_path(door, "close"), json={"version": door["version"]}, headers=keeper)).json()
    assert closed["closed_by"] == "officer"
    version = {"version": closed["version"]}
    refused = await client.post(door_path(door, "reopen"), json=version, headers={**manager, "accept-language": "en"})
    assert (refused.status_code, refused.json()["code"]) == (409, "venues.door_closed_by_officer")
    assert "your street or district office" in refused.json()["title"]
    reopened = (await client.post(door_path(door, "reopen"), json=version, headers=keeper)).json()
    assert (reopened["state"], reopened["closed_by"]) == ("open", None)
    own = await client.post(door_path(door, "close"), json={"version": reopened["version"]}, headers=manager)
    assert own.json()["closed_by"] == "manager"
