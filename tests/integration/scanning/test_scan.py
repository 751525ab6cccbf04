import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from doors import Place, add_door, open_place, set_status
from people import bearer, register_citizen
from venuecode.health.reasons import Reason
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.verdict import Colour
from venuecode.venues.code import ALPHABET

HOUR = timedelta(hours=1)


def scan_of(place: Place, clock: FixedClock, **more: Any) -> dict[str, Any]:
    body = {"code": place.code, "client_visit_id": str(uuid4()), "at": clock.now().isoformat()}
    return body | more


async def send(client: httpx.AsyncClient, token: str, body: Any, language: str = "en") -> httpx.Response:
    return await client.post("/api/v1/scans", json=body, headers=bearer(token) | {"accept-language": language})


async def count_visits(db: Database) -> int:
    async with db.connection() as connection:
        return await connection.fetchval("select count(*) from visit")


async def red(db: Database, person_id: int, now: datetime, until: datetime) -> None:
    await set_status(
        db,
        person_id,
        colour=Colour.RED,
        reason=Reason.CLOSE_CONTACT,
        source="东昌府区疾控中心",
        since=now - HOUR,
        until=until,
        updated_at=now - HOUR,
    )


async def test_a_green_person_passes_and_is_shown_everything(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, person = await register_citizen(app, "张小明")
    now = clock.now()
    await set_status(
        db,
        person,
        test_at=now - 30 * HOUR,
        test_result=0,
        vaccinated_doses=3,
        vaccinated_on=datetime(2022, 3, 1, tzinfo=UTC).date(),
        updated_at=now - HOUR,
    )
    place = await open_place(db)
    body = scan_of(place, clock)
    answer = await send(client, token, body)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    shown = answer.json()
    assert shown["result"] == "visit"
    assert (shown["verdict"], shown["colour"], shown["direction"]) == ("pass", "green", "in")
    assert shown["venue"]["name"] == "东昌府区图书馆"
    assert shown["door"]["name"] == "南门"
    assert shown["word"]["zh"]
    assert shown["server_time"] == now.isoformat().replace("+00:00", "Z")
    [me] = shown["people"]
    assert me["name"] == "张*明"
    assert me["test"] == {
        "result": "negative",
        "sampled_at": (now - 30 * HOUR).isoformat().replace("+00:00", "Z"),
        "age_minutes": 1800,
        "badge": "48h",
    }
    assert me["vaccination"] == {"doses": 3, "last_on": "2022-03-01"}
    assert me["status_as_of"] == (now - HOUR).isoformat().replace("+00:00", "Z")
    assert me["repeated"] is False
    assert await count_visits(db) == 1


async def test_a_red_person_is_stopped_with_reason_advice_and_end_and_an_alert_is_opened(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, person = await register_citizen(app)
    until = clock.now() + 24 * HOUR
    await red(db, person, clock.now(), until)
    place = await open_place(db, division="371502003")
    shown = (await send(client, token, scan_of(place, clock))).json()
    assert (shown["verdict"], shown["colour"]) == ("stop", "red")
    [me] = shown["people"]
    assert [r["code"] for r in me["reasons"]] == ["close_contact"]
    assert me["reasons"][0]["advice"]["zh"]
    assert me["until"] == until.isoformat().replace("+00:00", "Z")
    async with db.connection() as connection:
        [alert] = await connection.fetch("select * from alert")
    assert (alert["person_id"], alert["venue_id"], alert["division_code"]) == (person, place.venue_id, "371502003")
    assert (alert["kind"], alert["state"], alert["count"]) == ("stop", "open", 1)
    assert alert["reason"] == Reason.CLOSE_CONTACT


async def test_later_stops_of_the_hour_are_added_to_the_alert(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, person = await register_citizen(app)
    await red(db, person, clock.now(), clock.now() + 24 * HOUR)
    place = await open_place(db)
    for _ in range(3):
        await send(client, token, scan_of(place, clock))
        clock.advance(timedelta(minutes=10))
    clock.advance(HOUR)
    await send(client, token, scan_of(place, clock))
    async with db.connection() as connection:
        alerts = await connection.fetch("select count, opened_at, last_at from alert order by id")
    assert [a["count"] for a in alerts] == [3, 1]
    assert alerts[0]["last_at"] - alerts[0]["opened_at"] == timedelta(minutes=20)


async def test_a_colour_past_its_end_counts_as_green_though_no_job_ran(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, person = await register_citizen(app)
    await red(db, person, clock.now(), clock.now() + HOUR)
    clock.advance(HOUR)
    place = await open_place(db)
    assert (await send(client, token, scan_of(place, clock))).json()["verdict"] == "pass"


async def test_a_retry_gets_the_same_answer_even_if_the_status_changed_meanwhile(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, person = await register_citizen(app)
    place = await open_place(db, demand_test_hours=48)
    body = scan_of(place, clock)
    first = (await send(client, token, body)).json()
    await set_status(db, person, test_at=clock.now(), test_result=0, updated_at=clock.now())
    again = (await send(client, token, body)).json()
    assert again["people"][0].pop("repeated") is True
    assert first["people"][0].pop("repeated") is False
    assert again == first
    assert await count_visits(db) == 1


async def test_a_second_scan_of_the_same_door_and_direction_within_60_s_answers_with_the_first(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, _ = await register_citizen(app)
    place = await open_place(db, direction="both")
    first = (await send(client, token, scan_of(place, clock, direction="in"))).json()
    clock.advance(timedelta(seconds=59))
    again = (await send(client, token, scan_of(place, clock, direction="in"))).json()
    assert again["people"][0]["repeated"] is True
    assert again["people"][0]["visit_at"] == first["at"]
    out = (await send(client, token, scan_of(place, clock, direction="out"))).json()
    assert out["people"][0]["repeated"] is False
    clock.advance(timedelta(seconds=2))
    assert (await send(client, token, scan_of(place, clock, direction="in"))).json()["people"][0]["repeated"] is False
    assert await count_visits(db) == 3


async def test_a_both_way_door_asks_for_the_direction_and_stores_nothing(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, _ = await register_citizen(app)
    place = await open_place(db, direction="both")
    body = scan_of(place, clock)
    shown = (await send(client, token, body)).json()
    assert (shown["result"], shown["code"]) == ("refused", "direction.needed")
    assert shown["door"]["direction"] == "both"
    assert await count_visits(db) == 0
    assert (await send(client, token, body | {"direction": "out"})).json()["direction"] == "out"


async def test_a_relative_comes_along_with_a_verdict_of_their_own(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, guardian = await register_citizen(app, "王芳")
    _, child = await register_citizen(app, "王小宝")
    async with db.transaction() as connection:
        await connection.execute(
            "insert into guardianship (guardian_id, ward_id, relation, consent_at) values ($1, $2, 'child', now())",
            guardian,
            child,
        )
    await red(db, child, clock.now(), clock.now() + HOUR)
    place = await open_place(db)
    shown = (await send(client, token, scan_of(place, clock, companions=[child]))).json()
    assert (shown["verdict"], shown["colour"]) == ("stop", "red")
    assert [(p["seq"], p["name"], p["verdict"]) for p in shown["people"]] == [(0, "王*", "pass"), (1, "王*宝", "stop")]
    async with db.connection() as connection:
        assert await connection.fetchval("select array_agg(method order by seq) from visit") == [0, 1]


async def test_a_stranger_cannot_be_taken_along_and_nothing_is_half_stored(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, _ = await register_citizen(app)
    _, stranger = await register_citizen(app)
    place = await open_place(db)
    answer = await send(client, token, scan_of(place, clock, companions=[stranger]))
    assert (answer.status_code, answer.json()["code"]) == (403, "companion.not_bound")
    assert await count_visits(db) == 0


async def test_scans_made_offline_are_taken_for_7_days_and_come_marked_late(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, _ = await register_citizen(app)
    place = await open_place(db)
    week = clock.now() - timedelta(days=7)
    late = await send(client, token, scan_of(place, clock, at=week.isoformat()))
    assert late.json()["late"] is True
    for at, code in (
        (week - timedelta(seconds=1), "scan.too_old"),
        (clock.now() + timedelta(seconds=301), "scan.ahead"),
    ):
        answer = await send(client, token, scan_of(place, clock, at=at.isoformat()))
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert "2026-05-06 12:00:00" in answer.json()["title"]


async def test_one_person_scans_no_faster_than_the_settings_say(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, _ = await register_citizen(app)
    place = await open_place(db)
    answers = await asyncio.gather(*(send(client, token, scan_of(place, clock)) for _ in range(200)))
    assert [answer.json()["people"][0]["repeated"] for answer in answers].count(False) == 1
    answer = await send(client, token, scan_of(place, clock))
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (
        429,
        "too_many_requests",
        "10",
    )
    clock.advance(timedelta(seconds=10))
    assert (await send(client, token, scan_of(place, clock))).status_code == 200


async def test_a_day_without_a_partition_gets_one(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, _ = await register_citizen(app)
    place = await open_place(db)
    clock.advance(timedelta(days=60))
    assert (await send(client, token, scan_of(place, clock))).json()["result"] == "visit"


def mistype(code: str) -> str:
    return ALPHABET[(ALPHABET.index(code[0]) + 1) % 32] + code[1:]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (None, "code.unknown"),
        ("mistyped", "code.mistyped"),
        ("foreign", "code.foreign"),
        ("nonsense", "code.not_venue_code"),
        ("update venue_code set revoked_at = now()", "code.revoked"),
        ("update door set state = 'closed'", "door.closed"),
        ("update venue set state = 'suspended'", "venue.suspended"),
        ("update venue set state = 'revoked'", "venue.revoked"),
    ],
)
async def test_each_code_that_leads_to_no_door_has_its_own_answer(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, change: str | None, code: str
):
    token, _ = await register_citizen(app)
    place = await open_place(db)
    body = scan_of(place, clock)
    if change is None:
        body["code"] = "00000000000000000"
    elif change == "mistyped":
        body["code"] = mistype(place.code)
    elif change == "foreign":
        body["code"] = f"https://elsewhere.example/v/{place.code}"
    elif change == "nonsense":
        body["code"] = "https://elsewhere.example/menu"
    else:
        async with db.transaction() as connection:
            await connection.execute(change)
    answer = await send(client, token, body)
    assert answer.status_code == 200
    assert (answer.json()["result"], answer.json()["code"]) == ("refused", code)
    assert answer.json()["way_out"]["en"]
    assert await count_visits(db) == 0


async def test_a_change_of_a_door_is_followed(app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock):
    from venuecode.scanning.service import ScanDesk

    token, _ = await register_citizen(app)
    place = await open_place(db)
    await send(client, token, scan_of(place, clock))
    async with db.transaction() as connection:
        await connection.execute("update venue set state = 'suspended'")
        await connection.execute("insert into venue_change (venue_id) values ($1)", place.venue_id)
    await app.state.services[ScanDesk].doors.follow()
    assert (await send(client, token, scan_of(place, clock))).json()["code"] == "venue.suspended"


async def test_a_bad_token_or_body_is_told_in_the_readers_language(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, _ = await register_citizen(app)
    place = await open_place(db)
    answer = await client.post("/api/v1/scans", json=scan_of(place, clock))
    assert (answer.status_code, answer.json()["code"]) == (401, "session.missing")
    answer = await send(client, token[:-2] + "AA", scan_of(place, clock), "zh-CN")
    assert (answer.status_code, answer.json()["code"]) == (401, "session.invalid")
    assert answer.headers["content-language"] == "zh-CN"
    for bad, field in (
        (scan_of(place, clock, companions=["x"]), "companions.0"),
        (scan_of(place, clock, companions=[2**63]), "companions.0"),
        (scan_of(place, clock, companions=list(range(1, 12))), "companions"),
        (scan_of(place, clock, at="yesterday"), "at"),
        (scan_of(place, clock, at="2026-05-06T12:00:00"), "at"),
        (scan_of(place, clock, client_visit_id="1"), "client_visit_id"),
        ({"code": place.code, "at": clock.now().isoformat()}, "client_visit_id"),
        ([], "body"),
    ):
        answer = await send(client, token, bad)
        assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid"), bad
        assert list(answer.json()["fields"]) == [field]
    assert await count_visits(db) == 0


async def test_a_scan_never_changes_a_status(app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock):
    token, person = await register_citizen(app)
    await red(db, person, clock.now(), clock.now() + HOUR)
    place = await open_place(db)
    async with db.transaction() as connection:
        other = await add_door(connection, place.venue_id, "北门")
        await connection.execute(
            "create function never() returns trigger language plpgsql as $$ begin raise exception 'never'; end $$;"
            "create trigger never before insert or update or delete on health_status execute function never()"
        )
    for at in (place, other):
        assert (await send(client, token, scan_of(at, clock))).json()["verdict"] == "stop"


async def test_one_scan_that_the_database_refuses_does_not_fail_the_others(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    import asyncio

    place = await open_place(db)
    people = [await register_citizen(app) for _ in range(8)]
    async with db.transaction() as connection:
        await connection.execute(
            "create function poison() returns trigger language plpgsql as $$ begin"
            f" if new.person_id = {people[3][1]} then raise exception 'poison'; end if; return new; end $$;"
            "create trigger poison before insert on visit for each row execute function poison()"
        )
    answers = await asyncio.gather(*(send(client, token, scan_of(place, clock)) for token, _ in people))
    assert [a.status_code for a in answers] == [200, 200, 200, 500, 200, 200, 200, 200]
    assert answers[3].json()["code"] == "scan.not_stored"
    assert await count_visits(db) == 7
