"""Systems of other bodies: registered, let in by their signature, refused in words."""

import json
from datetime import timedelta

import pytest

from people import DONGCHANGFU, LIAOCHENG, bearer, make_officer
from systems import Signer, make_system
from venuecode.identity.model import Role
from venuecode.identity.systems.admission import Admission
from venuecode.identity.systems.model import Grant, SignatureInvalid
from venuecode.infra.jobs import JobBook

SELF = "/api/v1/systems/self"
NEW = {
    "name": "区检测中心",
    "kind": "laboratory",
    "division_code": DONGCHANGFU,
    "grants": ["push:tests"],
    "requests_per_minute": 60,
}


@pytest.fixture
async def administrator(app) -> dict[str, str]:
    return bearer(await make_officer(app, Role.ADMINISTRATOR, LIAOCHENG, "admin"))


async def register(client, administrator, clock, **changes) -> Signer:
    made = (await client.post("/api/v1/systems", json=NEW | changes, headers=administrator)).json()
    return Signer(made["key"], made["secret"], clock, made["system"]["id"])


async def ask(client, signer, **how):
    answer = await client.get(SELF, headers=signer.headers("GET", SELF, **how))
    return answer.status_code, answer.json().get("code", "let in")


async def test_a_registered_system_signs_and_is_let_in(client, administrator, clock):
    signer = await register(client, administrator, clock)
    answer = await client.get(SELF, headers=signer.headers("GET", SELF))
    assert answer.json() == {
        "name": "区检测中心",
        "kind": "laboratory",
        "division_code": DONGCHANGFU,
        "grants": ["push:tests"],
        "server_time": clock.now().isoformat().replace("+00:00", "Z"),
    }
    listed = (await client.get("/api/v1/systems", headers=administrator)).json()["items"][0]
    assert listed["keys"][0]["used_at"] is not None
    assert signer.secret not in json.dumps(listed)


async def test_the_secret_stands_nowhere_in_clear(client, administrator, clock, db):
    signer = await register(client, administrator, clock)
    async with db.connection() as connection:
        kept = await connection.fetchval("select secret from external_system_key")
        record = await connection.fetch("select action, details::text from audit_event")
    assert signer.secret.encode() not in kept
    assert [row["action"] for row in record if row["action"].startswith("system.")] == ["system.created"]
    assert all(signer.secret not in row["details"] for row in record)


async def test_whatever_is_changed_on_the_way_is_refused(client, app, clock):
    signer = await make_system(app)
    good = signer.headers("GET", SELF)
    for name, value in (
        ("x-signature", "0" * 64),
        ("x-signature", good["x-signature"][:-1]),
        ("x-key", "vk0000000000000000"),
        ("x-nonce", "another-nonce-of-length"),
        ("x-timestamp", str(int(good["x-timestamp"]) + 1)),
    ):
        answer = await client.get(SELF, headers=good | {name: value})
        assert (answer.status_code, answer.json()["code"]) == (401, "system.signature_invalid"), name
    answer = await client.get(f"{SELF}?all=1", headers=good)
    assert answer.json()["code"] == "system.signature_invalid"
    answer = await client.request("GET", SELF, headers=good, content=b"{}")
    assert answer.json()["code"] == "system.signature_invalid"
    assert (await client.get(SELF, headers=good)).status_code == 200


async def test_a_request_is_taken_once(client, app):
    signer = await make_system(app)
    headers = signer.headers("GET", SELF)
    assert (await client.get(SELF, headers=headers)).status_code == 200
    again = await client.get(SELF, headers=headers)
    assert (again.status_code, again.json()["code"]) == (401, "system.replayed")


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_wrong_clock_is_told_the_right_time(client, app, clock, minutes):
    signer = await make_system(app)
    wrong = clock.now() + timedelta(minutes=minutes)
    answer = await client.get(SELF, headers=signer.headers("GET", SELF, at=wrong))
    assert answer.json()["code"] == "system.clock_wrong"
    assert answer.json()["server_timestamp"] == int(clock.now().timestamp())
    assert await ask(client, signer, at=clock.now() + timedelta(minutes=minutes) * 0.8) == (200, "let in")


async def test_a_nonce_is_remembered_as_long_as_its_time_would_pass(client, app, clock):
    signer = await make_system(app)
    _, forget = app.state.services[JobBook].schedules["identity.forget"]
    headers = signer.headers("GET", SELF, at=clock.now() + timedelta(minutes=4))
    assert (await client.get(SELF, headers=headers)).status_code == 200
    for _ in range(8):
        clock.advance(timedelta(minutes=1))
        await forget()
        assert (await client.get(SELF, headers=headers)).json()["code"] == "system.replayed"
    clock.advance(timedelta(minutes=2))
    assert (await client.get(SELF, headers=headers)).json()["code"] == "system.clock_wrong"


async def test_keys_are_rotated_with_an_overlap_and_revoked_at_once(client, administrator, clock):
    old = await register(client, administrator, clock)
    path = f"/api/v1/systems/{old.system_id}/keys"
    made = (await client.post(path, json={"overlap_hours": 2}, headers=administrator)).json()
    new = Signer(made["key"], made["secret"], clock)
    assert await ask(client, old) == (200, "let in")
    assert await ask(client, new) == (200, "let in")
    clock.advance(timedelta(hours=2))
    assert await ask(client, old) == (401, "system.key_ended")
    newest = made["system"]["keys"][0]
    assert newest["name"] == new.key
    revoked = (await client.delete(f"{path}/{newest['id']}", headers=administrator)).json()
    assert [key["good"] for key in revoked["keys"]] == [False, False]
    assert await ask(client, new) == (401, "system.key_ended")


async def test_a_disabled_system_is_refused_and_an_enabled_one_goes_on(client, administrator, clock):
    signer = await register(client, administrator, clock)
    path = f"/api/v1/systems/{signer.system_id}"
    for state, expected in (("disabled", (401, "system.key_ended")), ("active", (200, "let in"))):
        assert (await client.patch(path, json={"state": state}, headers=administrator)).status_code == 200
        assert await ask(client, signer) == expected


async def test_a_system_has_a_limit_of_its_own(client, administrator, clock):
    signer = await register(client, administrator, clock, requests_per_minute=2)
    other = await register(client, administrator, clock)
    assert [(await ask(client, signer))[0] for _ in range(3)] == [200, 200, 429]
    assert await ask(client, other) == (200, "let in")
    clock.advance(timedelta(minutes=1))
    assert await ask(client, signer) == (200, "let in")


async def test_an_administrator_registers_and_sees_only_the_own_divisions(client, app, administrator, clock):
    refused = await client.post("/api/v1/systems", json=NEW | {"division_code": "370200"}, headers=administrator)
    assert refused.json()["code"] == "officer.out_of_scope"
    signer = await register(client, administrator, clock)
    elsewhere = bearer(await make_officer(app, Role.ADMINISTRATOR, "370202"))
    assert (await client.get("/api/v1/systems", headers=elsewhere)).json()["items"] == []
    path = f"/api/v1/systems/{signer.system_id}/keys"
    assert (await client.post(path, json={}, headers=elsewhere)).status_code == 404


async def test_key_and_secret_alone_do_for_a_client_that_asks_for_a_token(app, clock):
    signer = await make_system(app, grants=frozenset({Grant.PUSH_TESTS}))
    admission: Admission = app.state.services[Admission]
    session = await admission.by_secret(signer.key, signer.secret)
    assert (session.system_id, session.grants) == (signer.system_id, {Grant.PUSH_TESTS})
    assert await admission.still(signer.key) == session
    with pytest.raises(SignatureInvalid):
        await admission.by_secret(signer.key, "wrong")
