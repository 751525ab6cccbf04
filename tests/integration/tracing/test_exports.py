"""Everything that leaves the desk as a file: marked, logged, and nothing in a name runs, over HTTP."""

import csv
import io
import json
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import openpyxl
import pypdfium2
import pytest

from trace_office import HERE, WHY, Office
from venuecode.infra.sheets.words import FORMULA_SIGNS, unguarded
from venuecode.tracing.exports.godata import REQUIRED, REQUIRED_OF_RELATIONSHIP
from venuecode.tracing.exports.sheets import LONGEST_CELL

NAUGHTY = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1+9)*cmd",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "\u200b=1+1",
    "\u202e=1+1\u202c",
    '＝HYPERLINK("http://x")',
    "第一行\n=第二行",
    "شارع\u200f علي",
    "👨‍👩‍👧‍👦 Zoë’s Café; DROP TABLE x;--",
    "#text(fill: red)[x] $sum$ *b* `code` \\u{0}",
    "<script>alert(1)</script> ${7*7} {{7*7}} %s",
    "\u0007\u001b[31m",
    "字" * 10_000,
]


UNSEEN = " \n\r\t\u200b\u200f\u202e"
SLOTS = 6
"""Places for a word: a person's name, a venue's name and address, a door's name, plate and route."""


@pytest.mark.parametrize("start", range(0, len(NAUGHTY), SLOTS))
async def test_nothing_in_a_name_a_venue_or_a_note_runs_in_any_export(office: Office, start: int):
    words = [NAUGHTY[(start + n) % len(NAUGHTY)] for n in range(SLOTS)]
    case, second = await named_badly(office, words)
    of_case = f"/traces/{case['id']}"
    both = {"reason": WHY, "case_ids": [case["id"], second["id"]]}
    shown = {
        f"{of_case}/contacts/sheet": ({"reason": WHY}, {words[0]}),
        f"{of_case}/second-degree/sheet": ({"reason": WHY}, set()),
        f"{of_case}/trajectory/sheet": ({"reason": WHY}, set(words[1:])),
        f"{of_case}/exposure/sheet": (exposure(office, case), {words[0], words[3]}),
        "/traces/shared/sheet": (both, {words[0], words[1]}),
        "/follow-ups/sheet": ({"reason": WHY, "case_id": case["id"]}, {words[0], words[0][:500].strip()}),
    }
    for path, (body, expected) in shown.items():
        content = (await office.ask(office.tracer, "POST", f"{path}?format=csv", json=body)).content
        cells = [cell for line in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in line]
        assert case["number"] in cells[0], path
        assert not [cell for cell in cells if cell.lstrip(UNSEEN).startswith(FORMULA_SIGNS)], path
        assert expected <= {unguarded(cell) for cell in cells}, path
        content = (await office.ask(office.tracer, "POST", f"{path}?format=xlsx", json=body)).content
        with ZipFile(io.BytesIO(content)) as parts:
            assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)], path
            assert not [name for name in parts.namelist() if "externalLink" in name or name.endswith(".bin")], path
        book = openpyxl.load_workbook(io.BytesIO(content))
        typed = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in typed} == {"s"}, path
        assert case["number"] in typed[0].value, path
        assert all(len(cell.value) <= LONGEST_CELL for cell in typed)
    [contact] = await office.ask(office.tracer, "POST", f"{of_case}/contacts/godata", json={"reason": WHY})
    assert contact["firstName"] == words[0]
    report = await office.ask(office.tracer, "POST", f"{of_case}/trajectory/report", json={"reason": WHY})
    assert report.content.startswith(b"%PDF")
    assert b"/JavaScript" not in report.content


async def named_badly(office: Office, words: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Open two cases, follow a contact up with a note, and give everybody and everything the words as names."""
    case = await office.open_case()
    await office.tested_positive(office.mate)
    body = {"person_id": office.mate, "reason": WHY}
    second = await office.ask(office.tracer, "POST", "/cases", 201, json=body)
    follow = {"reason": WHY, "classes": ["close_contact", "companion", "second_degree"]}
    await office.ask(office.tracer, "POST", f"/traces/{case['id']}/follow-ups", 201, json=follow)
    note = {"version": 1, "mark": None, "note": words[0][:500]}
    await office.ask(office.tracer, "POST", f"/follow-ups/{case['id']}/{office.mate}/steps", json=note)
    async with office.db.transaction() as connection:
        await connection.execute("update person set masked_name = $1", words[0])
        await connection.execute("update venue set full_name = $1, address = $2", *words[1:3])
        await connection.execute("update venue set latitude = 36.45, longitude = 115.98")
        await connection.execute("update door set name = $1, plate = $2, route = $3", *words[3:])
    return case, second


def exposure(office: Office, case: dict[str, Any]) -> dict[str, Any]:
    assert office.place is not None
    until = office.clock.now().isoformat()
    return {"reason": WHY, "venue_id": office.place.venue_id, "since": case["infectious_from"], "until": until}


async def test_every_export_is_logged_and_says_who_took_it(office: Office):
    case = await office.open_case()
    paths = ["contacts/sheet", "contacts/godata", "second-degree/sheet", "trajectory/sheet", "trajectory/report"]
    for path in paths:
        await office.ask(office.tracer, "POST", f"/traces/{case['id']}/{path}", json={"reason": WHY})
    await office.ask(office.tracer, "POST", f"/traces/{case['id']}/exposure/sheet", json=exposure(office, case))
    await office.tested_positive(office.mate)
    other = await office.ask(office.tracer, "POST", "/cases", 201, json={"person_id": office.mate, "reason": WHY})
    both = {"reason": WHY, "case_ids": [case["id"], other["id"]]}
    await office.ask(office.tracer, "POST", "/traces/shared/sheet", json=both)
    picture = await office.ask(office.tracer, "POST", "/traces/shared/picture", json=both)
    assert "王主任" in picture["mark"]
    assert case["number"] in picture["mark"]
    async with office.db.connection() as connection:
        logged = await connection.fetch(
            "select subject_id, count(*) from audit_event where action = 'trace.export' group by subject_id order by 1"
        )
        asked = await connection.fetchval("select count(*) from trace_query where kind = 'export'")
    assert {row[0]: row[1] for row in logged} == {case["id"]: 8, other["id"]: 2}
    assert asked == 10
    await office.ask(office.other, "POST", f"/traces/{case['id']}/trajectory/report", 404, json={"reason": WHY})


async def test_a_trajectory_leaves_with_gaps_points_and_the_vehicles_route_and_run(office: Office):
    case = await office.open_case()
    assert office.place is not None
    async with office.db.transaction() as connection:
        await connection.execute("update venue set latitude = 36.456, longitude = 115.985")
        await connection.execute("update door set plate = '鲁P12345', route = '12 路', run = '0830'")
    noon = office.clock.now() - timedelta(days=1)
    await office.visit(office.case_person, office.place, noon - timedelta(hours=20), 30)
    path = f"/traces/{case['id']}/trajectory/sheet?format=csv"
    content = (await office.ask(office.tracer, "POST", path, json={"reason": WHY})).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content, newline="")))
    first, second = (dict(zip(lines[1], line, strict=True)) for line in lines[2:4])
    assert (first["车牌"], first["线路"], first["车次"], first["纬度"]) == ("鲁P12345", "12 路", "0830", "36.456000")
    assert second["此前无记录（分钟）"] == str(19 * 60 + 30)
    report = await office.ask(office.tracer, "POST", f"/traces/{case['id']}/trajectory/report", json={"reason": WHY})
    pages = pypdfium2.PdfDocument(report.content)
    said = "".join("".join(page.get_textpage().get_text_range() for page in pages).split())
    for words in (
        "轨迹报告",
        case["number"],
        "李*一",
        "鲁P12345·12路·0830",
        "20小时无记录",
        "王主任",
        "古城餐馆",
    ):
        assert words in said, words
    assert "U+" not in said
    async with office.db.transaction() as connection:
        await connection.execute("update venue set full_name = 'مطعم 古城 🍜'")
    report = await office.ask(office.tracer, "POST", f"/traces/{case['id']}/trajectory/report", json={"reason": WHY})
    said = "".join(pypdfium2.PdfDocument(report.content)[0].get_textpage().get_text_range().split())
    assert "以方框显示：U+0645U+0637U+0639U+1F35C。" in said


async def test_contacts_for_godata_have_every_field_that_its_models_require(office: Office):
    case = await office.open_case()
    answer = await office.client.post(
        f"/api/v1/traces/{case['id']}/contacts/godata", headers=office.tracer, json={"reason": WHY}
    )
    assert answer.headers["content-disposition"].endswith('.json"')
    [one] = json.loads(answer.content)
    assert all(one[field] for field in REQUIRED)
    assert all(one["relationship"][field] not in (None, "") for field in REQUIRED_OF_RELATIONSHIP)
    assert one["relationship"]["relatedId"] == case["number"]
    assert one["relationship"]["contactDateEstimated"] is False
    assert one["relationship"]["certaintyLevelId"] == "LNG_REFERENCE_DATA_CATEGORY_CERTAINTY_LEVEL_3_HIGH"
    assert one["riskLevel"] == "LNG_REFERENCE_DATA_CATEGORY_RISK_LEVEL_3_HIGH"
    assert one["firstName"] == "王*二"  # masked, as everywhere outside the follow-up
    assert one["dateOfLastContact"].endswith("T00:00:00.000Z")
    assert one["addresses"][0]["typeId"].endswith("USUAL_PLACE_OF_RESIDENCE")
    assert HERE not in one["visualId"]
