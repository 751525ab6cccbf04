"""Writes sheets: the template to fill in, and the bad rows with their reasons. No cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from venuecode.infra.sheets.model import FileFormat
from venuecode.infra.sheets.words import guarded
from venuecode.kernel.text import Text
from venuecode.venues.classes import TYPES
from venuecode.venues.imports.columns import COLUMNS, DIRECTIONS, REASON, example_cells, note_cells
from venuecode.venues.imports.model import Row

ROWS_WITH_CHOICES = 20_000
STREET_FOR_EXAMPLE = "371502001 古楼街道"
_NAME_OF = {column.key: column.name for column in COLUMNS}


def reason_of(row: Row, language: str) -> str:
    """Return all that is wrong with a row, in words, with the names of the columns."""
    parts = [
        f"{_NAME_OF[key].in_language(language)}: {text.in_language(language)}"
        if key in _NAME_OF
        else text.in_language(language)
        for key, text in (row.faults or row.likely).items()
    ]
    return "; ".join(parts)


def template(file_format: FileFormat, language: str, streets: Sequence[tuple[str, str]]) -> bytes:
    """Return a sheet with an example; `streets` are (code, name) that the drop-down of the street offers.

    What each column wants stands in both languages: on a sheet of its own, or as marked rows where there is but one.
    """
    example = example_cells(" ".join(streets[0]) if streets else STREET_FOR_EXAMPLE, language)
    if file_format is FileFormat.CSV:
        header = [column.name.in_language(language) for column in COLUMNS]
        own = (note_cells("zh"), note_cells("en"), example)
        return _csv([header, *([cells.get(column.key, "") for column in COLUMNS] for cells in own)])
    return _xlsx([Row(2, example)], language, streets, with_reason=False)


def bad_rows(file_format: FileFormat, language: str, rows: Iterable[Row], streets: Sequence[tuple[str, str]]) -> bytes:
    """Return the rows that were refused, as they came, with the reason behind; fit to be corrected and sent again."""
    if file_format is FileFormat.XLSX:
        return _xlsx(list(rows), language, streets, with_reason=True)
    header = [column.name.in_language(language) for column in COLUMNS] + [REASON.in_language(language)]
    lines = ([*(row.cells.get(c.key, "") for c in COLUMNS), reason_of(row, language)] for row in rows)
    return _csv([header, *lines])


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")  # with the mark, or Excel takes Chinese for something else


def _xlsx(rows: list[Row], language: str, streets: Sequence[tuple[str, str]], *, with_reason: bool) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(Text("场所", "Venues").in_language(language))
    text_format = book.add_format({"num_format": "@"})
    bold = {"bold": True, "num_format": "@", "bg_color": "#EDF2F7", "bottom": 1}
    header, required = book.add_format(bold), book.add_format({**bold, "font_color": "#9B1C1C"})
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, column.width, text_format)
        sheet.write_string(0, index, column.name.in_language(language), required if column.required else header)
        sheet.write_comment(0, index, column.note.in_language(language))
    sheet.freeze_panes(1, 0)
    _add_choices(book, sheet, language, streets)
    _add_notes(book, language)
    if with_reason:
        sheet.set_column(len(COLUMNS), len(COLUMNS), 60, text_format)
        sheet.write_string(0, len(COLUMNS), REASON.in_language(language), required)
    for number, row in enumerate(rows, start=1):
        for index, column in enumerate(COLUMNS):
            sheet.write_string(number, index, row.cells.get(column.key, ""), text_format)
        if with_reason:
            sheet.write_string(number, len(COLUMNS), reason_of(row, language), text_format)
    book.close()
    return out.getvalue()


def _add_notes(book: xlsxwriter.Workbook, language: str) -> None:
    """Explain every column on a sheet of its own, in both languages."""
    notes = book.add_worksheet(Text("填表说明", "Columns").in_language(language))
    bold, wrapped = book.add_format({"bold": True, "bg_color": "#EDF2F7"}), book.add_format({"text_wrap": True})
    head = ["列", "Column", "必填 Required", "说明", "Notes"]
    for place, words in enumerate(head):
        notes.write_string(0, place, words, bold)
    for line, column in enumerate(COLUMNS, start=1):
        required = "✓" if column.required else ""
        for place, words in enumerate([column.name.zh, column.name.en, required, column.note.zh, column.note.en]):
            notes.write_string(line, place, words, wrapped)
    notes.write_string(len(COLUMNS) + 2, 3, "示例行与说明行不会导入，可保留或删除。", wrapped)
    notes.write_string(len(COLUMNS) + 2, 4, "Rows of example and notes are not imported; keep or delete them.", wrapped)
    for place, width in enumerate([20, 20, 14, 60, 60]):
        notes.set_column(place, place, width)


def _add_choices(
    book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, language: str, streets: Sequence[tuple[str, str]]
) -> None:
    """Add the drop-downs; long lists live on a second sheet, as a cell's own list holds 255 characters."""
    lists = book.add_worksheet(Text("选项", "Choices").in_language(language))
    choices = {
        "type": [kind.name.in_language(language) for kind in TYPES.values()],
        "division_code": [f"{code} {name}" for code, name in streets],
        "direction": [name.in_language(language) for name in DIRECTIONS.values()],
    }
    for place, (key, words) in enumerate(choices.items()):
        if not words:
            continue
        for row, word in enumerate(words):
            lists.write_string(row, place, word)
        index = next(i for i, column in enumerate(COLUMNS) if column.key == key)
        letter = "ABC"[place]
        rule = {
            "validate": "list",
            "source": f"='{lists.get_name()}'!${letter}$1:${letter}${len(words)}",
            "error_type": "warning",
        }
        sheet.data_validation(1, index, ROWS_WITH_CHOICES, index, rule)
    lists.set_column(0, 2, 36)
