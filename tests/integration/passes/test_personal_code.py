"""A person's code and pass over HTTP, read back as a guard's device and the server do."""

from datetime import UTC, datetime, timedelta

import httpx
from fastapi import FastAPI

from people import bearer, make_officer, register_citizen, resident_id
from venuecode.health.reasons import Reason
from venuecode.identity.model import Role
from venuecode.infra.keys import Keys
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.verdict import Colour, Method
from venuecode.passes import code as personal
from venuecode.passes.model import PersonRef, ReadFault, Shown, Unread
from venuecode.passes.service import KIND_OF_PASS, Passes
from venuecode.passes.signed import open_document

MINUTE = timedelta(minutes=1)


async def ward_of(client: httpx.AsyncClient, token: str, name: str = "王奶奶", born: str = "19450101") -> int:
    """Bind a relative without a phone; return the person's id."""
    body = {
        "name": name,
        "document_type": "resident_id",
        "document_number": resident_id(born),
        "relation": "grandparent",
        "consent": True,
    }
    answer = await client.post("/api/v1/me/family", json=body, headers=bearer(token))
    assert answer.status_code == 201, answer.text
    return int(answer.json()["person_id"])


async def test_the_server_reads_its_own_fresh_code(app: FastAPI, client: httpx.AsyncClient, clock: FixedClock):
    token, person_id = await register_citizen(app)
    answer = await client.post("/api/v1/me/code", headers=bearer(token))
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["masked_name"], shown["status"]["colour"]) == ("张*明", "green")
    assert datetime.fromisoformat(shown["valid_until"]) == clock.now() + MINUTE
    read = await app.state.services[Passes].read(shown["code"])
    assert read == PersonRef(person_id, Shown.PERSONAL_CODE, clock.now(), clock.now() + MINUTE)
    assert read.method is Method.PERSONAL_CODE


async def test_two_codes_of_one_person_have_nothing_in_common_that_a_stranger_could_follow(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    token, _ = await register_citizen(app)
    keys = app.state.services[Keys].signing.public()
    codes = []
    for _ in range(2):
        text = (await client.post("/api/v1/me/code", headers=bearer(token))).json()["code"]
        codes.append(personal.check(text, keys, clock.now()))
    assert codes[0].reference != codes[1].reference
    assert codes[0].sealed != codes[1].sealed


async def test_a_code_is_refused_after_a_minute_but_a_late_visit_is_judged_as_of_the_door(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    token, person_id = await register_citizen(app)
    text = (await client.post("/api/v1/me/code", headers=bearer(token))).json()["code"]
    at_the_door = clock.now() + timedelta(seconds=59)
    clock.advance(timedelta(hours=3))
    passes = app.state.services[Passes]
    late = await passes.read(text)
    assert isinstance(late, Unread)
    assert late.fault is ReadFault.EXPIRED
    assert "刷新" in late.way_out.zh
    read = await passes.read(text, at_the_door)
    assert isinstance(read, PersonRef)
    assert read.person_id == person_id


async def test_an_enrolled_device_reads_colour_and_test_without_the_server(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    token, person_id = await register_citizen(app)
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    sampled = clock.now() - timedelta(hours=5)
    test = {"result": "positive", "sampled_at": sampled.isoformat(), "institution": "聊城市人民医院"}
    await client.post(f"/api/v1/health/persons/{person_id}/tests", json=test, headers=officer)
    text = (await client.post("/api/v1/me/code", headers=bearer(token))).json()["code"]
    code = personal.check(text, app.state.services[Keys].signing.public(), clock.now())
    assert isinstance(code, personal.SignedCode)
    key = next(
        one.secret
        for one in app.state.services[Passes].code_keys()
        if one.issued_from <= code.issued_at < one.issued_until
    )
    status = personal.open_sealed(key, code)
    assert (status.colour, status.reason) == (Colour.RED, Reason.POSITIVE_TEST)
    assert (status.test_positive, status.test_at, status.as_of) == (True, sampled, clock.now())
    assert status.until == sampled + timedelta(days=7)


async def test_code_keys_cover_yesterday_to_the_days_asked_for(app: FastAPI, clock: FixedClock):
    keys = app.state.services[Passes].code_keys(2)
    midnight = datetime(2026, 5, 6, tzinfo=UTC)
    assert [key.issued_from for key in keys] == [midnight - timedelta(days=1), midnight, midnight + timedelta(days=1)]
    assert len({key.secret for key in keys}) == 3


async def test_a_guardian_shows_for_a_ward_and_for_nobody_else(app: FastAPI, client: httpx.AsyncClient):
    token, _ = await register_citizen(app)
    ward = await ward_of(client, token)
    _, stranger = await register_citizen(app)
    shown = (await client.post(f"/api/v1/me/family/{ward}/code", headers=bearer(token))).json()
    assert shown["masked_name"] == "王*奶"
    read = await app.state.services[Passes].read(shown["code"])
    assert isinstance(read, PersonRef)
    assert read.person_id == ward
    for path in ("code", "pass"):
        method = "POST" if path == "code" else "GET"
        refused = await client.request(method, f"/api/v1/me/family/{stranger}/{path}", headers=bearer(token))
        assert refused.status_code == 404


async def test_codes_are_limited(app: FastAPI, client: httpx.AsyncClient, clock: FixedClock):
    token, _ = await register_citizen(app)
    answers = [await client.post("/api/v1/me/code", headers=bearer(token)) for _ in range(31)]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
    assert int(answers[-1].headers["retry-after"]) <= 61
    clock.advance(MINUTE)
    assert (await client.post("/api/v1/me/code", headers=bearer(token))).status_code == 200


async def test_the_pass_is_signed_says_its_age_and_holds_a_code_for_a_day(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    token, person_id = await register_citizen(app)
    answer = (await client.get("/api/v1/me/pass", headers=bearer(token))).json()
    keys = app.state.services[Keys].signing.public()
    document = open_document(answer["signed"], keys, KIND_OF_PASS)
    assert document is not None
    assert (document["masked_name"], document["status"]["colour"]) == ("张*明", "green")
    assert datetime.fromisoformat(document["valid_until"]) == clock.now() + timedelta(hours=24)
    clock.advance(timedelta(hours=23))
    passes = app.state.services[Passes]
    read = await passes.read(document["code"])
    assert isinstance(read, PersonRef)
    assert (read.person_id, read.shown) == (person_id, Shown.OFFLINE_PASS)
    clock.advance(timedelta(hours=1))
    expired = await passes.read(document["code"])
    assert isinstance(expired, Unread)
    assert expired.fault is ReadFault.PASS_EXPIRED
    head, payload, signature = answer["signed"].split(".")
    assert open_document(f"{head}.{payload[:-2]}AA.{signature}", keys, KIND_OF_PASS) is None


async def test_a_venues_code_and_foreign_text_are_told_apart(app: FastAPI):
    passes = app.state.services[Passes]
    faults = {
        "https://weixin.qq.com/x/abc": ReadFault.FOREIGN,
        "": ReadFault.FOREIGN,
        "00000000000000000": ReadFault.VENUE_CODE,
        "VC1:ABC": ReadFault.TRUNCATED,
        "VC1:" + "A" * 150: ReadFault.UNKNOWN_KEY,
    }
    for text, fault in faults.items():
        read = await passes.read(text)
        assert isinstance(read, Unread)
        assert read.fault is fault


async def test_the_published_keys_are_public_and_cacheable(client: httpx.AsyncClient):
    answer = await client.get("/.well-known/venuecode-keys.json")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=3600"
    (key,) = answer.json()["keys"]
    assert (answer.json()["version"], key["number"], key["algorithm"], len(key["public_key"])) == (1, 1, "Ed25519", 43)
    again = await client.get("/.well-known/venuecode-keys.json", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
