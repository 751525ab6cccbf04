"""Reads an uploaded sheet (XLSX, or CSV in UTF-8 or GB18030) into rows of text. Runs in a thread; no I/O else."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from openpyxl import load_workbook

from venuecode.infra.sheets.model import FileFormat, FileRefused
from venuecode.infra.sheets.words import unguarded
from venuecode.kernel.text import Text
from venuecode.venues.imports.columns import faults_of_headers, is_of_template, match_headers
from venuecode.venues.imports.model import Cells, Row

MOST_UNPACKED = 100_000_000
"""A sheet of 100,000 rows unpacks to about 60 MB; more than this is a bomb."""

LONGEST_CELL = 500
WIDEST = 60

_EMPTY = Text("文件没有内容", "it is empty")
_NOT_XLSX = Text("不是有效的 XLSX 文件", "it is not a sound XLSX file")
_ENCODING = Text("文字编码无法识别，请另存为 UTF-8 或 GB18030", "its text is neither UTF-8 nor GB18030")


def read_rows(content: bytes, file_format: FileFormat, most_rows: int) -> list[Row]:
    """Return the rows that hold anything. Raises `FileRefused` for what makes the whole file useless."""
    lines = _xlsx_lines(content) if file_format is FileFormat.XLSX else _csv_lines(content)
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if any(line))
    header = next(numbered, None)
    if header is None:
        raise FileRefused(_EMPTY)
    fault = faults_of_headers(header[1])
    if fault:
        raise FileRefused(fault)
    return list(_rows(match_headers(header[1]), numbered, most_rows))


def _rows(keys: list[str | None], lines: Iterator[tuple[int, list[str]]], most_rows: int) -> Iterator[Row]:
    for count, (number, line) in enumerate(lines, start=1):
        if count > most_rows:
            raise FileRefused(
                Text("超过 {n} 行，请分批导入", "it has more than {n} rows; please split it").filled(n=most_rows)
            )
        cells: Cells = {key: unguarded(cell) for key, cell in zip(keys, line, strict=False) if key is not None and cell}
        if cells and not is_of_template(cells):
            yield Row(number, cells)


def _xlsx_lines(content: bytes) -> Iterator[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for values in sheet.iter_rows(values_only=True, max_col=WIDEST):
            yield _trimmed(_text(value) for value in values)
    except FileRefused:
        raise
    except Exception as fault:  # a broken workbook fails in any of a dozen ways
        raise FileRefused(_NOT_XLSX) from fault


def _csv_lines(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield _trimmed(_text(cell) for cell in line[:WIDEST])
    except csv.Error as fault:
        raise FileRefused(Text("CSV 格式有误", "its CSV is broken")) from fault


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(_ENCODING)


def _trimmed(cells: Iterable[str]) -> list[str]:
    line = list(cells)
    while line and not line[-1]:
        line.pop()
    return line


def _text(value: Any) -> str:
    """A cell as its reader sees it: whole numbers without a point, days without a midnight."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    return str(value).strip()[:LONGEST_CELL]
