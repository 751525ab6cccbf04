"""Writes sheets of facts: the template to fill in, and the bad rows with their reasons. No cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from venuecode.health.intake.columns import COLUMNS, REASON, ImportKind
from venuecode.health.intake.rows import Row
from venuecode.infra.sheets.model import FileFormat
from venuecode.infra.sheets.words import guarded
from venuecode.kernel.text import Text

ROWS_WITH_CHOICES = 20_000
LISTS = Text("选项", "Choices")
NAMES = {
    ImportKind.TESTS: Text("核酸检测", "Tests"),
    ImportKind.VACCINATIONS: Text("疫苗接种", "Vaccinations"),
    ImportKind.ORDERS: Text("管控措施", "Orders"),
}


def reason_of(kind: ImportKind, row: Row, language: str) -> str:
    """Return all that is wrong with a row, in words, with the names of the columns."""
    names = {column.key: column.name for column in COLUMNS[kind]}
    return "; ".join(
        f"{names[key].in_language(language)}: {text.in_language(language)}"
        if key in names
        else text.in_language(language)
        for key, text in row.faults.items()
    )


def sheet(kind: ImportKind, file_format: FileFormat, language: str, rows: Iterable[Row] | None = None) -> bytes:
    """Return an empty sheet; with `rows` these as they came and why they were refused, fit to be sent again."""
    headers = [column.name.in_language(language) for column in COLUMNS[kind]]
    lines: list[list[str]] = []
    if rows is not None:
        headers.append(REASON.in_language(language))
        lines = [
            [*(row.cells.get(column.key, "") for column in COLUMNS[kind]), reason_of(kind, row, language)]
            for row in rows
        ]
    if file_format is FileFormat.CSV:
        return _csv([headers, *lines])
    return _xlsx(kind, language, headers, lines)


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")  # with the mark, or Excel takes Chinese for something else


def _xlsx(kind: ImportKind, language: str, headers: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    page = book.add_worksheet(NAMES[kind].in_language(language))
    lists = book.add_worksheet(LISTS.in_language(language))
    text = book.add_format({"num_format": "@"})
    bold = {"bold": True, "num_format": "@", "bg_color": "#EDF2F7", "bottom": 1}
    header, required = book.add_format(bold), book.add_format({**bold, "font_color": "#9B1C1C"})
    for index, name in enumerate(headers):
        page.write_string(0, index, name, header)
        page.set_column(index, index, 60, text)
    for index, column in enumerate(COLUMNS[kind]):
        page.set_column(index, index, column.width, text)
        if column.required:
            page.write_string(0, index, headers[index], required)
        page.write_comment(0, index, column.note.in_language(language))
        for place, word in enumerate(column.choices):
            lists.write_string(place, index, word.in_language(language))
        if column.choices:
            letter = "ABCDEFGHIJ"[index]
            source = f"='{lists.get_name()}'!${letter}$1:${letter}${len(column.choices)}"
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            page.data_validation(1, index, ROWS_WITH_CHOICES, index, rule)
    page.freeze_panes(1, 0)
    for number, line in enumerate(lines, start=1):
        for index, cell in enumerate(line):
            page.write_string(number, index, cell, text)
    book.close()
    return out.getvalue()
