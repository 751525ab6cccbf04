"""Assisted entry: a guard registers by document or by typing in, with the scan's own verdict, feed and alert."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from doors import Place, join, open_place, set_status
from people import bearer, make_officer, phone, register_citizen, resident_id
from venuecode.health.reasons import Reason
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.verdict import Colour
from venuecode.scanning.settings import ScanningSettings
from venuecode.settings import Settings

V1 = "/api/v1"
Enter = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
async def place(db: Database) -> Place:
    return await open_place(db)


@pytest.fixture
async def guard(app: FastAPI, db: Database, place: Place) -> str:
    token, person = await register_citizen(app, "赵保安")
    await join(db, person, place.venue_id)
    return token


@pytest.fixture
def enter(client: httpx.AsyncClient, guard: str, place: Place, clock: FixedClock) -> Enter:
    async def register(person: dict[str, Any], *, by: str = guard, **more: Any) -> httpx.Response:
        body = {"client_visit_id": str(uuid4()), "at": clock.now().isoformat(), "person": person} | more
        return await client.post(f"{V1}/guard/doors/{place.door_id}/entries", json=body, headers=bearer(by))

    return register


def by_number(number: str, **more: Any) -> dict[str, Any]:
    found = {"way": "document", "document_type": "resident_id", "document_number": number, "consent": True}
    return found | more


def typed(number: str, name: str = "孙桂兰", **more: Any) -> dict[str, Any]:
    return by_number(number) | {"way": "typed", "name": name} | more


async def turn_red(db: Database, person: int, clock: FixedClock) -> None:
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


async def rows(db: Database, table: str) -> list[Any]:
    async with db.connection() as connection:
        found: list[Any] = await connection.fetch(f"select * from {table} order by 1")
        return found


async def register(client: httpx.AsyncClient, number: str, name: str, **more: str) -> httpx.Response:
    """Register as a newcomer does, with a new phone."""
    mobile = phone()
    sent = (await client.post(f"{V1}/sign-in/codes", json={"phone": mobile})).json()
    came = (await client.post(f"{V1}/sign-in", json={"phone": mobile, "code": sent["demo_code"]})).json()
    options = (await client.get(f"{V1}/registration/options")).json()
    form = {
        "name": name,
        "document_type": "resident_id",
        "document_number": number,
        "division_code": "371502",
        "privacy_version": options["privacy_version"],
    }
    return await client.post(f"{V1}/me", json=form | more, headers=bearer(came["token"]))


async def test_a_document_number_gives_the_verdict_of_a_scan_and_nothing_more(
    app: FastAPI, client: httpx.AsyncClient, db: Database, enter: Enter, clock: FixedClock, place: Place, guard: str
):
    number, mobile = resident_id(), phone()
    token, person = await register_citizen(app, "王小芳", number=number, mobile=mobile)
    await turn_red(db, person, clock)
    answer = await enter(by_number(number))
    assert answer.status_code == 200, answer.text
    visit = answer.json()["visit"]
    assert (visit["name"], visit["verdict"], visit["colour"], visit["method"]) == ("王*芳", "stop", "red", "document")
    assert visit["reasons"][0]["code"] == "close_contact"
    for secret in (number, mobile, "王小芳", f'"person_id":{person}'):
        assert secret not in answer.text
    [stored] = await rows(db, "visit")
    assert stored["person_id"] == person
    assert stored["registrar_id"] is not None
    [alert] = await rows(db, "alert")
    assert (alert["kind"], alert["person_id"]) == ("stop", person)
    today = (await client.get(f"{V1}/doors/{place.door_id}/today", headers=bearer(guard))).json()["doors"][0]
    assert today["counts"] == {"entered": 0, "departed": 0, "stopped": 1, "methods": {"document": 1}}
    assert today["stopped"][0]["key"] == visit["key"], "the feed shows the same visit"
    own = (await client.get(f"{V1}/me/visits", headers=bearer(token))).json()["items"]
    assert [one["method"] for one in own] == ["document"]


async def test_the_person_reads_at_which_door_and_why_they_were_looked_up(
    app: FastAPI, client: httpx.AsyncClient, enter: Enter
):
    number = resident_id()
    token, _ = await register_citizen(app, number=number)
    await enter(by_number(number))
    [look] = (await client.get(f"{V1}/me/looks", headers=bearer(token))).json()["items"]
    assert look["place"] == {"venue": "东昌府区图书馆", "door": "南门"}
    assert (look["role"]["zh"], look["action"]) == ("检测员", "entry.by_document")
    assert "同意" in look["what"]["zh"]
    assert "consent" in look["what"]["en"]


async def test_without_consent_and_without_being_the_guard_nothing_is_looked_up(
    app: FastAPI, client: httpx.AsyncClient, db: Database, enter: Enter
):
    number = resident_id()
    token, _ = await register_citizen(app, number=number)
    refused = await enter(by_number(number, consent=False))
    assert (refused.status_code, refused.json()["code"]) == (422, "entry.consent_missing")
    stranger, _ = await register_citizen(app)
    assert (await enter(by_number(number), by=stranger)).status_code == 404
    assert (await client.get(f"{V1}/me/looks", headers=bearer(token))).json()["items"] == []
    assert await rows(db, "visit") == []


async def test_an_unknown_document_leads_to_typing_in(enter: Enter, db: Database):
    answer = (await enter(by_number(resident_id()))).json()
    assert (answer["result"], answer["code"]) == ("refused", "document.unknown")
    assert "登记" in answer["way_out"]["zh"]
    assert await rows(db, "visit") == []


async def test_a_number_that_cannot_be_is_told_at_its_field(enter: Enter):
    answer = await enter(by_number("37150219900307000"))
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["document_number"])
    answer = await enter(typed("123", name="1"))
    assert set(answer.json()["fields"]) == {"document_number", "name"}


@pytest.mark.parametrize("setting", ["entries_per_guard_hour", "entries_per_venue_hour"])
async def test_wrong_tries_use_up_the_hour(
    app: FastAPI, enter: Enter, clock: FixedClock, setting: str, monkeypatch: pytest.MonkeyPatch
):
    number = resident_id()
    await register_citizen(app, number=number)
    monkeypatch.setitem(vars(app.state.services[Settings].get(ScanningSettings)), setting, 3)
    for _ in range(3):
        assert (await enter(by_number(resident_id()))).json()["code"] == "document.unknown"
    for person in (by_number(number), typed(resident_id())):
        limited = await enter(person)
        assert limited.status_code == 429
        assert int(limited.headers["retry-after"]) <= 3601
    clock.advance(timedelta(hours=1))
    assert (await enter(by_number(number))).json()["result"] == "visit"


async def test_a_retry_is_one_visit_one_look_and_one_use(
    app: FastAPI, client: httpx.AsyncClient, db: Database, enter: Enter, clock: FixedClock
):
    number = resident_id()
    token, _ = await register_citizen(app, number=number)
    same = {"client_visit_id": str(uuid4()), "at": clock.now().isoformat()}
    first = (await enter(by_number(number), **same)).json()
    clock.advance(timedelta(minutes=2))
    again = (await enter(by_number(number), **same)).json()
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["visit"]["key"] == again["visit"]["key"]
    assert len(await rows(db, "visit")) == 1
    assert len((await client.get(f"{V1}/me/looks", headers=bearer(token))).json()["items"]) == 1
    assert {window["uses"] for window in await rows(db, "limit_window") if "entries" in window["bucket"]} == {1}


async def test_who_scanned_a_moment_ago_is_answered_with_that_scan(
    app: FastAPI, client: httpx.AsyncClient, db: Database, enter: Enter, clock: FixedClock, place: Place
):
    number = resident_id()
    token, _ = await register_citizen(app, number=number)
    scanned = {"code": place.code, "client_visit_id": str(uuid4()), "at": clock.now().isoformat()}
    await client.post(f"{V1}/scans", json=scanned, headers=bearer(token))
    clock.advance(timedelta(seconds=20))
    answer = (await enter(by_number(number))).json()
    assert answer["repeated"] is True
    assert (answer["visit"]["visit_id"], answer["visit"]["method"]) == (scanned["client_visit_id"], "self")
    assert len(await rows(db, "visit")) == 1


async def test_a_typed_in_person_stands_at_once_and_sees_nothing(client: httpx.AsyncClient, db: Database, enter: Enter):
    number, mobile = resident_id(), phone()
    answer = (await enter(typed(number, phone=mobile))).json()
    assert (answer["visit"]["name"], answer["visit"]["verdict"], answer["visit"]["method"]) == (
        "孙*兰",
        "pass",
        "typed",
    )
    provisional = next(one for one in await rows(db, "person") if one["state"] == "provisional")
    assert provisional["verified_by"] is None
    assert provisional["division_code"] == "371502001", "the venue's, when the home was not said"
    assert number.encode() not in provisional["document_number"]
    [visit] = await rows(db, "visit")
    assert visit["person_id"] == provisional["id"]
    sent = (await client.post(f"{V1}/sign-in/codes", json={"phone": mobile})).json()
    came = (await client.post(f"{V1}/sign-in", json={"phone": mobile, "code": sent["demo_code"]})).json()
    assert came["registered"] is False, "what a guard typed opens no account"
    form = {"name": "孙桂兰", "document_type": "resident_id", "document_number": number}
    lost = await client.post(f"{V1}/me/recovery/codes", json=form, headers=bearer(came["token"]))
    assert lost.json()["code"] == "recovery.nothing"


async def test_two_guards_typing_at_once_make_one_person(app: FastAPI, db: Database, enter: Enter, place: Place):
    other, person = await register_citizen(app)
    await join(db, person, place.venue_id)
    number = resident_id()
    answers = await asyncio.gather(enter(typed(number)), enter(typed(number, name="孙桂蓝"), by=other))
    assert [answer.json()["result"] for answer in answers] == ["visit", "visit"]
    assert len([one for one in await rows(db, "person") if one["state"] == "provisional"]) == 1
    assert len(await rows(db, "visit")) == 1, "the same person, door and moment"


async def test_registering_takes_the_provisional_person_over(
    client: httpx.AsyncClient, db: Database, enter: Enter, clock: FixedClock
):
    number = resident_id()
    await enter(typed(number, name="孙桂蓝", phone=phone()))
    clock.advance(timedelta(hours=3))
    await enter(by_number(number))
    before = next(one["id"] for one in await rows(db, "person") if one["state"] == "provisional")
    clock.advance(timedelta(days=1))
    answer = await register(client, number, "孙桂兰")
    assert answer.status_code == 201, answer.text
    me, token = answer.json()["me"]["person"], answer.json()["token"]
    assert (me["person_id"], me["masked_name"], me["state"]) == (before, "孙*兰", "registered")
    visits = (await client.get(f"{V1}/me/visits", headers=bearer(token))).json()["items"]
    assert [visit["method"] for visit in visits] == ["document", "typed"]
    looks = (await client.get(f"{V1}/me/looks", headers=bearer(token))).json()["items"]
    assert [look["action"] for look in looks] == ["entry.by_document", "entry.typed_in"]
    again = await register(client, number, "孙桂兰")
    assert again.json()["code"] == "person.document_registered"


async def test_family_takes_the_provisional_person_over(
    app: FastAPI, client: httpx.AsyncClient, db: Database, enter: Enter
):
    number = resident_id()
    await enter(typed(number, name="孙桂蓝"))
    before = next(one["id"] for one in await rows(db, "person") if one["state"] == "provisional")
    daughter, _ = await register_citizen(app, "周丽")
    body = {"name": "孙桂兰", "document_type": "resident_id", "document_number": number, "relation": "parent"}
    bound = await client.post(f"{V1}/me/family", json=body | {"consent": True}, headers=bearer(daughter))
    assert bound.json() == {"person_id": before}
    [ward] = (await client.get(f"{V1}/me/family", headers=bearer(daughter))).json()["wards"]
    assert (ward["masked_name"], ward["consent_by"]) == ("孙*兰", "stated")


async def test_registering_and_binding_at_once_leave_one_person(
    app: FastAPI, client: httpx.AsyncClient, db: Database, enter: Enter
):
    number = resident_id()
    await enter(typed(number))
    daughter, _ = await register_citizen(app, "周丽")
    body = {"name": "孙桂兰", "document_type": "resident_id", "document_number": number, "relation": "parent"}
    await asyncio.gather(
        register(client, number, "孙桂兰"),
        client.post(f"{V1}/me/family", json=body | {"consent": True}, headers=bearer(daughter)),
        enter(typed(number)),
    )
    named = [one for one in await rows(db, "person") if one["masked_name"] == "孙*兰"]
    assert [one["state"] in {"registered", "ward"} for one in named] == [True]
    assert {visit["person_id"] for visit in await rows(db, "visit")} == {named[0]["id"]}


async def test_a_registered_document_under_another_name_is_not_taken(
    app: FastAPI, client: httpx.AsyncClient, db: Database, enter: Enter
):
    number = resident_id()
    token, _ = await register_citizen(app, "王小芳", number=number)
    answer = await enter(typed(number, name="李大海"))
    assert (answer.json()["result"], answer.json()["code"]) == ("refused", "document.name_differs")
    assert "王" not in answer.text
    assert await rows(db, "visit") == []
    looks = (await client.get(f"{V1}/me/looks", headers=bearer(token))).json()["items"]
    assert [look["action"] for look in looks] == ["entry.name_differed"]
    assert (await enter(typed(number, name="王小芳"))).json()["visit"]["name"] == "王*芳"


async def test_a_door_that_takes_no_scans_takes_no_entries(enter: Enter, db: Database, place: Place):
    async with db.transaction() as connection:
        await connection.execute("update door set state = 'closed' where id = $1", place.door_id)
    assert (await enter(typed(resident_id()))).json()["code"] == "door.closed"
    assert (await enter(typed(resident_id()), at="2026-04-01T00:00:00Z")).json()["code"] == "scan.too_old"


async def test_auditors_of_the_division_see_the_tries(app: FastAPI, client: httpx.AsyncClient, enter: Enter):
    await enter(by_number(resident_id()))
    auditor = bearer(await make_officer(app, Role.AUDITOR, "371502"))
    path = f"{V1}/audit/events?action=entry.document_unknown"
    assert len((await client.get(path, headers=auditor)).json()["items"]) == 1
