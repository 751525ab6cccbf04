import asyncio
import csv
import io
import zipfile
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import openpyxl
import pytest
from fastapi import FastAPI

from people import bearer, make_officer
from venue_forms import credit_code
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook, work
from venuecode.venues import lookup

IMPORTS = "/api/v1/venue-imports"
HEADER = "单位编号,场所全称,场所简称,场所类型,统一社会信用代码,所属街道,详细地址,负责人,负责人电话,出入口,方向,车牌号"
GOOD = [
    f"A1,聊城水城超市,水城超市,超市、便利店,{credit_code(1)},371502001,柳园路 1 号,王店长,13800000001,南门,入,",
    f"A1,聊城水城超市,水城超市,超市、便利店,{credit_code(1)},371502001,柳园路 1 号,王店长,13800000001,北门,出,",
    ",幸福小区,幸福小区,居民小区,,371502002 新区街道,花园路 2 号,李物业,0635-8888888,大门,,",
    "B7,聊城公交三路,三路公交,公交车,,371502001,车场路 3 号,赵队长,13800000002,,,鲁P12345",
]
Upload = Callable[..., Awaitable[dict[str, Any]]]


def sheet(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode()


@pytest.fixture
async def officer(app: FastAPI) -> dict[str, str]:
    return bearer(await make_officer(app, Role.REVIEWER, "371502"))


@pytest.fixture
def upload(client: httpx.AsyncClient, app: FastAPI, officer: dict[str, str]) -> Upload:
    """Upload a file, let the worker check it, and return the import."""

    async def run(content: bytes, name: str = "venues.csv") -> dict[str, Any]:
        answer = await client.post(IMPORTS, files={"file": (name, content)}, headers=officer)
        assert answer.status_code == 202, answer.text
        job = app.state.services[JobBook].functions["venue_import.check"]
        await job({"import_id": answer.json()["id"]})
        result: dict[str, Any] = (await client.get(f"{IMPORTS}/{answer.json()['id']}", headers=officer)).json()
        return result

    return run


@pytest.fixture
def apply(client: httpx.AsyncClient, app: FastAPI, officer: dict[str, str]) -> Upload:
    """Apply a checked import and return it."""

    async def run(checked: dict[str, Any], **decision: bool) -> dict[str, Any]:
        path = f"{IMPORTS}/{checked['id']}"
        answer = await client.post(f"{path}/apply", json={"version": checked["version"], **decision}, headers=officer)
        assert answer.status_code == 202, answer.text
        job = app.state.services[JobBook].functions["venue_import.apply"]
        await job({"import_id": checked["id"], "officer_id": 1})
        result: dict[str, Any] = (await client.get(path, headers=officer)).json()
        return result

    return run


def counts(found: dict[str, Any]) -> tuple[int, ...]:
    names = ("rows_good", "rows_bad", "venues_new", "venues_changed", "venues_same", "doors_new")
    return tuple(found[name] for name in names)


async def doors(db: Database) -> list[tuple[Any, ...]]:
    async with db.connection() as connection:
        rows = await connection.fetch(
            "select full_name, name, direction, plate from door join venue on venue.id = venue_id order by door.id"
        )
    return [tuple(row) for row in rows]


async def test_a_preview_changes_nothing_and_applying_issues_venues_doors_and_codes(
    upload: Upload, apply: Upload, db: Database
):
    checked = await upload(sheet(*GOOD))
    assert (checked["state"], counts(checked)) == ("checked", (4, 0, 3, 0, 0, 4))
    assert await doors(db) == []
    applied = await apply(checked)
    assert (applied["state"], counts(applied)) == ("applied", (4, 0, 3, 0, 0, 4))
    assert await doors(db) == [
        ("聊城水城超市", "南门", "in", None),
        ("聊城水城超市", "北门", "out", None),
        ("幸福小区", "大门", "both", None),
        ("聊城公交三路", "鲁P12345", "both", "鲁P12345"),
    ]
    async with db.connection() as connection:
        codes = [row["code"] for row in await connection.fetch("select code from venue_code")]
        assert len(await lookup.doors_by_code(connection, codes)) == 4
        assert await connection.fetchval("select count(*) from venue_event where act = 'venue.imported'") == 3
        assert await connection.fetchval("select details from audit_event where action = 'venue_import.applied'") == {
            "new": 3,
            "changed": 0,
            "doors": 4,
        }
        stored = await connection.fetchval("select string_agg(cells, ''::bytea) from venue_import_row")
    assert "王店长".encode() not in stored


async def test_a_second_import_of_the_same_file_changes_nothing(upload: Upload, apply: Upload, db: Database):
    await apply(await upload(sheet(*GOOD)))
    before = await doors(db)
    again = await upload(sheet(*GOOD))
    assert counts(again) == (4, 0, 0, 0, 3, 0)
    assert counts(await apply(again)) == (4, 0, 0, 0, 3, 0)
    assert await doors(db) == before
    async with db.connection() as connection:
        assert await connection.fetchval("select max(row_version) from venue") == 1
        assert await connection.fetchval("select count(*) from venue_change") == 0


async def test_a_re_import_changes_what_changed_and_keeps_the_codes(upload: Upload, apply: Upload, db: Database):
    await apply(await upload(sheet(*GOOD)))
    async with db.connection() as connection:
        codes = {row["door_id"]: row["code"] for row in await connection.fetch("select door_id, code from venue_code")}
    changed = [
        GOOD[0].replace("聊城水城超市", "聊城水城大超市"),
        GOOD[2].replace("花园路 2 号", "花园路 22 号"),
        GOOD[2].replace("花园路 2 号", "花园路 22 号").replace("大门", "侧门"),
        GOOD[3].replace("鲁P12345", "鲁P12345").replace(",,,鲁P", ",一号车,,鲁P"),
    ]
    checked = await upload(sheet(*changed))
    assert counts(checked) == (4, 0, 0, 3, 0, 1)
    await apply(checked)
    assert await doors(db) == [
        ("聊城水城大超市", "南门", "in", None),
        ("聊城水城大超市", "北门", "out", None),
        ("幸福小区", "大门", "both", None),
        ("聊城公交三路", "一号车", "both", "鲁P12345"),
        ("幸福小区", "侧门", "both", None),
    ]
    async with db.connection() as connection:
        after = {row["door_id"]: row["code"] for row in await connection.fetch("select door_id, code from venue_code")}
        told = {row["venue_id"] for row in await connection.fetch("select venue_id from venue_change")}
    assert codes.items() <= after.items()
    assert len(told) == 3


@pytest.mark.parametrize("word", ["清空", "Clear"])
async def test_a_blank_cell_keeps_what_is_filed_and_the_word_for_it_takes_it_away(
    upload: Upload, apply: Upload, db: Database, word: str
):
    header = HEADER + ",主管部门,线路,班次,纬度,经度"
    bus = GOOD[3] + ",交通局,三路,早班,36.45,115.98"

    async def filed() -> tuple[Any, ...]:
        async with db.connection() as connection:
            row = await connection.fetchrow(
                "select department, route, run, latitude, longitude from door join venue on venue.id = venue_id"
            )
        return tuple(row)

    await apply(await upload(f"{header}\n{bus}".encode()))
    await apply(await upload(f"{header}\n{GOOD[3]},,,,,".encode()))
    assert await filed() == ("交通局", "三路", "早班", 36.45, 115.98)
    await apply(await upload(f"{header}\n{GOOD[3]},{word},,{word},{word},{word}".encode()))
    assert await filed() == (None, "三路", None, None, None)
    again = await upload(f"{header}\n{GOOD[3]},{word},,{word},{word},{word}".encode())
    assert counts(again)[4] == 1


async def test_the_word_cannot_take_away_what_is_required(upload: Upload):
    checked = await upload(sheet(GOOD[0].replace("柳园路 1 号", "清空")))
    assert counts(checked)[:2] == (0, 1)


async def test_bad_rows_are_named_written_out_corrected_and_imported_again(
    upload: Upload, apply: Upload, client: httpx.AsyncClient, officer: dict[str, str], db: Database
):
    bad = [
        GOOD[0].replace("13800000001", "138"),
        ",=HYPERLINK(1),恶意,其他场所,,371502001,某路 1 号,钱某人,+8613800000003,@门,,",
        ",莘县饭店,莘县饭店,餐饮单位," + credit_code(5) + ",371522001,路 1 号,孙店长,13800000004,大门,,",
        "A9,某商场,某商场,不存在的类型,,371502001,路 1 号,周店长,13800000005,大门,,",
        "B7,聊城公交三路,三路公交,公交车,,371502001,车场路 99 号,赵队长,13800000002,,,鲁P99999",
    ]
    checked = await upload(sheet(GOOD[3], *bad))
    assert counts(checked)[:3] == (2, 4, 2)
    page = (await client.get(f"{IMPORTS}/{checked['id']}/bad-rows", headers=officer)).json()
    found = {(item["row"], fault["column"]) for item in page["items"] for fault in item["faults"]}
    assert found == {
        (3, "responsible_phone"),
        (5, "division_code"),
        (6, "type"),
        (7, "address"),
    }
    english = {**officer, "accept-language": "en"}
    csv_file = await client.get(f"{IMPORTS}/{checked['id']}/corrections", params={"format": "csv"}, headers=english)
    lines = list(csv.reader(io.StringIO(csv_file.content.decode("utf-8-sig"))))
    assert lines[0][-1] == "What is wrong"
    assert "outside your division" in lines[2][-1]
    await apply(checked)
    assert [name for name, *_ in await doors(db)] == ["聊城公交三路", "=HYPERLINK(1)"]

    corrected = csv_file.content.decode("utf-8-sig").replace(",138,", ",13800000001,")
    again = await upload(corrected.encode("gb18030"))
    assert counts(again) == (2, 2, 1, 1, 0, 2)  # alone, the last row no longer contradicts: its address is a change


async def test_the_corrections_are_a_workbook_without_formulas(
    upload: Upload, client: httpx.AsyncClient, officer: dict[str, str]
):
    row = ",\"=cmd|' /C calc'!A0\",-2+3,其他场所,,371502001,@SUM(1),+钱,,\t门,,"
    checked = await upload(sheet(row))
    assert checked["rows_bad"] == 1
    path = f"{IMPORTS}/{checked['id']}/corrections"
    book = openpyxl.load_workbook(io.BytesIO((await client.get(path, headers=officer)).content))
    cells = [cell for line in book.worksheets[0].iter_rows(min_row=2, max_row=2) for cell in line]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert cells[1].value == "=cmd|' /C calc'!A0"
    text = (await client.get(path, params={"format": "csv"}, headers=officer)).content.decode("utf-8-sig")
    line = list(csv.reader(io.StringIO(text)))[1]
    assert not [cell for cell in line if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    again = await upload(text.encode())
    assert again["rows_bad"] == 1
    assert (await client.get(f"{IMPORTS}/{again['id']}/bad-rows", headers=officer)).json()["items"][0]["full_name"] == (
        "=cmd|' /C calc'!A0"
    )


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_filled_in_template_can_be_imported(
    upload: Upload, client: httpx.AsyncClient, officer: dict[str, str], language: str
):
    headers = {**officer, "accept-language": language}
    book = openpyxl.load_workbook(io.BytesIO((await client.get(f"{IMPORTS}/template", headers=headers)).content))
    page, choices, notes = book.worksheets
    assert [cell.value for cell in notes["B"]][1:4] == ["Own number", "Full name", "Short name"]
    assert len(page.data_validations.dataValidation) == 3
    assert page["B1"].comment
    values = ["T1", "模板商店", "模板商店", choices["A17"].value, credit_code(9), choices["B1"].value, "路 1 号"]
    values += [36.45, 115.98, "郑店长", 13800000009, None, "大门", choices["C1"].value]
    assert page["A2"].value == {"zh": "示例，不导入", "en": "Example, not imported"}[language]
    for column, value in enumerate(values, start=1):
        page.cell(3, column, value)
    out = io.BytesIO()
    book.save(out)
    checked = await upload(out.getvalue(), "venues.xlsx")
    page_of_bad = (await client.get(f"{IMPORTS}/{checked['id']}/bad-rows", headers=headers)).json()["items"]
    assert (counts(checked), page_of_bad) == ((1, 0, 1, 0, 0, 1), [])
    template = await client.get(f"{IMPORTS}/template", params={"format": "csv"}, headers=headers)
    assert template.content.startswith(b"\xef\xbb\xbf")
    untouched = await upload(template.content)
    assert (untouched["state"], untouched["rows_total"]) == ("checked", 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_csv_is_read_in_each_encoding(upload: Upload, encoding: str):
    checked = await upload(sheet(*GOOD).decode().encode(encoding))
    assert counts(checked)[:2] == (4, 0)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(11):
            archive.writestr(f"xl/{number}.xml", b"0" * 10_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 422, "没有内容"),
        (b"PK\x03\x04 not a zip", 422, "不是有效的 XLSX"),
        (bomb(), 422, "解压后过大"),
        (b"x" * 10_100_000, 413, "10 MB"),
    ],
    ids=["empty", "broken", "bomb", "huge"],
)
async def test_a_file_that_is_no_sheet_is_refused_at_once(
    client: httpx.AsyncClient, officer: dict[str, str], content: bytes, status: int, words: str
):
    answer = await client.post(IMPORTS, files={"file": ("x.xlsx", content)}, headers=officer)
    assert answer.status_code == status
    assert words in answer.json()["title"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("场所全称,场所简称\n甲,乙".encode(), "缺少列"),
        (sheet().replace("方向".encode(), "出入口".encode()), "列重复"),
        (sheet().replace("方向".encode(), "备注".encode()), "无法识别的列：备注"),
        (sheet(*GOOD[2:3] * 20_001), "超过 20000 行"),
        (b"\xff\xfe\x00\x01\x02", "UTF-8"),
    ],
    ids=["missing", "doubled", "unknown", "rows", "encoding"],
)
async def test_a_sheet_that_is_useless_as_a_whole_fails_with_words(upload: Upload, content: bytes, words: str):
    failed = await upload(content)
    assert failed["state"] == "failed"
    assert words in failed["fault"]


async def test_of_two_who_apply_one_gets_a_conflict_and_a_job_run_twice_applies_once(
    upload: Upload, client: httpx.AsyncClient, officer: dict[str, str], app: FastAPI, db: Database
):
    checked = await upload(sheet(*GOOD))
    body = {"version": checked["version"]}
    path = f"{IMPORTS}/{checked['id']}/apply"
    answers = await asyncio.gather(*(client.post(path, json=body, headers=officer) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [202, 409]
    job = app.state.services[JobBook].functions["venue_import.apply"]
    payload = {"import_id": checked["id"], "officer_id": 1}
    await asyncio.gather(job(payload), job(payload))
    await job(payload)
    assert len(await doors(db)) == 4


async def test_what_changed_after_the_check_stops_the_whole_import(
    upload: Upload, apply: Upload, client: httpx.AsyncClient, officer: dict[str, str], db: Database
):
    await apply(await upload(sheet(GOOD[0])))
    checked = await upload(sheet(GOOD[1], GOOD[2]))
    assert counts(checked)[:4] == (2, 0, 1, 1)
    async with db.connection() as connection:
        venue_id = await connection.fetchval("select id from venue")
    revoked = {"version": 1, "reason": "已停业"}
    await client.post(f"/api/v1/venues/{venue_id}/revoke", json=revoked, headers=officer)
    stopped = await apply(checked)
    assert (stopped["state"], counts(stopped)[:4]) == ("checked", (1, 1, 1, 0))
    assert "没有" in stopped["fault"] or "未导入" in stopped["fault"]
    assert len(await doors(db)) == 1
    assert (await apply(stopped))["state"] == "applied"
    assert [name for name, *_ in await doors(db)] == ["聊城水城超市", "幸福小区"]


LIKE = [
    f"C1,聊城水城超市二店,二店,超市、便利店,{credit_code(1)},371502002,新区路 1 号,王店长,13800000001,正门,,",
    ",明珠小区,明珠小区,居民小区,,新区街道,明珠路 1 号,李物业,0635-8888888,大门,,",
    "D2,明珠小区,明珠小区,居民小区,,东昌府区新区街道,明珠路 9 号,周物业,0635-8888888,侧门,,",
]


async def reasons(client: httpx.AsyncClient, checked: dict[str, Any], officer: dict[str, str]) -> list[tuple[Any, ...]]:
    page = (await client.get(f"{IMPORTS}/{checked['id']}/bad-rows", headers=officer)).json()
    return [(item["row"], item["likely"], *(fault["text"] for fault in item["faults"])) for item in page["items"]]


async def test_likely_duplicates_are_told_and_left_out_unless_the_officer_takes_them(
    upload: Upload, apply: Upload, client: httpx.AsyncClient, officer: dict[str, str], db: Database
):
    await apply(await upload(sheet(GOOD[0])))
    checked = await upload(sheet(*LIKE))
    assert (counts(checked), checked["rows_likely"]) == ((1, 0, 1, 0, 0, 1), 2)
    assert await reasons(client, checked, officer) == [
        (2, True, "疑似与“聊城水城超市”（山东省聊城市东昌府区古楼街道）重复：统一社会信用代码相同"),
        (4, True, "疑似与第 3 行重复（同一街道内名称相同）"),
    ]
    applied = await apply(checked)
    assert (applied["state"], applied["venues_new"], applied["rows_likely"]) == ("applied", 1, 2)
    assert [name for name, *_ in await doors(db)] == ["聊城水城超市", "明珠小区"]

    left = await client.get(f"{IMPORTS}/{checked['id']}/corrections", params={"format": "csv"}, headers=officer)
    assert "统一社会信用代码相同" in left.content.decode("utf-8-sig")
    again = await upload(left.content)
    assert (again["rows_good"], again["rows_likely"]) == (1, 1)  # alone, the fourth row is a re-import of the third
    taken = await apply(again, take_likely=True)
    assert (taken["venues_new"], taken["rows_likely"], await reasons(client, taken, officer)) == (1, 0, [])
    known = await upload(sheet(GOOD[0], LIKE[0]))
    assert (counts(known), known["rows_likely"]) == ((2, 0, 0, 0, 2, 0), 0)  # what was taken once is no news


async def test_a_change_into_a_likely_duplicate_is_told_and_one_that_came_meanwhile_stops_the_import(
    upload: Upload, apply: Upload, client: httpx.AsyncClient, officer: dict[str, str], db: Database
):
    await apply(await upload(sheet(*GOOD)))
    changed = await upload(sheet(GOOD[2].replace("居民小区,,", f"居民小区,{credit_code(1)},")))
    assert (changed["rows_likely"], changed["venues_changed"]) == (1, 0)
    alone = await upload(sheet(LIKE[1].replace("居民小区,,", f"居民小区,{credit_code(7)},")))
    assert alone["rows_likely"] == 0
    await apply(await upload(sheet(LIKE[0].replace(credit_code(1), credit_code(7)))))
    stopped = await apply(alone)
    assert (stopped["state"], stopped["rows_good"], stopped["rows_likely"]) == ("checked", 0, 1)
    assert (await apply(stopped, take_likely=True))["venues_new"] == 1


async def test_an_import_is_the_divisions_own(upload: Upload, client: httpx.AsyncClient, app: FastAPI):
    checked = await upload(sheet(*GOOD))
    elsewhere = bearer(await make_officer(app, Role.REVIEWER, "371521"))
    path = f"{IMPORTS}/{checked['id']}"
    for answer in [
        await client.get(path, headers=elsewhere),
        await client.get(f"{path}/bad-rows", headers=elsewhere),
        await client.get(f"{path}/corrections", headers=elsewhere),
        await client.post(f"{path}/apply", json={"version": checked["version"]}, headers=elsewhere),
        await client.post(f"{path}/discard", json={"version": checked["version"]}, headers=elsewhere),
    ]:
        assert answer.status_code == 404
    assert (await client.get(IMPORTS, headers=elsewhere)).json()["items"] == []
    auditor = bearer(await make_officer(app, Role.AUDITOR, "371502"))
    assert (await client.post(IMPORTS, files={"file": ("x.csv", sheet())}, headers=auditor)).status_code == 403


async def test_a_worker_checks_and_applies_what_was_uploaded(
    client: httpx.AsyncClient, officer: dict[str, str], app: FastAPI, database_url: str, db: Database
):
    async def until(state: str) -> dict[str, Any]:
        for _ in range(600):
            found: dict[str, Any] = (await client.get(path, headers=officer)).json()
            if found["state"] == state:
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(found)

    uploaded = await client.post(IMPORTS, files={"file": ("venues.csv", sheet(*GOOD))}, headers=officer)
    path = f"{IMPORTS}/{uploaded.json()['id']}"
    stop = asyncio.Event()
    worker = asyncio.create_task(work(database_url, app.state.services[JobBook], stop))
    checked = await until("checked")
    await client.post(f"{path}/apply", json={"version": checked["version"]}, headers=officer)
    assert counts(await until("applied")) == (4, 0, 3, 0, 0, 4)
    stop.set()
    await worker
    assert len(await doors(db)) == 4
