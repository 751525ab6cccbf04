"""Contacts as a sheet: no cell is ever a formula, and each sheet says who took it, for which case and when."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

from venuecode.infra.sheets.words import guarded
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions
from venuecode.tracing.desk.model import ContactList
from venuecode.tracing.policy import shipped_policy

_COLUMNS = (
    (Text("序号", "Rank"), 8),
    (Text("人员编号", "Person id"), 14),
    (Text("姓名（脱敏）", "Name (masked)"), 16),
    (Text("居住地", "Home division"), 36),
    (Text("分类", "Class"), 22),
    (Text("得分", "Score"), 10),
    (Text("共处分钟", "Minutes together"), 14),
    (Text("平均密切程度", "Closeness"), 14),
    (Text("相遇次数", "Meetings"), 12),
    (Text("其中推定", "Of these inferred"), 16),
    (Text("首次", "First"), 18),
    (Text("末次", "Last"), 18),
)


def watermark(officer_name: str, case_number: str, now: datetime, language: str) -> str:
    """Return the line that says who took a sheet, for which case and when (Shanghai time)."""
    words = Text(
        "内部资料 严禁外传 · 导出人 {officer} · 病例 {case} · {at}",
        "Confidential · taken by {officer} · case {case} · {at}",
    )
    return words.in_language(language).format(officer=officer_name, case=case_number, at=_shown(now))


def contact_sheet(found: ContactList, divisions: Divisions, mark: str, language: str, *, xlsx: bool) -> bytes:
    """Return the listed contacts as XLSX or CSV."""
    header = [name.in_language(language) for name, _ in _COLUMNS]
    rows = [_row(found, n, divisions, language) for n in range(len(found.contacts))]
    return _xlsx(header, rows, mark) if xlsx else _csv(header, rows, mark)


def _row(found: ContactList, n: int, divisions: Divisions, language: str) -> list[str]:
    contact = found.contacts[n]
    person, tally = found.people[contact.person_id], contact.tally
    names = shipped_policy().names
    words = names.close_contact if contact.contact_class.value == "close_contact" else names.companion
    division = divisions.full_name(person.division_code, language) if divisions.known(person.division_code) else ""
    return [
        str(n + 1),
        str(person.id),
        person.masked_name,
        division or person.division_code,
        words.en if language == "en" else words.zh,
        f"{tally.score:.1f}",
        f"{tally.minutes:.1f}",
        f"{tally.closeness:.2f}",
        str(tally.meetings),
        str(tally.inferred),
        _shown(tally.first_at),
        _shown(tally.last_at),
    ]


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]], mark: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(cell) for cell in line] for line in ([mark], header, *rows, [mark]))
    return out.getvalue().encode("utf-8-sig")  # with the mark, or Excel takes Chinese for something else


def _xlsx(header: Sequence[str], rows: Sequence[Sequence[str]], mark: str) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"comments": mark})
        sheet = book.add_worksheet()
        faint = book.add_format({"font_color": "#9B1C1C", "italic": True})
        bold = book.add_format({"bold": True, "bg_color": "#EDF2F7", "bottom": 1})
        plain = book.add_format({"num_format": "@"})
        sheet.write_string(0, 0, mark, faint)
        for index, name in enumerate(header):
            sheet.set_column(index, index, _COLUMNS[index][1])
            sheet.write_string(1, index, name, bold)
        for number, row in enumerate(rows, start=2):
            for index, cell in enumerate(row):
                sheet.write_string(number, index, cell, plain)
        sheet.write_string(len(rows) + 2, 0, mark, faint)
        sheet.set_footer("&L" + mark.replace("&", "&&"))
        sheet.freeze_panes(2, 0)
    return out.getvalue()


def _shown(at: datetime) -> str:
    return at.astimezone(SHOWN_ZONE).strftime("%Y-%m-%d %H:%M")
