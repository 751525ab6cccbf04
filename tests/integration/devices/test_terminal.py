"""A terminal's readings: verdict with light and voice, the guard's call, late batches in order and once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from devices import TestDevice, document, enrolled, reading
from doors import Place, join, open_place, set_status
from feeds import always, read
from people import bearer, phone, register_citizen, resident_id
from venuecode.health.reasons import Reason
from venuecode.identity.devices.model import DeviceKind
from venuecode.identity.people.documents import DocumentType
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.verdict import Colour
from venuecode.scanning.door import DoorScreens
from venuecode.scanning.lane import Lane
from venuecode.venues.model import Role

HOUR = timedelta(hours=1)


async def visits_of(db: Database, person: int) -> list[Any]:
    async with db.connection() as connection:
        return await connection.fetch("select * from visit where person_id = $1 order by at", person)


async def calls(app: FastAPI, guard: int, place: Place) -> list[dict[str, Any]]:
    screens = app.state.services[DoorScreens]
    doors = await screens.guarded(guard, [place.door_id])
    stream = screens.stream(guard, doors, None, always)
    async for chunk in stream:
        for name, _, data in read(chunk):
            if name == "calls":
                await stream.aclose()
                return list(data["items"])
    raise AssertionError("no calls came")


async def test_a_registered_person_passes_with_the_id_card(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    number = resident_id()
    _, person = await register_citizen(app, "张小明", number=number)
    now = clock.now()
    await set_status(db, person, test_at=now - 30 * HOUR, test_result=0, updated_at=now)
    place = await open_place(db)
    device = await enrolled(app, client, place)
    answer = (await device.post("/readings", reading(clock, document=document(number, "张小明")))).json()
    assert (answer["result"], answer["verdict"], answer["colour"]) == ("visit", "pass", "green")
    assert answer["light"] == {"colour": "green", "pattern": "steady"}
    assert answer["voice"] == {"zh": "请通行", "en": "Please go ahead"}
    assert [line["zh"] for line in answer["lines"]] == ["张*明", "绿码", "核酸 48 小时 阴性", "请通行"]
    [visit] = await visits_of(db, person)
    assert (visit["door_id"], visit["method"], visit["registrar_id"]) == (place.door_id, 5, int(device.id))


async def test_a_red_person_is_stopped_and_an_alert_opened(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    _, person = await register_citizen(
        app, "Marie Curie", document_type=DocumentType.PASSPORT, number="E1234567", nationality="FR"
    )
    now = clock.now()
    await set_status(
        db,
        person,
        colour=Colour.RED,
        reason=Reason.CLOSE_CONTACT,
        source="疾控中心",
        since=now - HOUR,
        until=now + HOUR,
        updated_at=now,
    )
    device = await enrolled(app, client, await open_place(db))
    passport = document("E1234567", "MARIE CURIE", "passport", nationality="FR")
    answer = (await device.post("/readings", reading(clock, document=passport))).json()
    assert (answer["verdict"], answer["light"], answer["sound"]) == (
        "stop",
        {"colour": "red", "pattern": "fast"},
        "stop",
    )
    assert "红码" in answer["voice"]["zh"]
    assert "检测员" in answer["voice"]["zh"]
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from alert where person_id = $1", person) == 1


async def test_a_retry_and_a_second_reading_within_a_minute_are_the_same_visit(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    number = resident_id()
    _, person = await register_citizen(app, number=number)
    device = await enrolled(app, client, await open_place(db))
    body = reading(clock, document=document(number, "张小明"))
    first = (await device.post("/readings", body)).json()
    again = (await device.post("/readings", body)).json()
    clock.advance(timedelta(seconds=20))
    third = (await device.post("/readings", reading(clock, document=document(number, "张小明")))).json()
    assert [one["repeated"] for one in (first, again, third)] == [False, True, True]
    assert again["recorded_at"] == third["recorded_at"] == first["recorded_at"]
    assert len(await visits_of(db, person)) == 1


async def personal_code(client: httpx.AsyncClient, token: str) -> str:
    return str((await client.post("/api/v1/me/code", headers=bearer(token))).json()["code"])


async def test_a_personal_code_passes_at_a_terminal_while_it_is_fresh(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, person = await register_citizen(app, "张小明")
    device = await enrolled(app, client, await open_place(db))
    code = await personal_code(client, token)
    answer = (await device.post("/readings", reading(clock, code=code))).json()
    assert (answer["verdict"], answer["lines"][0]["zh"]) == ("pass", "张*明")
    clock.advance(timedelta(minutes=10))
    answer = (await device.post("/readings", reading(clock, code=code))).json()
    assert (answer["verdict"], answer["code"]) == ("try_again", "pass.expired")
    answer = (await device.post("/readings", reading(clock, code="https://example.com"))).json()
    assert (answer["result"], answer["light"]["pattern"]) == ("not_taken", "chase")
    # read at the time without a network, sent now: judged as of the door
    code = await personal_code(client, token)
    kept = reading(clock, code=code)
    clock.advance(timedelta(minutes=10))
    [record] = await batch(device, [kept])
    assert (record["answer"]["result"], record["answer"]["late"]) == ("visit", True)
    assert len(await visits_of(db, person)) == 2


async def test_a_terminal_is_given_what_it_needs_without_a_network_and_a_display_its_proofs(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    place = await open_place(db, demand_test_hours=48)
    terminal = await enrolled(app, client, place)
    display = await enrolled(app, client, place, DeviceKind.DISPLAY)
    told = (await terminal.post("/heartbeat", {})).json()
    assert told["demand_test_hours"] == 48
    assert told["keys"]
    assert told["code_keys"]
    assert told["rotation"] is None
    listed = (await terminal.post("/revocations", {})).json()
    assert listed["marks"] == []
    assert (await terminal.post("/revocations", {"since": listed["as_of"]})).status_code == 200
    told = (await display.post("/heartbeat", {})).json()
    assert told["code_keys"] == []
    assert len(told["rotation"]["proofs"]) == 240
    assert (await display.post("/revocations", {})).status_code == 403


@pytest.mark.parametrize("differs", ["number", "name"])
async def test_somebody_unknown_is_sent_to_the_guard_whose_screen_shows_it(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, differs: str
):
    number = resident_id()
    await register_citizen(app, "张小明", number=number)
    token, guard = await register_citizen(app, "刘检测", mobile=phone())
    place = await open_place(db)
    await join(db, guard, place.venue_id, Role.GUARD)
    device = await enrolled(app, client, place)
    card = document(resident_id(), "欧阳小明") if differs == "number" else document(number, "欧阳小明")
    body = reading(clock, document=card)
    answer = (await device.post("/readings", body)).json()
    assert (answer["result"], answer["verdict"]) == ("guard_called", "see_guard")
    assert (await device.post("/readings", body)).json()["result"] == "guard_called"
    [call] = await calls(app, guard, place)
    assert (call["device"], call["name"], call["document_type"]) == ("南门终端", "欧**明", "resident_id")
    assert call["reason"]["zh"] == ("证件尚未登记" if differs == "number" else "证件与登记姓名不一致")
    path = f"/api/v1/doors/{place.door_id}/calls/{call['id']}/close"
    assert (await client.post(path, headers=bearer((await register_citizen(app))[0]))).status_code == 404
    assert (await client.post(path, headers=bearer(token))).status_code == 204
    assert await calls(app, guard, place) == []
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from visit") == 0


async def test_what_cannot_be_taken_says_so_and_stores_nothing(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    number = resident_id()
    await register_citizen(app, number=number)
    device = await enrolled(app, client, await open_place(db, direction="both"))
    card = document(number, "张小明")
    assert (await device.post("/readings", reading(clock, document=card))).json()["code"] == "direction.needed"
    taken = (await device.post("/readings", reading(clock, document=card, direction="out"))).json()
    assert taken["voice"]["en"] == "Registered, goodbye"
    broken = document(number[:-1] + ("1" if number[-1] != "1" else "2"), "张小明")
    answer = (await device.post("/readings", reading(clock, document=broken, direction="in"))).json()
    assert (answer["verdict"], answer["code"]) == ("try_again", "reading.document_unfit")
    both = await device.post("/readings", reading(clock, document=card, code="x", direction="in"))
    assert (both.status_code, both.json()["code"]) == (422, "reading.empty")
    old = {**reading(clock, document=card, direction="in"), "at": (clock.now() - timedelta(days=8)).isoformat()}
    assert (await device.post("/readings", old)).json()["code"] == "scan.too_old"
    async with db.transaction() as connection:
        await connection.execute("update door set state = 'closed'")
        await connection.execute("insert into venue_change (door_id) select id from door")
    from venuecode.scanning.service import ScanDesk

    await app.state.services[ScanDesk].doors.follow()
    answer = (await device.post("/readings", reading(clock, document=card, direction="in"))).json()
    assert (answer["result"], answer["code"]) == ("not_taken", "door.closed")


async def test_a_display_may_not_post_readings(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    display = await enrolled(app, client, await open_place(db), DeviceKind.DISPLAY)
    answer = await display.post("/readings", reading(clock, document=document(resident_id(), "张小明")))
    assert answer.status_code == 403


async def batch(device: TestDevice, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    answer = await device.post("/readings/batch", {"items": items})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_a_batch_is_taken_in_order_and_each_record_has_its_result(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    number = resident_id()
    _, person = await register_citizen(app, number=number)
    device = await enrolled(app, client, await open_place(db))
    card, now = document(number, "张小明"), clock.now()
    ages = (timedelta(days=8), 2 * HOUR, HOUR)
    items = [{"id": str(uuid4()), "at": (now - age).isoformat(), "document": card} for age in ages] + [
        {"id": str(uuid4()), "at": now.isoformat(), "document": document(resident_id(), "李四光")}
    ]
    records = await batch(device, items)
    assert [record["id"] for record in records] == [item["id"] for item in items]
    assert [record["state"] for record in records] == ["refused", "stored", "stored", "stored"]
    assert records[0]["problem"] == "scan.too_old"
    assert [records[i]["answer"]["late"] for i in (1, 2)] == [True, True]
    assert records[3]["answer"]["verdict"] == "see_guard"
    assert [visit["at"] for visit in await visits_of(db, person)] == [now - 2 * HOUR, now - HOUR]
    # sent again, in another order, signed anew: nothing twice
    again = await batch(device, [items[2], items[1], items[1]])
    assert [record["answer"]["repeated"] for record in again] == [True, True, True]
    assert len(await visits_of(db, person)) == 2


async def test_when_the_lane_is_full_the_rest_of_a_batch_is_to_be_sent_again(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    from venuecode.kernel.errors import Busy

    numbers = [resident_id() for _ in range(3)]
    people = [(await register_citizen(app, number=number))[1] for number in numbers]
    device = await enrolled(app, client, await open_place(db))
    items = [reading(clock, document=document(number, "张小明")) for number in numbers]
    submit, seen = Lane.submit, []

    def full(lane: Lane, scan: Any) -> None:
        seen.append(scan)
        if len(seen) == 2:
            raise Busy(retry_after=2)
        submit(lane, scan)

    monkeypatch.setattr(Lane, "submit", full)
    records = await batch(device, items)
    assert [record["state"] for record in records] == ["stored", "again", "again"]
    assert [len(await visits_of(db, person)) for person in people] == [1, 0, 0]
    records = await batch(device, items[1:])
    assert [record["state"] for record in records] == ["stored", "stored"]
    assert [len(await visits_of(db, person)) for person in people] == [1, 1, 1]
