"""From a manager's one-time code to a device whose signed requests count, once each, until it is revoked."""

import json
from datetime import timedelta

import httpx
from fastapi import FastAPI

from devices import V1, TestDevice, enrolled
from doors import open_place
from people import bearer, make_officer, register_citizen
from venue_forms import issued
from venuecode.app import build_app
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.settings import Settings


async def code_of(client: httpx.AsyncClient, token: str, venue: int, door: int, kind: str = "terminal") -> str:
    path = f"/api/v1/venues/{venue}/doors/{door}/device-codes"
    answer = await client.post(path, json={"kind": kind}, headers=bearer(token))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


async def test_manager_enrols_a_terminal_sees_it_and_revokes_it(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    token, _ = await register_citizen(app)
    detail = await issued(client, bearer(token))
    venue, door = detail["venue"]["id"], detail["doors"][0]["id"]
    code = await code_of(client, token, venue, door)
    device = TestDevice(client, clock)
    assert (await device.enrol(code.lower())).json()["kind"] == "terminal"
    told = (await device.post("/heartbeat", {"software_version": "1.2", "waiting": 3})).json()
    assert told["door"]["name"] == detail["doors"][0]["name"]
    assert told["server_time"] == clock.now().isoformat().replace("+00:00", "Z")

    path = f"/api/v1/venues/{venue}/devices"
    [listed] = (await client.get(path, headers=bearer(token))).json()["items"]
    assert (listed["state"], listed["software_version"], listed["waiting"]) == ("online", "1.2", 3)
    clock.advance(timedelta(minutes=3))
    [listed] = (await client.get(path, headers=bearer(token))).json()["items"]
    assert listed["state"] == "silent"

    revoked = await client.post(f"{path}/{listed['id']}/revoke", headers=bearer(token))
    assert revoked.json()["state"] == "revoked"
    refused = await device.post("/heartbeat", {})
    assert (refused.status_code, refused.json()["code"]) == (401, "device.revoked")
    history = (await client.get(f"/api/v1/my/venues/{venue}", headers=bearer(token))).json()["history"]
    assert [line["act"] for line in history[:2]] == ["venue.device_revoked", "venue.device_invited"]


async def test_officer_of_the_division_makes_codes_and_others_do_not(app: FastAPI, client: httpx.AsyncClient):
    token, _ = await register_citizen(app)
    detail = await issued(client, bearer(token))
    venue, door = detail["venue"]["id"], detail["doors"][0]["id"]
    assert await code_of(client, await make_officer(app), venue, door, "display")
    path = f"/api/v1/venues/{venue}/doors/{door}/device-codes"
    for other in ((await register_citizen(app))[0], await make_officer(app, division="370202")):
        answer = await client.post(path, json={"kind": "terminal"}, headers=bearer(other))
        assert answer.status_code == 404


async def test_a_code_serves_one_device_within_its_hour(app: FastAPI, client: httpx.AsyncClient, clock: FixedClock):
    token, _ = await register_citizen(app)
    detail = await issued(client, bearer(token))
    venue, door = detail["venue"]["id"], detail["doors"][0]["id"]
    code = await code_of(client, token, venue, door)
    first, second = TestDevice(client, clock), TestDevice(client, clock)
    assert (await first.enrol(code)).status_code == 201
    assert (await second.enrol(code)).json()["code"] == "device.code_unfit"
    # the answer was lost: the same device asks again, with the same key
    device_id, first.id = first.id, "new"
    assert (await first.enrol(code)).json()["device_id"] == device_id
    late = await code_of(client, token, venue, door)
    clock.advance(timedelta(minutes=61))
    assert (await second.enrol(late)).json()["code"] == "device.code_unfit"


async def test_codes_cannot_be_tried_without_end(app: FastAPI, client: httpx.AsyncClient, clock: FixedClock):
    device = TestDevice(client, clock)
    codes = [(await device.enrol(f"AAAA-AAAA-{n:04}")).json()["code"] for n in range(31)]
    assert codes[29:] == ["device.code_unfit", "too_many_requests"]


async def test_only_the_holder_of_the_key_enrols_it(app: FastAPI, client: httpx.AsyncClient, clock: FixedClock):
    thief, owner = TestDevice(client, clock), TestDevice(client, clock)
    body = json.dumps({"code": "AAAA-AAAA-AAAA", "public_key": owner.public_key}).encode()
    path = V1 + "/enrolments"
    answer = await client.post(path, content=body, headers=thief.headers("POST", path, body))
    assert (answer.status_code, answer.json()["code"]) == (401, "device.signature_wrong")


async def test_what_is_not_signed_rightly_is_refused_and_says_why(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    device = await enrolled(app, client, await open_place(db))
    path, body = V1 + "/heartbeat", b"{}"
    good = device.headers("POST", path, body)

    async def code_for(headers: dict[str, str], content: bytes = body) -> str:
        answer = await client.post(path, content=content, headers=headers)
        assert answer.status_code == 401
        return str(answer.json()["code"])

    plain = {"content-type": "application/json"}
    assert await code_for(plain) == "device.not_signed"
    other_kind = {**good, "Signature-Input": good["Signature-Input"].replace("ed25519", "none")}
    assert await code_for(other_kind) == "device.not_signed"
    assert await code_for(good, b'{"waiting": 5}') == "device.signature_wrong"
    assert await code_for(device.headers("POST", V1 + "/readings", body)) == "device.signature_wrong"
    assert (
        await code_for(TestDevice(client, clock, id=device.id).headers("POST", path, body)) == "device.signature_wrong"
    )
    assert (
        await code_for(TestDevice(client, clock, id="999999").headers("POST", path, body)) == "device.signature_wrong"
    )


async def test_a_request_counts_once_in_every_process(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, settings: Settings, database_url: str
):
    device = await enrolled(app, client, await open_place(db))
    path, body = V1 + "/heartbeat", b"{}"
    headers = device.headers("POST", path, body)
    assert (await client.post(path, content=body, headers=headers)).status_code == 200
    assert (await client.post(path, content=body, headers=headers)).json()["code"] == "device.replayed"
    other = build_app(settings, database_url, clock)
    async with (
        other.router.lifespan_context(other),
        httpx.AsyncClient(transport=httpx.ASGITransport(other), base_url="http://test") as elsewhere,
    ):
        assert (await elsewhere.post(path, content=body, headers=headers)).json()["code"] == "device.replayed"


async def test_a_wrong_clock_is_told_the_servers_time(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    device = await enrolled(app, client, await open_place(db))
    for skew in (-301, 301, 3 * 3600):
        device.skew = skew
        answer = await device.post("/heartbeat", {})
        assert (answer.status_code, answer.json()["code"]) == (401, "device.clock_wrong")
        assert answer.json()["server_time"] == clock.now().isoformat().replace("+00:00", "Z")
    device.skew = 290
    assert (await device.post("/heartbeat", {})).status_code == 200


async def test_nonces_and_old_codes_are_forgotten(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    from venuecode.identity.devices.service import Devices

    device = await enrolled(app, client, await open_place(db))
    await device.post("/heartbeat", {})
    clock.advance(timedelta(days=2))
    await app.state.services[Devices].forget_old()
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from device_nonce") == 0
        assert await connection.fetchval("select count(*) from device_invitation") == 0
