import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venue_forms import credit_code
from venuecode.infra.sheets.model import FileFormat
from venuecode.infra.sheets.reading import format_of
from venuecode.infra.sheets.words import FORMULA_SIGNS
from venuecode.kernel.ids import DivisionCode
from venuecode.regions.rules import Scope
from venuecode.regions.service import Divisions
from venuecode.venues.filing import DoorFiling, Filing, check_filing
from venuecode.venues.imports.columns import COLUMNS, example_cells, is_of_template, note_cells
from venuecode.venues.imports.model import Row
from venuecode.venues.imports.reading import MOST_UNPACKED, read_rows
from venuecode.venues.imports.rules import check_row, check_together
from venuecode.venues.imports.streets import Streets
from venuecode.venues.imports.writing import bad_rows

STREET = "371502001"
DIVISIONS = Divisions(DivisionCode("371502"))
STREETS = Streets(DIVISIONS, Scope(DivisionCode("371502")))
CELLS = {
    "full_name": "聊城水城超市",
    "short_name": "水城超市",
    "type": "超市、便利店",
    "credit_code": credit_code(1),
    "division_code": f"{STREET} 古楼街道",
    "address": "柳园路 1 号",
    "responsible_person": "王店长",
    "responsible_phone": "13800000001",
    "door": "南门",
}
typed = st.none() | st.text(max_size=60)


def row(number: int = 2, **cells: str) -> Row:
    made = Row(number, {key: cell for key, cell in {**CELLS, **cells}.items() if cell})
    check_row(made, lambda code: code == STREET, lambda code: code.startswith("371502"), STREETS.named)
    return made


def test_a_row_may_speak_chinese_english_or_codes():
    for kind, direction in [
        ("超市、便利店", "出"),
        ("supermarket", "OUT"),
        (" Supermarket or convenience store", "出口"),
    ]:
        checked = row(type=kind, direction=direction)
        assert checked.faults == {}
        assert checked.facts
        assert checked.door
        assert (checked.facts.type, checked.door.direction) == ("supermarket", "out")


def test_faults_stand_under_the_names_of_the_columns():
    bad = row(type="飞船", door="", direction="上", latitude="北", responsible_phone="1")
    assert set(bad.faults) == {"type", "door", "direction", "latitude", "responsible_phone"}
    assert bad.faults["type"].zh == "没有“飞船”这一类型，请从下拉列表选择"
    assert bad.faults["direction"].en == "There is no direction “上”; choose in, out or both"
    assert set(row(external_id="x" * 41).faults) == {"external_id"}
    assert set(row(latitude="inf", longitude="nan").faults) == {"latitude", "longitude"}


@pytest.mark.parametrize("cell", ["古楼街道", " 东昌府区古楼街道", "山东省聊城市东昌府区古楼街道", "gulou subdistrict"])
def test_a_street_may_be_given_by_its_name(cell: str):
    checked = row(division_code=cell)
    assert checked.facts is not None, checked.faults
    assert checked.facts.division_code == STREET


def test_a_street_by_its_name_must_be_known_and_be_the_only_one():
    assert "没有这个街道" in row(division_code="某某街道").faults["division_code"].zh
    assert "371502001" not in row(division_code="").faults["division_code"].zh
    made = Row(2, {**CELLS, "division_code": "东关街道"})
    check_row(made, DIVISIONS.known, lambda code: True, Streets(DIVISIONS, Scope(DivisionCode("370000"))).named)
    assert "有 2 个同名街道，请写上区县名" in made.faults["division_code"].zh
    assert "add the county" in made.faults["division_code"].en


def test_the_templates_own_rows_are_passed_over_and_one_that_was_changed_is_told():
    own = [example_cells("371502001 古楼街道", "zh"), example_cells("别处", "en"), note_cells("zh"), note_cells("en")]
    assert all(is_of_template(cells) for cells in own)
    changed = {**own[0], "full_name": "聊城水城超市"}
    assert not is_of_template(changed)
    assert "示例" in row(**changed).faults["external_id"].zh
    assert row(**{**own[0], "external_id": ""}).faults == {}


def test_rows_of_one_venue_must_agree_and_differ_in_the_door():
    rows = [
        row(2),
        row(3, door="北门"),
        row(4, door="南门"),
        row(5, door="东门", address="别处 2 号"),
        row(6, full_name="另一家"),
    ]
    groups = check_together(rows, ["同", "同", "同", "同", "异"])
    assert [[r.number for r in group.rows] for group in groups] == [[2, 3], [6]]
    assert (set(rows[2].faults), set(rows[3].faults)) == ({"door"}, {"address"})


def test_own_numbers_tell_two_shops_of_one_name_apart():
    rows = [row(2, external_id="1"), row(3, external_id="2"), row(4, external_id="1", door="北门")]
    groups = check_together(rows, ["同", "同", "同"])
    assert [[r.number for r in group.rows] for group in groups] == [[2, 4], [3]]


@given(
    st.lists(st.tuples(typed, typed, typed), max_size=4),
    typed,
    typed,
    st.floats() | st.none(),
    st.integers() | st.none(),
)
def test_any_form_gives_facts_or_faults_and_never_breaks(doors, name, code, number, venue_class):
    filing = Filing(
        full_name=name,
        short_name=name,
        venue_class=venue_class,
        type=code,
        credit_code=code,
        division_code=code,
        latitude=number,
        longitude=number,
        responsible_phone=code,
        responsible_person=name,
        doors=[DoorFiling(*door) for door in doors],
    )
    checked = check_filing(filing, lambda _: True, most_doors=3)
    assert (checked.facts is None) == bool(checked.faults)


cell = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
    .map(str.strip)
    .filter(lambda text: text and not text.startswith("'"))
)


@given(st.dictionaries(st.sampled_from([column.key for column in COLUMNS]), cell, min_size=1))
def test_written_rows_come_back_as_they_were_and_open_as_no_formula(cells):
    written = bad_rows(FileFormat.CSV, "zh", [Row(2, cells)], [])
    lines = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert not [text for line in lines for text in line if text.startswith(FORMULA_SIGNS)]
    assert read_rows(written, format_of(io.BytesIO(written), MOST_UNPACKED), 10) == [Row(2, cells)]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([column.key for column in COLUMNS]), cell, min_size=1))
def test_a_workbook_comes_back_too(cells):
    written = bad_rows(FileFormat.XLSX, "en", [Row(2, cells)], [("371502001", "古楼街道")])
    assert read_rows(written, format_of(io.BytesIO(written), MOST_UNPACKED), 10) == [Row(2, cells)]
