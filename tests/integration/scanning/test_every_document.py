"""Holders of each of the five documents walk every path that residents walk."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from doors import Place, join, open_place
from people import bearer, document_of, phone, register_citizen
from venuecode.identity.access import CitizenSession
from venuecode.identity.people.documents import DocumentType
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.ids import PersonId, SessionId
from venuecode.passes.cards.service import PLACE, Cards

V1 = "/api/v1"
NAMES = {
    DocumentType.RESIDENT_ID: ("王小芳", "王*芳"),
    DocumentType.HK_MACAO_PERMIT: ("陈大文", "陈*文"),
    DocumentType.TAIWAN_PERMIT: ("林志明", "林*明"),
    DocumentType.FOREIGN_PERMANENT_RESIDENT_ID: ("Jonas Weber", "J**** W****"),
    DocumentType.PASSPORT: ("Mary Ann Lee", "M*** A** L**"),
}
every_document = pytest.mark.parametrize("kind", list(DocumentType))
Post = Callable[..., Awaitable[Any]]


@pytest.fixture
async def place(db: Database) -> Place:
    return await open_place(db)


@pytest.fixture
async def guard(app: FastAPI, db: Database, place: Place) -> str:
    token, person = await register_citizen(app, "赵保安")
    await join(db, person, place.venue_id)
    return token


@pytest.fixture
def post(client: httpx.AsyncClient) -> Post:
    async def send(token: str, path: str, **body: Any) -> Any:
        answer = await client.post(V1 + path, json=body, headers=bearer(token) if token else {})
        assert answer.is_success, f"{path}: {answer.text}"
        return answer.json()

    return send


async def registered(post: Post, client: httpx.AsyncClient, document: dict[str, str], name: str) -> tuple[str, int]:
    """Register by phone as a newcomer does; return token and person."""
    mobile = phone()
    sent = await post("", "/sign-in/codes", phone=mobile)
    came = await post("", "/sign-in", phone=mobile, code=sent["demo_code"])
    version = (await client.get(f"{V1}/registration/options")).json()["privacy_version"]
    me = await post(came["token"], "/me", name=name, division_code="371502", privacy_version=version, **document)
    return me["token"], me["me"]["person"]["person_id"]


def visit(clock: FixedClock) -> dict[str, str]:
    clock.advance(timedelta(minutes=2))
    return {"client_visit_id": str(uuid4()), "at": clock.now().isoformat()}


@every_document
async def test_registered_they_scan_are_found_show_a_code_and_a_card(
    app: FastAPI, client: httpx.AsyncClient, post: Post, place: Place, guard: str, clock: FixedClock, kind: DocumentType
):
    name, masked = NAMES[kind]
    document = document_of(kind)
    token, person = await registered(post, client, document, name)
    scanned = await post(token, "/scans", code=place.code, **visit(clock))
    assert (scanned["verdict"], scanned["people"][0]["name"]) == ("pass", masked)

    entries = f"/guard/doors/{place.door_id}/entries"
    found = await post(guard, entries, person={"way": "document", "consent": True, **document}, **visit(clock))
    code = (await post(token, "/me/code"))["code"]
    at = {"client_visit_id": str(uuid4()), "at": clock.now().isoformat()}
    clock.advance(timedelta(minutes=2))
    shown = await post(guard, entries, person={"way": "code", "code": code}, **at)
    caller = CitizenSession(PersonId(person), SessionId(1))
    _, card = await app.state.services[Cards].issue(caller, PersonId(person), disabled=False)
    printed = app.state.services[Keys].ring.open(card.code, PLACE)
    held = await post(guard, entries, person={"way": "code", "code": printed}, **visit(clock))
    methods = [answer["visit"]["method"] for answer in (found, held)]
    assert methods == ["document", "card"]
    assert shown["repeated"] or shown["visit"]["method"] == "personal_code"
    assert {answer["visit"]["name"] for answer in (found, shown, held)} == {masked}


@every_document
async def test_bound_to_a_relative_they_come_along(
    app: FastAPI, post: Post, place: Place, clock: FixedClock, kind: DocumentType
):
    name, masked = NAMES[kind]
    daughter, _ = await register_citizen(app, "周丽")
    bound = await post(daughter, "/me/family", name=name, relation="parent", consent=True, **document_of(kind))
    scanned = await post(daughter, "/scans", code=place.code, companions=[bound["person_id"]], **visit(clock))
    assert [(one["seq"], one["name"], one["verdict"]) for one in scanned["people"]][1] == (1, masked, "pass")


@every_document
async def test_typed_in_they_pass_and_keep_the_visit_when_they_register(
    client: httpx.AsyncClient, post: Post, place: Place, guard: str, clock: FixedClock, kind: DocumentType
):
    name, masked = NAMES[kind]
    document = document_of(kind)
    entries = f"/guard/doors/{place.door_id}/entries"
    typed = await post(
        guard, entries, person={"way": "typed", "name": name, "consent": True, **document}, **visit(clock)
    )
    assert (typed["visit"]["name"], typed["visit"]["verdict"], typed["visit"]["method"]) == (masked, "pass", "typed")
    again = await post(guard, entries, person={"way": "document", "consent": True, **document}, **visit(clock))
    assert again["visit"]["name"] == masked
    token, _ = await registered(post, client, document, name)
    own = (await client.get(f"{V1}/me/visits", headers=bearer(token))).json()["items"]
    assert [one["method"] for one in own] == ["document", "typed"]
