"""Tables as XLSX and CSV: no cell is ever a formula, and each sheet says who took it, for which case and when."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import xlsxwriter

from venuecode.infra.sheets.model import FileFormat
from venuecode.infra.sheets.words import guarded
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.kernel.text import Text

LONGEST_CELL = 32_000
"""Excel takes 32,767 characters in a cell and would drop a longer one."""
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Table(NamedTuple):
    """A sheet: its columns with their widths, and its rows."""

    name: Text
    columns: Sequence[tuple[Text, int]]
    rows: Sequence[Sequence[str]]


def watermark(officer_name: str, case_numbers: str, now: datetime, language: str) -> str:
    """Return the line that says who took a file, for which case and when (Shanghai time)."""
    words = Text(
        "内部资料 严禁外传 · 导出人 {officer} · 病例 {case} · {at}",
        "Confidential · taken by {officer} · case {case} · {at}",
    )
    return words.in_language(language).format(officer=officer_name, case=case_numbers, at=shown(now))


def sheet_of(tables: Sequence[Table], mark: str, language: str, form: FileFormat) -> bytes:
    """Return tables as one file: sheets of a workbook, or one under the other."""
    return _xlsx(tables, mark, language) if form is FileFormat.XLSX else _csv(tables, mark, language)


def shown(at: datetime) -> str:
    """Return a moment as sheets show it."""
    return at.astimezone(SHOWN_ZONE).strftime("%Y-%m-%d %H:%M")


def _csv(tables: Sequence[Table], mark: str, language: str) -> bytes:
    out = io.StringIO(newline="")
    lines: list[Sequence[str]] = [[mark]]
    for number, table in enumerate(tables):
        if number:
            lines.append([])
        if len(tables) > 1:
            lines.append([table.name.in_language(language)])
        lines += [[name.in_language(language) for name, _ in table.columns], *table.rows]
    lines.append([mark])
    csv.writer(out).writerows([guarded(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")  # with the mark, or Excel takes Chinese for something else


def _xlsx(tables: Sequence[Table], mark: str, language: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"comments": mark})
        for table in tables:
            _write(book, table, mark, language)
    return out.getvalue()


def _write(book: Any, table: Table, mark: str, language: str) -> None:
    sheet = book.add_worksheet(table.name.in_language(language)[:31])
    faint = book.add_format({"font_color": "#9B1C1C", "italic": True})
    bold = book.add_format({"bold": True, "bg_color": "#EDF2F7", "bottom": 1})
    plain = book.add_format({"num_format": "@"})
    sheet.write_string(0, 0, mark, faint)
    for index, (name, width) in enumerate(table.columns):
        sheet.set_column(index, index, width)
        sheet.write_string(1, index, name.in_language(language), bold)
    for number, row in enumerate(table.rows, start=2):
        for index, cell in enumerate(row):
            sheet.write_string(number, index, cell[:LONGEST_CELL], plain)
    sheet.write_string(len(table.rows) + 2, 0, mark, faint)
    sheet.set_footer(("&L" + mark.replace("&", "&&"))[:255])
    sheet.freeze_panes(2, 0)
