"""Writes tables as sheets: no cell is ever a formula, and each sheet says who took it and when."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

from venuecode.infra.sheets.words import guarded
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.kernel.text import Text
from venuecode.monitoring.model import View
from venuecode.monitoring.tables import Line


def mark_of(taker: str, view: View, now: datetime, language: str, venue: str | None = None) -> str:
    """Return the line that says who took a sheet, about what and when (Shanghai time)."""
    words = Text(
        "内部资料 · 导出人 {taker} · {about} · {first} 至 {last} · 导出时间 {at}",
        "Internal · taken by {taker} · {about} · {first} to {last} · taken at {at}",
    )
    about = Text("场所 {name}", "venue {name}") if venue else Text("区划 {name}", "division {name}")
    said = about.in_language(language).format(name=venue or view.scope.division)
    return words.in_language(language).format(
        taker=taker, about=said, first=view.days.first, last=view.days.last, at=_shown(now)
    )


def written(lines: Sequence[Line], mark: str, *, xlsx: bool) -> bytes:
    """Return a table, under its mark, as XLSX or CSV."""
    return _xlsx(lines, mark) if xlsx else _csv(lines, mark)


def _csv(lines: Sequence[Line], mark: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for line in ([mark], *lines):
        writer.writerow(["" if cell is None else guarded(cell) if isinstance(cell, str) else cell for cell in line])
    return text.getvalue().encode("utf-8-sig")  # with the mark, or Excel takes Chinese for something else


def _xlsx(lines: Sequence[Line], mark: str) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bg_color": "#EDF2F7", "bottom": 1})
        sheet.write_string(0, 0, mark, book.add_format({"italic": True}))
        for number, line in enumerate(lines, start=1):
            style = bold if number == 1 else None
            for index, cell in enumerate(line):
                if isinstance(cell, str):
                    sheet.write_string(number, index, cell, style)
                elif cell is not None:
                    sheet.write_number(number, index, cell, style)
        sheet.set_column(0, len(lines[0]) - 1, 14)
        sheet.freeze_panes(2, 0)
    return content.getvalue()


def _shown(at: datetime) -> str:
    return at.astimezone(SHOWN_ZONE).strftime("%Y-%m-%d %H:%M")
