"""The guard scans the person: personal codes, offline passes and paper cards, with the scan's own verdict and feed."""

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from doors import Place, join, open_place, set_status
from people import bearer, citizen_token, register_citizen
from venuecode.health.reasons import Reason
from venuecode.identity.access import CitizenSession
from venuecode.identity.people.sealing import PersonSeal
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.ids import PersonId, SessionId
from venuecode.kernel.verdict import Colour
from venuecode.passes.cards.code import CardCode, url_of
from venuecode.passes.cards.model import RevokedBecause
from venuecode.passes.cards.service import PLACE, Cards
from venuecode.settings import CoreSettings

V1 = "/api/v1"


class Door:
    """A guard at a door with a camera."""

    def __init__(self, client: httpx.AsyncClient, clock: FixedClock, place: Place, token: str) -> None:
        self.client, self.clock, self.place, self.token = client, clock, place, token

    async def scan(self, code: str, **more: Any) -> Any:
        body = {"client_visit_id": str(uuid4()), "at": self.clock.now().isoformat()} | more
        answer = await self.client.post(
            f"{V1}/guard/doors/{self.place.door_id}/entries",
            json=body | {"person": {"way": "code", "code": code}},
            headers=bearer(self.token),
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def door(app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock) -> Door:
    place = await open_place(db)
    token, person = await register_citizen(app, "赵保安")
    await join(db, person, place.venue_id)
    return Door(client, clock, place, token)


async def code_of(client: httpx.AsyncClient, token: str) -> str:
    return str((await client.post(f"{V1}/me/code", headers=bearer(token))).json()["code"])


async def card_of(app: FastAPI, person: int) -> str:
    """Issue a paper card and return its code."""
    services = app.state.services
    assert PersonSeal in services
    caller = CitizenSession(PersonId(person), SessionId(1))
    _, card = await services[Cards].issue(caller, PersonId(person), disabled=False)
    return str(services[Keys].ring.open(card.code, PLACE))


async def test_a_personal_code_gives_the_verdict_of_a_scan(
    app: FastAPI, client: httpx.AsyncClient, db: Database, door: Door, clock: FixedClock
):
    token, person = await register_citizen(app, "王小芳")
    now = clock.now()
    await set_status(
        db,
        person,
        colour=Colour.RED,
        reason=Reason.CLOSE_CONTACT,
        source="疾控",
        since=now,
        until=now + timedelta(days=3),
        updated_at=now,
    )
    answer = await door.scan(await code_of(client, token))
    visit = answer["visit"]
    assert (visit["name"], visit["verdict"], visit["colour"], visit["method"]) == (
        "王*芳",
        "stop",
        "red",
        "personal_code",
    )
    assert answer["offline_pass_of"] is None
    async with db.connection() as connection:
        assert await connection.fetchval("select person_id from alert") == person
        assert await connection.fetchval("select person_id from visit") == person
    assert (await client.get(f"{V1}/me/looks", headers=bearer(token))).json()["items"] == [], "showing is no look"


async def test_the_same_code_twice_is_one_visit(
    app: FastAPI, client: httpx.AsyncClient, db: Database, door: Door, clock: FixedClock
):
    code = await code_of(client, (await register_citizen(app))[0])
    first = await door.scan(code)
    clock.advance(timedelta(seconds=15))
    again = await door.scan(code)
    assert again["repeated"] is True
    assert again["visit"]["key"] == first["visit"]["key"]
    assert again["visit"]["method"] == "personal_code"


async def test_a_retry_of_a_scan_that_was_good_stays_good(
    app: FastAPI, client: httpx.AsyncClient, door: Door, clock: FixedClock
):
    code = await code_of(client, (await register_citizen(app))[0])
    same = {"client_visit_id": str(uuid4()), "at": clock.now().isoformat()}
    await door.scan(code, **same)
    clock.advance(timedelta(minutes=10))
    assert (await door.scan(code, **same))["repeated"] is True
    assert (await door.scan(code))["code"] == "pass.expired"


async def test_a_paper_card_is_read_and_typed(app: FastAPI, db: Database, door: Door, clock: FixedClock):
    _, person = await register_citizen(app, "郑桂英")
    card = await card_of(app, person)
    public = app.state.services[CoreSettings].public_url
    answer = await door.scan(url_of(CardCode(card), public))
    assert (answer["visit"]["name"], answer["visit"]["method"]) == ("郑*英", "card")
    clock.advance(timedelta(minutes=5))
    grouped = "-".join((card[:4], card[4:8], card[8:12], card[12:])).lower()
    assert (await door.scan(grouped))["visit"]["method"] == "card"
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from visit") == 2
    caller = CitizenSession(PersonId(person), SessionId(1))
    await app.state.services[Cards].revoke(caller, PersonId(person), RevokedBecause.LOST)
    clock.advance(timedelta(minutes=5))
    refused = await door.scan(card)
    assert (refused["result"], refused["code"]) == ("refused", "card.revoked")
    assert refused["way_out"]["zh"]
    assert refused["way_out"]["en"]


async def test_an_offline_pass_says_of_when_it_is(
    app: FastAPI, client: httpx.AsyncClient, door: Door, clock: FixedClock
):
    token, _ = await register_citizen(app)
    signed = (await client.get(f"{V1}/me/pass", headers=bearer(token))).json()["signed"]
    payload = signed.split(".")[1]
    made = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    of = clock.now()
    clock.advance(timedelta(hours=3))
    answer = await door.scan(made["code"])
    assert answer["visit"]["method"] == "personal_code"
    assert answer["offline_pass_of"].startswith(of.strftime("%Y-%m-%dT%H:%M"))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda code: code[:-6], "pass.truncated"),
        (lambda code: code[:40] + ("A" if code[40] != "A" else "B") + code[41:], "pass."),
        (lambda _: "https://example.org/menu", "pass.foreign"),
        (lambda _: "WIFI:S:cafe;;", "pass.foreign"),
    ],
)
async def test_what_leads_to_nobody_says_why_and_what_to_do(
    app: FastAPI, client: httpx.AsyncClient, db: Database, door: Door, change: Any, fault: str
):
    code = await code_of(client, (await register_citizen(app))[0])
    answer = await door.scan(change(code))
    assert answer["result"] == "refused"
    assert answer["code"].startswith(fault)
    assert all(answer[part][language] for part in ("title", "way_out") for language in ("zh", "en"))
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from visit") == 0


async def test_a_poster_scanned_by_mistake_is_named(app: FastAPI, door: Door):
    public = app.state.services[CoreSettings].public_url
    for text in (f"{public}/v/{door.place.code}", door.place.code):
        assert (await door.scan(text))["code"] == "pass.venue_code"


async def test_only_the_guard_of_the_door_may_scan(app: FastAPI, client: httpx.AsyncClient, door: Door):
    token, person = await register_citizen(app)
    body = {"client_visit_id": str(uuid4()), "at": door.clock.now().isoformat()}
    body["person"] = {"way": "code", "code": await code_of(client, token)}  # type: ignore[assignment]
    stranger = await citizen_token(app, person)
    answer = await client.post(f"{V1}/guard/doors/{door.place.door_id}/entries", json=body, headers=bearer(stranger))
    assert answer.status_code == 404
