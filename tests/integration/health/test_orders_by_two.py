"""Orders by hand need two officers; crowds, lists and other regions need more; the ledger keeps it all."""

from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from doors import open_place
from people import bearer, make_officer, register_citizen, resident_id
from venuecode.audit.model import SYSTEM
from venuecode.health.ledger.verifying import LedgerFault, verify_ledger
from venuecode.health.model import Entry, FactFor, NewOrder, NewTest, Source, TestResult
from venuecode.health.policy.table import shipped_policy
from venuecode.health.reasons import Reason
from venuecode.health.service import Health
from venuecode.health.taking_back import TakingBack
from venuecode.identity.model import Role
from venuecode.identity.people.documents import Document, DocumentType, read_document
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.kernel.verdict import Colour

PROPOSALS = "/api/v1/health/proposals"
DAY = timedelta(days=1)


async def propose(client: httpx.AsyncClient, officer: dict[str, str], *people: int, **more: Any) -> httpx.Response:
    body = {"person_ids": people, "reason": "close_contact", "evidence": "流调报告 7 号", **more}
    return await client.post(PROPOSALS, json=body, headers=officer)


async def decide(
    client: httpx.AsyncClient, officer: dict[str, str], proposal: str, approve: bool = True
) -> httpx.Response:
    body = {"approve": approve, "note": "已核实"}
    return await client.post(f"{PROPOSALS}/{proposal}/decision", json=body, headers=officer)


async def colour_of(client: httpx.AsyncClient, token: str) -> str:
    return str((await client.get("/api/v1/me/status", headers=bearer(token))).json()["colour"])


async def test_an_order_turns_a_code_only_when_another_officer_approves_and_the_person_reads_whose_word_it_is(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    proposer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    approver = bearer(await make_officer(app, Role.APPROVER, "371500"))
    token, person = await register_citizen(app)
    proposal = (await propose(client, proposer, person)).json()
    assert (proposal["state"], proposal["mine"], proposal["may_decide"]) == ("proposed", True, False)
    assert await colour_of(client, token) == "green"
    decided = (await decide(client, approver, proposal["id"])).json()
    assert (decided["proposal"]["state"], decided["entered"]) == ("approved", 1)
    own = (await client.get("/api/v1/me/status", headers=bearer(token))).json()
    assert own["colour"] == "red"
    [reason] = own["reasons"]
    assert (reason["code"], reason["source"]["code"]) == ("close_contact", "officer:371502")
    assert reason["source"]["zh"] == "山东省聊城市东昌府区疫情防控部门"
    assert reason["advice"]["zh"] == own["advice"]["zh"]
    until, green = clock.now() + 5 * DAY, clock.now() + 8 * DAY
    assert own["until"] == own["next_change"] == until.isoformat().replace("+00:00", "Z")
    assert own["green_from"] == green.isoformat().replace("+00:00", "Z")
    assert [step["colour"] for step in own["steps"]] == ["red", "yellow"]


async def test_the_scan_follows_the_schedule_by_the_clock_alone(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock, db: Database
):
    proposer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    approver = bearer(await make_officer(app, Role.APPROVER))
    token, person = await register_citizen(app)
    proposal = (await propose(client, proposer, person)).json()["id"]
    await decide(client, approver, proposal)
    place = await open_place(db)
    seen = []
    for n, _ in enumerate(range(9)):
        visit = f"00000000-0000-4000-8000-00000000000{n}"
        body = {"code": place.code, "client_visit_id": visit, "at": clock.now().isoformat()}
        [shown] = (await client.post("/api/v1/scans", json=body, headers=bearer(token))).json()["people"]
        seen.append((shown["verdict"], shown["colour"], [reason["code"] for reason in shown["reasons"]]))
        clock.advance(DAY)
    red, yellow = ("stop", "red", ["close_contact"]), ("stop", "yellow", ["close_contact"])
    assert seen == [red] * 5 + [yellow] * 3 + [("pass", "green", [])]


async def test_nobody_approves_their_own_proposal_nor_one_of_other_divisions(app: FastAPI, client: httpx.AsyncClient):
    both = bearer(await make_officer(app, Role.APPROVER))
    elsewhere = bearer(await make_officer(app, Role.APPROVER, "370202"))
    health = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    token, person = await register_citizen(app)
    proposal = (await propose(client, both, person)).json()["id"]
    own = await decide(client, both, proposal)
    assert (own.status_code, own.json()["code"]) == (409, "health.same_officer")
    assert (await decide(client, elsewhere, proposal)).status_code == 404
    assert (await decide(client, health, proposal)).status_code == 403
    assert await colour_of(client, token) == "green"


async def test_a_refused_or_expired_proposal_changes_nothing(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    proposer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    approver = bearer(await make_officer(app, Role.APPROVER))
    token, person = await register_citizen(app)
    refused = (await propose(client, proposer, person)).json()["id"]
    assert (await decide(client, approver, refused, approve=False)).json()["proposal"]["state"] == "refused"
    again = await decide(client, approver, refused)
    assert (again.status_code, again.json()["code"]) == (409, "health.proposal_closed")
    late = (await propose(client, proposer, person)).json()["id"]
    clock.advance(timedelta(hours=shipped_policy().proposal_hours))
    approver = bearer(await make_officer(app, Role.APPROVER))
    assert (await decide(client, approver, late)).json()["code"] == "health.proposal_closed"
    token_now = token
    assert await colour_of(client, token_now) == "green"


async def test_a_list_of_names_needs_a_case_or_document_reference(app: FastAPI, client: httpx.AsyncClient):
    proposer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    people = [(await register_citizen(app))[1] for _ in range(2)]
    answer = await propose(client, proposer, *people)
    assert (answer.status_code, answer.json()["code"]) == (422, "health.case_reference_missing")
    answer = await propose(client, proposer, *people, case_reference="LC-2026-0007")
    assert (answer.status_code, answer.json()["people"]) == (201, 2)


async def test_a_crowd_stops_for_a_further_approver(app: FastAPI, client: httpx.AsyncClient, db: Database):
    limit = shipped_policy().turned_per_hour.by_one_source
    proposer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    first = bearer(await make_officer(app, Role.APPROVER))
    second = bearer(await make_officer(app, Role.APPROVER))
    async with db.transaction() as connection:
        rows = await connection.fetch(
            "insert into person (document_type, nationality, document_number, document_index, name, masked_name,"
            " division_code, state, registered_at, updated_at) select 'resident_id', 'CN', '', '', '', '王*', '371502',"
            " 'registered', now(), now() from generate_series(1, $1) returning id",
            limit + 1,
        )
    crowd = [row["id"] for row in rows]
    proposal = (await propose(client, proposer, *crowd, case_reference="LC-2026-0008")).json()["id"]
    stopped = (await decide(client, first, proposal)).json()
    assert (stopped["proposal"]["state"], stopped["entered"]) == ("stopped", 0)
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from health_status where colour > 0") == 0
    assert (await decide(client, first, proposal)).json()["code"] == "health.same_officer"
    through = (await decide(client, second, proposal)).json()
    assert (through["proposal"]["state"], through["entered"]) == ("approved", limit + 1)
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from health_status where colour = 3") == limit + 1
        events = await connection.fetch("select * from audit_event where action = 'health.status_changed'")
    assert [event["details"]["rows"] for event in events] == [limit + 1]
    assert (await verify_ledger(db)).findings == []


async def test_results_that_would_turn_a_crowd_are_held_and_the_others_are_stored(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    approver = bearer(await make_officer(app, Role.APPROVER))
    limit = shipped_policy().turned_per_hour.by_one_source
    async with db.transaction() as connection:
        rows = await connection.fetch(
            "insert into person (document_type, nationality, document_number, document_index, name, masked_name,"
            " division_code, state, registered_at, updated_at) select 'resident_id', 'CN', '', '', '', '王*', '371502',"
            " 'registered', now(), now() from generate_series(1, $1) returning id",
            2 * limit,
        )
    lab = Source("lab:市检测中心", SYSTEM, DivisionCode("371502"))
    results = [TestResult.POSITIVE] * (limit + 1) + [TestResult.NEGATIVE] * (limit - 1)
    facts = [
        FactFor(PersonId(row["id"]), NewTest(result, clock.now(), "市检测中心"))
        for row, result in zip(rows, results, strict=True)
    ]
    async with db.transaction() as connection:
        entered = await app.state.services[Health].enter_facts(connection, lab, facts)
    assert [outcome.entry for outcome in entered] == [Entry.HELD] * (limit + 1) + [Entry.NEW] * (limit - 1)
    [held] = (await client.get(PROPOSALS, params={"state": "stopped"}, headers=approver)).json()["items"]
    assert (held["held"], held["people"], held["kind"], held["may_decide"]) == (True, limit + 1, "test", True)
    through = (await decide(client, approver, held["id"])).json()
    assert through["entered"] == limit + 1
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from health_status where colour = 3") == limit + 1


async def test_a_held_fact_is_taken_back_by_its_source_alone_and_its_proposal_ends_with_the_last_one(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    approver = bearer(await make_officer(app, Role.APPROVER))
    policy = shipped_policy().model_dump(mode="json")
    policy["turned_per_hour"] = {"by_one_source": 1, "in_all": 1}
    async with db.transaction() as connection:
        await connection.execute("update policy_version set state = 'retired', retired_at = now()")
        await connection.execute(
            "insert into policy_version (document, state, made_at, activated_at) values ($1, 'active', now(), now())",
            policy,
        )
    numbers = [resident_id(), resident_id()]
    for number in numbers:
        await register_citizen(app, number=number)
    documents = [
        read_document(DocumentType.RESIDENT_ID, number, app.state.services[People].today()) for number in numbers
    ]
    wrong = NewTest(TestResult.POSITIVE, clock.now(), "市检测中心")
    lab, other = (Source(f"lab:{name}", SYSTEM, DivisionCode("371502")) for name in ("市检测中心", "县检测中心"))
    async with db.transaction() as connection:
        facts = [FactFor(document, wrong) for document in documents]
        entered = await app.state.services[Health].enter_facts(connection, lab, facts)
    assert [outcome.entry for outcome in entered] == [Entry.HELD] * 2
    [held] = (await client.get(PROPOSALS, headers=approver)).json()["items"]

    async def take_back(source: Source, document: Document) -> bool:
        async with db.transaction() as connection:
            return await app.state.services[TakingBack].take_back(connection, source, document, wrong, "标本贴错")

    assert [await take_back(source, documents[0]) for source in (other, lab, lab)] == [False, True, False]
    [left] = (await client.get(PROPOSALS, headers=approver)).json()["items"]
    assert (left["state"], left["people"]) == ("stopped", 1)
    assert await take_back(lab, documents[1])
    [ended] = (await client.get(PROPOSALS, headers=approver)).json()["items"]
    assert (ended["state"], ended["people"], ended["may_decide"]) == ("taken_back", 0, False)
    assert (await decide(client, approver, held["id"])).json()["code"] == "health.proposal_closed"
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from test_result") == 0
        recorded = await connection.fetch("select reason from audit_event where action = 'health.held_fact_taken_back'")
    assert [row["reason"] for row in recorded] == ["标本贴错"] * 2


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"reason": Reason.OTHER_PROVINCE, "colour": Colour.RED, "ends_at": None}, "health.end_missing"),
        ({"reason": Reason.OTHER_PROVINCE}, "health.colour_missing"),
        ({"reason": Reason.CONFIRMED_CASE}, "health.not_by_this_source"),
        ({"reason": Reason.REGION_REQUEST, "evidence": ""}, "health.evidence_missing"),
        ({"reason": Reason.REGION_REQUEST}, None),
    ],
)
async def test_another_region_gives_a_listed_reason_evidence_and_an_end(
    app: FastAPI, db: Database, clock: FixedClock, order: dict[str, Any], code: str | None
):
    _, person = await register_citizen(app)
    now = clock.now()
    new = NewOrder(**{"starts_at": now, "ends_at": now + 3 * DAY, "evidence": "协查函 12 号", **order})
    region = Source("region:370100", SYSTEM, DivisionCode("371500"))
    async with db.transaction() as connection:
        [entered] = await app.state.services[Health].enter_facts(connection, region, [FactFor(person, new)])
    assert (entered.fault.code if entered.fault else None) == code


async def test_no_officer_alone_enters_an_order(app: FastAPI, db: Database, clock: FixedClock):
    _, person = await register_citizen(app)
    alone = Source("officer:371502", SYSTEM, DivisionCode("371502"), officer_id=1)
    order = NewOrder(Reason.CLOSE_CONTACT, clock.now(), None, "流调报告")
    async with db.transaction() as connection:
        [entered] = await app.state.services[Health].enter_facts(connection, alone, [FactFor(person, order)])
    assert entered.fault is not None
    assert entered.fault.code == "health.not_approved"


async def test_the_ledger_tells_each_change_and_tampering_is_found(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock
):
    proposer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    approver = bearer(await make_officer(app, Role.APPROVER))
    _, person = await register_citizen(app)
    await decide(client, approver, (await propose(client, proposer, person)).json()["id"])
    told = await client.post(
        f"/api/v1/health/persons/{person}/facts", json={"reason": "答复本人询问"}, headers=approver
    )
    [change] = told.json()["changes"]
    assert (change["before"], change["after"], change["cause"]) == ("green", "red", "fact")
    assert change["fact_id"] == told.json()["facts"][0]["id"]
    async with db.connection() as connection:
        with pytest.raises(asyncpg.PostgresError, match="append-only"):
            await connection.execute("update status_change set to_colour = 0")
        assert (await verify_ledger(db)).findings == []
        await connection.execute("alter table status_change disable trigger all")
        await connection.execute("update status_change set until = until + interval '50 days'")
        [finding] = (await verify_ledger(db)).findings
        assert finding.fault is LedgerFault.CHANGED
        await connection.execute("delete from status_change")
        [finding] = (await verify_ledger(db)).findings
        assert finding.fault is LedgerFault.MISSING
