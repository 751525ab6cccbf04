"""Sheets as they come from everywhere: encodings, workbooks, bombs."""

import io
import tempfile
import zipfile
from datetime import datetime

import pytest
import xlsxwriter

from venuecode.infra.sheets.model import FileFormat, FileRefused
from venuecode.infra.sheets.reading import LONGEST_CELL, csv_lines, format_of, unpack

LINES = [["姓名", "结果"], ["张小明", "阴性"]]
TEXT = "姓名,结果\r\n张小明,阴性\r\n"


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv_lines(io.BytesIO(content)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_each_encoding_that_spreadsheets_write_is_read(encoding):
    assert lines_of(TEXT.encode(encoding)) == LINES


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter):
    assert lines_of(TEXT.replace(",", delimiter).encode()) == LINES


def test_text_in_no_known_encoding_is_refused():
    with pytest.raises(FileRefused):
        lines_of(b"a,b\n\xff\xff\xff,\x80\n")


def test_a_cell_of_ten_megabytes_is_refused_and_a_long_one_cut():
    with pytest.raises(FileRefused):
        lines_of(b"a,b\n" + b"x" * 10_000_000 + b",1\n")
    assert lines_of(b"a\n" + b"x" * 10_000 + b"\n")[1] == ["x" * LONGEST_CELL]


def test_characters_that_no_database_holds_are_left_out():
    assert lines_of(b"a,b\n1\x002,3\n") == [["a", "b"], ["12", "3"]]


def workbook(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet()
    for n, row in enumerate(rows):
        for m, cell in enumerate(row):
            sheet.write(n, m, cell)
    book.close()
    return out.getvalue()


def unpacked(content: bytes) -> list[list[str]]:
    with tempfile.TemporaryFile() as raw, tempfile.TemporaryFile() as into:
        raw.write(content)
        raw.flush()
        assert format_of(raw, 10_000_000) is FileFormat.XLSX
        unpack(raw, into)
        return list(csv_lines(into))


def test_a_workbook_is_read_as_its_reader_sees_it():
    rows = [["a", "b", "c", "d"], [1.0, datetime(2026, 5, 6, 8, 30), datetime(2026, 5, 6), 46148.5], [], ["x"]]  # noqa: DTZ001
    assert unpacked(workbook(rows)) == [
        ["a", "b", "c", "d"],
        ["1", "2026-05-06 08:30:00", "2026-05-06", "46148.5"],
        [],
        ["x"],
    ]


def test_a_workbook_that_claims_the_whole_grid_costs_no_more_than_its_refusal():
    good = workbook([["a", "b"], ["1", "2"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as before, zipfile.ZipFile(out, "w") as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b'r="B2"', b'r="XFD1048576"')
            after.writestr(entry, content)
    with pytest.raises(FileRefused):
        unpacked(out.getvalue())


def test_what_is_no_workbook_or_a_bomb_is_refused():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    for content in (b"", b"   \n", bytes.fromhex("d0cf11e0a1b11ae1") + b"x", b"PK\x03\x04broken", bomb.getvalue()):
        with pytest.raises(FileRefused):
            format_of(io.BytesIO(content), 10_000_000)
    with pytest.raises(FileRefused):
        unpacked(workbook([["a"]])[:-30] + b"0" * 30)
