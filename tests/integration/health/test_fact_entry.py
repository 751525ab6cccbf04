"""Facts: waiting for registration, taken back, told apart; nothing scanned changes a status."""

import json
from datetime import date, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI

from doors import open_place
from people import bearer, make_officer, register_citizen, resident_id
from venuecode.audit.model import SYSTEM
from venuecode.health.model import (
    DeclarationKind,
    Declared,
    Entry,
    FactFor,
    NewDeclaration,
    NewTest,
    NewVaccination,
    Source,
    TestResult,
)
from venuecode.health.recompute import Recompute
from venuecode.health.service import Health
from venuecode.identity.model import Role
from venuecode.identity.people.documents import Document, DocumentType, read_document
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.ids import DivisionCode

LAB = Source("lab:市检测中心", SYSTEM, DivisionCode("371502"))
SELF = Source("self", SYSTEM)
DAY = timedelta(days=1)


def document_of(app: FastAPI, number: str) -> Document:
    return read_document(DocumentType.RESIDENT_ID, number, app.state.services[People].today())


async def enter(app: FastAPI, source: Source, *facts: FactFor) -> list[Entry]:
    services = app.state.services
    async with services[Database].transaction() as connection:
        return [outcome.entry for outcome in await services[Health].enter_facts(connection, source, facts)]


async def test_what_is_known_of_a_document_waits_sealed_and_is_taken_up_in_the_registration(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    number = resident_id()
    fact = FactFor(document_of(app, number), NewTest(TestResult.POSITIVE, clock.now(), "市检测中心"))
    assert await enter(app, LAB, fact, fact) == [Entry.WAITING] * 2
    assert await enter(app, LAB, fact) == [Entry.WAITING]
    async with db.connection() as connection:
        [row] = await connection.fetch("select * from waiting_fact")
    assert number.encode() not in row["sealed"]
    assert "市检测中心".encode() not in row["sealed"]
    token, _ = await register_citizen(app, number=number)
    own = (await client.get("/api/v1/me/status", headers=bearer(token))).json()
    assert (own["colour"], own["reasons"][0]["source"]["zh"]) == ("red", "市检测中心")
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from waiting_fact") == 0
    assert await enter(app, LAB, fact) == [Entry.KNOWN]


async def test_what_came_in_the_moment_of_registration_is_taken_up_soon_after(
    app: FastAPI, db: Database, clock: FixedClock
):
    number = resident_id()
    fact = FactFor(document_of(app, number), NewTest(TestResult.NEGATIVE, clock.now(), "市检测中心"))
    services = app.state.services
    async with db.transaction() as registering:
        index = services[People].seal.document_index(document_of(app, number))
        await enter(app, LAB, fact)
        await registering.execute("insert into person_document values ($1, 1)", index)
        await registering.execute(
            "insert into person (id, document_type, nationality, document_number, document_index, name, masked_name,"
            " division_code, state, registered_at, updated_at) overriding system value values (1, 'resident_id', 'CN',"
            " '', $1, '', '张*', '371502', 'registered', now(), now())",
            index,
        )
    assert await services[Health].take_up_the_rest() == 1
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from test_result where person_id = 1") == 1


async def test_a_wrong_fact_is_taken_back_by_another_officer_and_the_colour_follows(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    first = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    second = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    elsewhere = bearer(await make_officer(app, Role.HEALTH_OFFICER, "370202"))
    token, person = await register_citizen(app)
    await enter(app, LAB, FactFor(person, NewTest(TestResult.NEGATIVE, clock.now() - DAY, "市检测中心")))
    test = {"result": "positive", "sampled_at": clock.now().isoformat(), "institution": "市人民医院"}
    await client.post(f"/api/v1/health/persons/{person}/tests", json=test, headers=first)
    own = (await client.get("/api/v1/me/status", headers=bearer(token))).json()
    fact = own["reasons"][0]["fact_id"]
    at = f"/api/v1/health/persons/{person}/facts/{fact}/withdrawal"
    why = {"why": "样本与他人混淆", "evidence": "检测机构更正函 3 号"}
    mine = await client.post(at, json=why, headers=first)
    assert (mine.status_code, mine.json()["code"]) == (409, "health.same_officer")
    assert (await client.post(at, json=why, headers=elsewhere)).status_code == 404
    taken = await client.post(at, json=why, headers=second)
    assert (taken.json()["colour"], taken.json()["test_result"]) == ("green", "negative")
    again = await client.post(at, json=why, headers=second)
    assert (again.status_code, again.json()["code"]) == (409, "health.already_withdrawn")
    told = await client.post(f"/api/v1/health/persons/{person}/facts", json={"reason": "复核"}, headers=second)
    assert told.json()["facts"][0]["withdrawn"]["why"] == "样本与他人混淆"
    assert [change["cause"] for change in told.json()["changes"]] == ["withdrawal", "fact"]


async def test_many_kinds_of_facts_go_in_at_once_and_each_is_answered(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    token, person = await register_citizen(app)
    now = clock.now()
    doses = [NewVaccination(n, date(2022, n, 1), "科兴", "市人民医院") for n in (1, 2)]
    future = NewTest(TestResult.NEGATIVE, now + DAY, "市检测中心")
    assert await enter(
        app,
        LAB,
        *(FactFor(person, fact) for fact in (*doses, future)),
        FactFor(document_of(app, resident_id()), doses[0]),
    ) == [Entry.NEW, Entry.NEW, Entry.REFUSED, Entry.WAITING]
    assert await enter(app, LAB, FactFor(person, doses[0])) == [Entry.KNOWN]
    said = NewDeclaration(DeclarationKind.HEALTH, Declared.SYMPTOMS, json.dumps({"words": "发热"}), now)
    assert await enter(app, SELF, FactFor(person, said)) == [Entry.NEW]
    assert await enter(app, SELF, FactFor(person, doses[1])) == [Entry.REFUSED]  # a word of one's own is no vaccination
    own = (await client.get("/api/v1/me/status", headers=bearer(token))).json()
    assert (own["vaccinated_doses"], own["vaccinated_on"], own["colour"]) == (2, "2022-02-01", "green")
    async with db.connection() as connection:
        assert "发热".encode() not in await connection.fetchval("select content from declaration")


@pytest.mark.parametrize("table", ["vaccination", "declaration", "fact_withdrawal", "health_order"])
async def test_no_kind_of_fact_can_be_changed(db: Database, table: str):
    async with db.connection() as connection:
        triggers = await connection.fetchval(
            "select count(*) from pg_trigger where tgrelid = $1::regclass and tgname like '%append_only'", table
        )
    assert triggers == 1


async def test_no_number_of_scans_changes_a_status(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    """Zhengzhou, June 2022: whoever had scanned a photo of a venue code was given a red one."""
    token, person = await register_citizen(app)
    await enter(app, LAB, FactFor(person, NewTest(TestResult.NEGATIVE, clock.now(), "市检测中心")))
    async with db.connection() as connection:
        before = await connection.fetch("select * from health_status")
        for table in ("health_status", "status_change", "health_order", "test_result"):
            await connection.execute(
                f"create function never_{table}() returns trigger language plpgsql as"
                " $$ begin raise exception 'a scan wrote to a table of health'; end $$"
            )
            await connection.execute(
                f"create trigger never before insert or update or delete on {table} execute function never_{table}()"
            )
    for n in range(5):
        place = await open_place(db, name=f"第 {n} 银行", demand_test_hours=24)
        body = {
            "code": place.code,
            "client_visit_id": f"00000000-0000-4000-8000-00000000000{n}",
            "at": clock.now().isoformat(),
        }
        assert (await client.post("/api/v1/scans", json=body, headers=bearer(token))).status_code == 200
        clock.advance(timedelta(hours=6))
    async with db.connection() as connection:
        assert await connection.fetch("select * from health_status") == before


async def test_time_alone_brings_rows_and_ledger_up_to_date(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    _, person = await register_citizen(app)
    recompute: Recompute = app.state.services[Recompute]
    await enter(app, LAB, FactFor(person, NewTest(TestResult.POSITIVE, clock.now(), "市检测中心")))
    assert await recompute.refresh() == 0
    clock.advance(7 * DAY)
    assert await recompute.refresh() == 1
    assert await recompute.refresh() == 0
    async with db.connection() as connection:
        row = await connection.fetchrow("select * from health_status")
        changes = await connection.fetch("select to_colour, cause from status_change order by id")
    assert (row["colour"], row["next_at"]) == (0, None)
    assert [tuple(change) for change in changes] == [(3, "fact"), (0, "time")]


async def test_a_batch_turns_people_also_by_tests_older_than_what_is_known_and_leaves_others_alone(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    """The newest test is shown; an older positive one counts all the same; the same test twice is one."""
    tokens, people = zip(*[await register_citizen(app) for _ in range(3)], strict=True)
    late, early, plain = people

    def test(result: TestResult, days: int) -> NewTest:
        return NewTest(result, clock.now() - days * DAY, "市检测中心")

    await enter(app, LAB, FactFor(late, test(TestResult.NEGATIVE, 0)))
    batch = [
        FactFor(late, test(TestResult.POSITIVE, 1)),
        FactFor(early, test(TestResult.POSITIVE, 1)),
        FactFor(plain, test(TestResult.NEGATIVE, 1)),
        FactFor(plain, test(TestResult.NEGATIVE, 1)),
        FactFor(plain, test(TestResult.NEGATIVE, 2)),
    ]
    assert await enter(app, LAB, *batch) == [Entry.NEW, Entry.NEW, Entry.NEW, Entry.KNOWN, Entry.NEW]
    own = [(await client.get("/api/v1/me/status", headers=bearer(token))).json() for token in tokens]
    assert [(one["colour"], one["test_result"]) for one in own] == [
        ("red", "negative"),
        ("red", "positive"),
        ("green", "negative"),
    ]
    assert datetime.fromisoformat(own[2]["test_at"]) == clock.now() - DAY
