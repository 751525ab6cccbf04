"""Cells of a sheet of facts as values: moments, words, documents."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people import resident_id
from venuecode.health.intake.columns import COLUMNS, ImportKind, fault_of_headers
from venuecode.health.intake.rows import read_day, read_moment, read_row
from venuecode.health.intake.writing import sheet
from venuecode.health.model import NewOrder, NewTest, NewVaccination, TestResult
from venuecode.infra.sheets.model import FileFormat

TODAY = date(2026, 5, 6)
HALF_PAST_EIGHT = datetime(2026, 5, 6, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-05-06 08:30",
        "2026-05-06 08:30:00",
        "2026/5/6 8:30",
        "2026年5月6日 8:30",
        "2026年5月6日8时30分",
        "2026-05-06T08:30:00+08:00",
        "2026-05-06T00:30:00Z",
        "２０２６－０５－０６　０８：３０",
        "46148.3541666667",
    ],
)
def test_a_moment_is_read_however_it_is_written(written):
    assert read_moment(written) == HALF_PAST_EIGHT


@pytest.mark.parametrize("written", ["", "morgen", "2026-13-01 08:30", "08:30", "9999999", "1", "2026-02-30", "∞"])
def test_what_is_no_moment_is_none(written):
    assert read_moment(written) is None


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_moments(text):
    moment = read_moment(text)
    assert moment is None or moment.tzinfo is UTC


@pytest.mark.parametrize("written", ["2026-05-06", "2026/5/6", "2026.5.6", "46148", "2026-05-06 23:59", "20260506"])
def test_a_day_is_the_day_in_shanghai(written):
    assert read_day(written) == TODAY


def cells(**changes: str) -> dict[str, str]:
    return {"document_number": resident_id(), **changes}


def test_a_row_of_each_kind_becomes_a_fact():
    test = read_row(
        ImportKind.TESTS, 2, cells(sampled_at="2026-05-06 08:30", result="阳性", institution="区检测中心"), TODAY
    )
    assert test.fact == NewTest(TestResult.POSITIVE, HALF_PAST_EIGHT, "区检测中心")
    dose = read_row(
        ImportKind.VACCINATIONS,
        3,
        cells(dose_no="2", given_on="2026/5/6", product="灭活疫苗", institution="社区医院"),
        TODAY,
    )
    assert dose.fact == NewVaccination(2, TODAY, "灭活疫苗", "社区医院")
    order = read_row(
        ImportKind.ORDERS,
        4,
        cells(reason="密切接触者", starts_at="2026-05-06 08:30", evidence="流调 7 号"),
        TODAY,
        "C-1",
    )
    assert isinstance(order.fact, NewOrder)
    assert (order.fact.starts_at, order.fact.ends_at, order.fact.case_reference) == (HALF_PAST_EIGHT, None, "C-1")


def test_each_wrong_cell_is_told_by_its_column():
    row = read_row(ImportKind.TESTS, 2, {"document_number": "1", "sampled_at": "soon", "result": "?"}, TODAY)
    assert set(row.faults) == {"document_number", "sampled_at", "result", "institution"}
    assert row.fact is None
    assert row.faults["sampled_at"].zh.startswith("时间格式应为")
    empty = read_row(ImportKind.TESTS, 2, cells(result="阴性", institution="区检测中心"), TODAY)
    assert empty.faults["sampled_at"].zh.startswith("请填写")
    long = read_row(ImportKind.TESTS, 2, cells(sampled_at="2026-05-06", result="阴性", institution="x" * 201), TODAY)
    assert set(long.faults) == {"institution"}
    unknown = read_row(ImportKind.TESTS, 2, cells(document_type="图书证"), TODAY)
    assert "document_type" in unknown.faults
    passport = read_row(ImportKind.TESTS, 2, cells(document_type="护照", document_number="E1234567"), TODAY)
    assert "nationality" in passport.faults


@pytest.mark.parametrize("kind", list(ImportKind))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_our_own_template_is_understood(kind, language):
    header = sheet(kind, FileFormat.CSV, language).decode("utf-8-sig").strip().split(",")
    assert fault_of_headers(kind, header) is None
    assert fault_of_headers(kind, header[1:2]) is not None
    assert fault_of_headers(kind, [*header, header[1]]) is not None
    assert fault_of_headers(kind, [*header, "horoscope"]) is not None
    assert len(header) == len(COLUMNS[kind])
