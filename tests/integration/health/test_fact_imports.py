"""Sheets of facts: imported in the background, once, whatever happens to the worker; bad rows come back."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from people import bearer, make_officer, register_citizen, resident_id
from venuecode.health.intake.jobs import FactImportRunner
from venuecode.health.ledger.service import Ledger
from venuecode.health.service import Health
from venuecode.health.settings import HealthSettings
from venuecode.identity.model import Role
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.regions.rules import Scope

PATH = "/api/v1/health/imports"
TESTS = "证件类型,证件号码,采样时间,结果,检测机构"
ORDERS = "证件号码,原因,开始时间,依据"


@pytest.fixture
async def officer(app) -> dict[str, str]:
    return bearer(await make_officer(app, Role.HEALTH_OFFICER))


def at(clock, **ago: int) -> str:
    return (clock.now() - timedelta(**ago)).astimezone(SHOWN_ZONE).strftime("%Y-%m-%d %H:%M")


def sheet(header: str, lines: Sequence[str]) -> bytes:
    return "\n".join([header, *lines]).encode("utf-8-sig")


def sheet_of_tests(numbers: Sequence[str], clock, result: str = "阴性") -> bytes:
    return sheet(TESTS, [f"居民身份证,{number},{at(clock, hours=3)},{result},区检测中心" for number in numbers])


async def upload(client, officer, content: bytes, kind: str = "tests", name: str = "t.csv", **more: str) -> Any:
    data = {"kind": kind, **more}
    answer = await client.post(PATH, files={"file": (name, content)}, data=data, headers=officer)
    assert answer.status_code == 202, answer.text
    return answer.json()


async def run(app, client, officer, found) -> Any:
    await app.state.services[FactImportRunner].run({"import_id": found["id"]})
    return (await client.get(f"{PATH}/{found['id']}", headers=officer)).json()


async def imported(app, client, officer, content: bytes, **more: str) -> Any:
    return await run(app, client, officer, await upload(client, officer, content, **more))


async def count(db, table: str) -> int:
    async with db.connection() as connection:
        return await connection.fetchval(f"select count(*) from {table}")


async def test_tests_are_imported_and_show_at_once(app, client, officer, clock):
    number = resident_id()
    token, _ = await register_citizen(app, number=number)
    found = await upload(client, officer, sheet_of_tests([number], clock, "阳性"))
    assert (found["state"], found["rows_total"]) == ("waiting", 0)
    done = await run(app, client, officer, found)
    assert (done["state"], done["rows_total"], done["rows_done"], done["rows_good"], done["rows_bad"]) == (
        "done", 1, 1, 1, 0,
    )  # fmt: skip
    assert (await client.get("/api/v1/me/status", headers=bearer(token))).json()["colour"] == "red"


async def test_a_row_does_not_tell_who_is_registered_elsewhere(app, client, officer, clock, db):
    here, elsewhere, nowhere = resident_id(), resident_id(), resident_id()
    await register_citizen(app, number=here)
    await register_citizen(app, number=elsewhere, division="370202")
    done = await imported(app, client, officer, sheet_of_tests([here, elsewhere, nowhere], clock))
    assert (done["rows_good"], done["rows_bad"]) == (3, 0)
    assert (await count(db, "test_result"), await count(db, "waiting_fact")) == (2, 1)


async def test_bad_rows_come_back_and_are_imported_once_corrected(app, client, officer, clock, db):
    good, other = resident_id(), resident_id()
    lines = [
        f"居民身份证,{good},{at(clock, hours=3)},阴性,区检测中心",
        f"居民身份证,{other},{at(clock, hours=3)},不详,=cmd|' /C calc'!A0",
        f"居民身份证,{other},{at(clock, days=400)},阴性,区检测中心",
        "居民身份证,123,昨天,阴性,",
    ]
    done = await imported(app, client, officer, sheet(TESTS, lines))
    assert (done["rows_good"], done["rows_bad"]) == (1, 3)
    rows = (await client.get(f"{PATH}/{done['id']}/bad-rows", headers=officer)).json()["items"]
    assert [row["row"] for row in rows] == [3, 4, 5]
    assert [{fault["column"] for fault in row["faults"]} for row in rows] == [
        {"result"},
        {"sampled_at"},
        {"document_number", "sampled_at", "institution"},
    ]
    path = f"{PATH}/{done['id']}/corrections"
    book = (await client.get(path, headers=officer)).content
    page = load_workbook(io.BytesIO(book)).worksheets[0]
    assert {cell.data_type for line in page.iter_rows(min_row=2) for cell in line if cell.value} == {"s"}
    content = (await client.get(f"{path}?format=csv", headers=officer)).content.decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(content)))
    assert any(cell.startswith("'=cmd") for cell in table[1])
    for line in table[1:]:
        line[1:8] = [other, "", at(clock, hours=2), "阴性", "区检测中心", "", ""]
    out = io.StringIO()
    csv.writer(out).writerows(table)
    again = await imported(app, client, officer, out.getvalue().encode())
    assert (again["rows_good"], again["rows_bad"]) == (3, 0)
    assert await count(db, "waiting_fact") == 2  # three corrected rows that say the same are one


async def test_a_sheet_that_comes_twice_in_whatever_form_changes_nothing(app, client, officer, clock, db):
    number = resident_id()
    await register_citizen(app, number=number)
    content = sheet_of_tests([number], clock)
    for form in (content, content.decode("utf-8-sig").encode("gb18030"), content.replace(b",", b";")):
        done = await imported(app, client, officer, form)
        assert (done["rows_good"], done["rows_bad"]) == (1, 0)
    assert await count(db, "test_result") == 1


@pytest.mark.parametrize("kind", ["tests", "vaccinations"])
async def test_the_template_is_filled_in_with_real_dates_and_sent_back(app, client, officer, clock, db, kind):
    template = (await client.get(f"{PATH}/template/{kind}", headers=officer)).content
    book = load_workbook(io.BytesIO(template))
    page, day = book.worksheets[0], clock.now().replace(tzinfo=None)
    number = resident_id()
    line = [None, number, None, day, "阴性", "区检测中心"]
    if kind == "vaccinations":
        line = [None, number, None, 2, day.date(), "灭活疫苗", "社区医院"]
    for column, value in enumerate(line, start=1):
        cell = page.cell(2, column, value)
        if column > 3:
            cell.number_format = "General" if not isinstance(value, datetime | date) else "yyyy/m/d h:mm"
    await register_citizen(app, number=number)
    out = io.BytesIO()
    book.save(out)
    done = await imported(app, client, officer, out.getvalue(), kind=kind, name="t.xlsx")
    assert (done["state"], done["file_format"], done["rows_good"]) == ("done", "xlsx", 1)
    assert await count(db, "test_result" if kind == "tests" else "vaccination") == 1


@pytest.mark.parametrize("batch", [100])
async def test_a_worker_that_dies_in_the_middle_loses_nothing_and_repeats_nothing(
    app, client, officer, clock, db, monkeypatch, batch
):
    runner: FactImportRunner = app.state.services[FactImportRunner]
    monkeypatch.setattr(runner, "_settings", HealthSettings(import_batch=batch))
    numbers = [resident_id() for _ in range(250)]
    found = await upload(client, officer, sheet_of_tests([*numbers[:120], "bad", *numbers[120:]], clock))
    health: Health = app.state.services[Health]
    entering, calls = health.enter_facts, 0

    async def dies(connection, source, facts):
        nonlocal calls
        calls += 1
        outcome = await entering(connection, source, facts)
        if calls == 2:
            raise OSError("the machine went away")
        return outcome

    monkeypatch.setattr(health, "enter_facts", dies)
    with pytest.raises(OSError, match="went away"):
        await runner.run({"import_id": found["id"]})
    half = (await client.get(f"{PATH}/{found['id']}", headers=officer)).json()
    assert (half["state"], half["rows_done"], half["rows_total"]) == ("running", batch, 251)
    assert await count(db, "waiting_fact") == batch
    done = await run(app, client, officer, found)
    assert (done["state"], done["rows_done"], done["rows_good"], done["rows_bad"]) == ("done", 251, 250, 1)
    assert await count(db, "waiting_fact") == 250
    assert calls == 4  # the lost batch once more, and the rest; the first not again
    await run(app, client, officer, found)
    assert calls == 4
    assert await count(db, "health_import_piece") == 0


async def test_two_workers_on_one_import_enter_each_row_once(app, client, officer, clock, db, monkeypatch):
    runner: FactImportRunner = app.state.services[FactImportRunner]
    found = await upload(client, officer, sheet_of_tests([resident_id() for _ in range(5)], clock))
    health: Health = app.state.services[Health]
    entering, first = health.enter_facts, True

    async def overtaken(connection, source, facts):
        nonlocal first
        if first:
            first = False
            await runner.run({"import_id": found["id"]})
        return await entering(connection, source, facts)

    monkeypatch.setattr(health, "enter_facts", overtaken)
    with pytest.raises(Exception, match="another worker"):
        await runner.run({"import_id": found["id"]})
    done = (await client.get(f"{PATH}/{found['id']}", headers=officer)).json()
    assert (done["state"], done["rows_done"], done["rows_good"]) == ("done", 5, 5)


async def test_a_list_of_orders_becomes_proposals_that_another_officer_approves(app, client, officer, clock):
    here, elsewhere, nowhere = resident_id(), resident_id(), resident_id()
    token, _ = await register_citizen(app, number=here)
    await register_citizen(app, number=elsewhere, division="370202")
    start = at(clock, hours=1)
    lines = [f"{number},密切接触者,{start},流调报告 7 号" for number in (here, elsewhere, nowhere, here)]
    lines.append(f"{here},不喜欢,{start},流调报告 7 号")
    content = sheet(ORDERS, lines)
    answer = await client.post(PATH, files={"file": ("o.csv", content)}, data={"kind": "orders"}, headers=officer)
    assert answer.json()["code"] == "health.case_reference_missing"
    done = await imported(app, client, officer, content, kind="orders", case_reference="病例 2026-17")
    assert (done["state"], done["rows_good"], done["rows_bad"], done["proposals"]) == ("done", 1, 4, 1)
    rows = (await client.get(f"{PATH}/{done['id']}/bad-rows", headers=officer)).json()["items"]
    assert rows[0]["faults"] == rows[1]["faults"]  # registered elsewhere and nowhere: told alike
    assert (await client.get("/api/v1/me/status", headers=bearer(token))).json()["colour"] == "green"
    ledger: Ledger = app.state.services[Ledger]
    [proposal] = await ledger.page(Scope("371502"))
    assert (proposal.case_reference, proposal.people) == ("病例 2026-17", 1)
    again = await imported(app, client, officer, content, kind="orders", case_reference="病例 2026-17")
    assert again["state"] == "failed"
    assert len(await ledger.page(Scope("371502"))) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n", "columns are missing"),
        (TESTS.encode() + b"\nx," + b"1" * 10_000_000, "a cell is far too long"),
        (TESTS.encode("gbk") + b"\n\xff\xff\xff", "neither UTF-8 nor GB18030"),
        (f"{TESTS},星座\n".encode(), "unknown columns"),
    ],
)
async def test_a_file_that_cannot_be_read_says_why(app, client, officer, content, words):
    found = await upload(client, officer, content)
    await app.state.services[FactImportRunner].run({"import_id": found["id"]})
    failed = (await client.get(f"{PATH}/{found['id']}", headers={**officer, "accept-language": "en"})).json()
    assert failed["state"] == "failed"
    assert words in failed["fault"]


async def test_what_is_no_sheet_is_refused_at_once(client, officer):
    for content in (b"", b"PK\x03\x04broken", bytes.fromhex("d0cf11e0a1b11ae1")):
        answer = await client.post(PATH, files={"file": ("t.xlsx", content)}, headers=officer)
        assert answer.json()["code"] == "imports.file_refused"


async def test_a_file_of_nothing_but_faults_is_stopped(app, client, officer, clock, monkeypatch):
    runner: FactImportRunner = app.state.services[FactImportRunner]
    monkeypatch.setattr(runner, "_settings", HealthSettings(import_batch=100, import_bad_rows=100))
    done = await imported(app, client, officer, sheet_of_tests(["x"] * 1_000, clock))
    assert (done["state"], done["rows_done"]) == ("failed", 200)


async def test_nothing_of_a_file_lies_in_clear(app, client, officer, clock, db):
    number = resident_id()
    await upload(client, officer, sheet_of_tests([number], clock))
    await imported(app, client, officer, sheet_of_tests([number[:-1] + "?"], clock))
    async with db.connection() as connection:
        kept = [row["sealed"] for row in await connection.fetch("select sealed from health_import_piece")]
        kept += [row["cells"] for row in await connection.fetch("select cells from health_import_row")]
    assert len(kept) == 2
    assert not [sealed for sealed in kept if number[:-1].encode() in sealed]
    clock.advance(timedelta(days=31))
    await app.state.services[FactImportRunner].purge()
    assert (await count(db, "health_import_piece"), await count(db, "health_import_row")) == (0, 0)


async def test_nobody_but_a_health_officer_makes_the_server_keep_a_file(client, app):
    reviewer = bearer(await make_officer(app, Role.REVIEWER))
    for headers, status in ((reviewer, 403), ({}, 401)):
        answer = await client.post(PATH, files={"file": ("t.csv", b"x" * 3_000_000)}, headers=headers)
        assert answer.status_code == status


async def test_an_officer_takes_back_what_the_department_imported_and_does_not_learn_who_is_registered(
    app, client, officer, clock, db
):
    """A fact that waits, one on file here and one on file elsewhere are taken back alike."""
    waits, here, elsewhere = resident_id(), resident_id(), resident_id()
    known, _ = await register_citizen(app, number=here)
    far, _ = await register_citizen(app, number=elsewhere, division="370202")
    numbers = (waits, here, elsewhere)
    assert (await imported(app, client, officer, sheet_of_tests(numbers, clock, "阳性")))["rows_good"] == 3
    colleague = bearer(await make_officer(app, Role.APPROVER))
    stranger = bearer(await make_officer(app, Role.HEALTH_OFFICER, "370202"))
    sampled = datetime.strptime(at(clock, hours=3), "%Y-%m-%d %H:%M").replace(tzinfo=SHOWN_ZONE)
    fact = {"kind": "test", "sampled_at": sampled.isoformat(), "result": "positive", "institution": "区检测中心"}

    async def take_back(caller, number: str, **changes: str) -> tuple[int, str]:
        body = {"document_type": "resident_id", "document_number": number, "fact": fact | changes, "why": "标本贴错"}
        answer = await client.post("/api/v1/health/withdrawals", json=body, headers=caller)
        return answer.status_code, answer.json()["code"] if answer.content else ""

    nothing = (404, "health.nothing_to_take_back")
    for number in numbers:
        assert await take_back(officer, number) == (409, "health.same_officer")
        assert await take_back(stranger, number) == nothing
        assert await take_back(colleague, number, result="negative") == nothing
        assert await take_back(colleague, number) == (204, "")
        assert await take_back(colleague, number) == nothing
    later, _ = await register_citizen(app, number=waits)
    for token in (known, far, later):
        assert (await client.get("/api/v1/me/status", headers=bearer(token))).json()["colour"] == "green"
    async with db.connection() as connection:
        gone = await connection.fetch("select reason from audit_event where action = 'health.waiting_fact_taken_back'")
    assert [row["reason"] for row in gone] == ["标本贴错"]
