"""A door that takes only what its display shows: fresh codes pass, posters and photographs are refused in words."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI

from devices import TestDevice
from people import bearer, register_citizen
from venue_forms import issued
from venuecode.kernel.clock import FixedClock
from venuecode.scanning.service import ScanDesk


async def scan(client: httpx.AsyncClient, token: str, code: str, clock: FixedClock, **more: Any) -> dict[str, Any]:
    body = {"code": code, "client_visit_id": str(uuid4()), "at": clock.now().isoformat(), **more}
    answer: dict[str, Any] = (await client.post("/api/v1/scans", json=body, headers=bearer(token))).json()
    return answer


async def display_of(client: httpx.AsyncClient, token: str, path: str, clock: FixedClock) -> TestDevice:
    made = await client.post(path + "/device-codes", json={"kind": "display"}, headers=bearer(token))
    display = TestDevice(client, clock)
    assert (await display.enrol(made.json()["code"])).status_code == 201
    return display


async def test_only_what_the_display_shows_now_is_taken(app: FastAPI, client: httpx.AsyncClient, clock: FixedClock):
    token, _ = await register_citizen(app)
    visitor, _ = await register_citizen(app, "王芳")
    detail = await issued(client, bearer(token))
    door = detail["doors"][0]
    path = f"/api/v1/venues/{detail['venue']['id']}/doors/{door['id']}"
    display = await display_of(client, token, path, clock)
    told = (await display.post("/heartbeat", {})).json()
    rotation = told["rotation"]
    url = door["code"]
    assert rotation["first_step"] == int(clock.now().timestamp()) // rotation["step_seconds"]

    def shown(step: int = 0) -> str:
        return f"{url}?p={rotation['proofs'][step]}"

    # until the door is set so, its poster is taken as well
    assert (await scan(client, token, url, clock))["result"] == "visit"
    changed = await client.put(
        path + "/rotating", json={"version": door["version"], "rotating_only": True}, headers=bearer(token)
    )
    assert changed.json()["rotating_only"] is True
    await app.state.services[ScanDesk].doors.follow()

    assert (await scan(client, visitor, url, clock))["code"] == "code.proof_missing"
    refused = await scan(client, visitor, f"{url}?p=0000000000", clock)
    assert (refused["result"], refused["code"]) == ("refused", "code.proof_old")
    assert refused["title"]["zh"]
    photographed = shown()
    passed = await scan(client, visitor, photographed, clock)
    assert (passed["result"], passed["verdict"]) == ("visit", "pass")
    at_the_door = clock.now()
    clock.advance(timedelta(minutes=6))
    assert (await scan(client, token, photographed, clock))["code"] == "code.proof_old"
    # the phone had no network: the scan carries the proof of its time
    late = await scan(client, visitor, photographed, clock, at=(at_the_door + timedelta(seconds=20)).isoformat())
    assert late["result"] == "visit"
    # the display had none: it goes on with what it was given
    assert (await scan(client, token, shown(12), clock))["result"] == "visit"


async def test_reissuing_the_code_ends_all_proofs(app: FastAPI, client: httpx.AsyncClient, clock: FixedClock):
    token, _ = await register_citizen(app)
    detail = await issued(client, bearer(token))
    door = detail["doors"][0]
    path = f"/api/v1/venues/{detail['venue']['id']}/doors/{door['id']}"
    display = await display_of(client, token, path, clock)
    before = (await display.post("/heartbeat", {})).json()
    await client.post(path + "/reissue", json={"version": door["version"]}, headers=bearer(token))
    after = (await display.post("/heartbeat", {})).json()
    assert before["door"]["url"] != after["door"]["url"]
    assert not set(before["rotation"]["proofs"]) & set(after["rotation"]["proofs"])
    await app.state.services[ScanDesk].doors.follow()
    old = f"{door['code']}?p={before['rotation']['proofs'][0]}"
    assert (await scan(client, token, old, clock))["code"] == "code.revoked"
