"""A sheet of test results, CSV or XLSX: its columns, its reading row by row, its template. Bad rows say why."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zipfile import BadZipFile

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from venuecode.health.model import NewTest, TestResult
from venuecode.identity.people.documents import Document, DocumentFault, DocumentType, read_document
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text

MOST_ROWS = 20_000
COLUMNS = {
    "document_type": Text("证件类型", "Document type"),
    "document_number": Text("证件号码", "Document number"),
    "nationality": Text("国籍", "Nationality"),
    "sampled_at": Text("采样时间", "Sampled at"),
    "result": Text("结果", "Result"),
    "institution": Text("检测机构", "Institution"),
}
_TYPES = {
    "": DocumentType.RESIDENT_ID,
    "居民身份证": DocumentType.RESIDENT_ID,
    "身份证": DocumentType.RESIDENT_ID,
    "港澳居民来往内地通行证": DocumentType.HK_MACAO_PERMIT,
    "台湾居民来往大陆通行证": DocumentType.TAIWAN_PERMIT,
    "外国人永久居留身份证": DocumentType.FOREIGN_PERMANENT_RESIDENT_ID,
    "护照": DocumentType.PASSPORT,
    **{kind.value: kind for kind in DocumentType},
}
_RESULTS = {
    "阴性": TestResult.NEGATIVE,
    "negative": TestResult.NEGATIVE,
    "阳性": TestResult.POSITIVE,
    "positive": TestResult.POSITIVE,
}
_MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%dT%H:%M:%S")


class UnreadableSheet(DomainError):
    """The file is no CSV or XLSX with the template's headings, or too long."""

    code = "health.sheet_unreadable"
    status = 422
    text = Text(
        "文件无法识别，请使用模板（CSV 或 XLSX，最多 20000 行）",
        "The file cannot be read; please use the template (CSV or XLSX, at most 20,000 rows)",
    )


@dataclass(slots=True)
class Row:
    """One row: what it says, or what is wrong with it (column → why)."""

    number: int
    document: Document | None = None
    test: NewTest | None = None
    faults: dict[str, Text] = field(default_factory=dict)


def read_sheet(content: bytes, today: date) -> list[Row]:
    """Read every row; raises `UnreadableSheet` for what is no such sheet at all."""
    rows = []
    for number, cells in enumerate(_cells(content), 2):
        if number > MOST_ROWS + 1:
            raise UnreadableSheet
        if any(cells.values()):
            rows.append(_read_row(number, cells, today))
    return rows


def template() -> bytes:
    """Return an empty XLSX with headings and one invented line as an example."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("核酸检测")
        text = book.add_format({"num_format": "@"})
        sheet.set_column(0, len(COLUMNS) - 1, 24, text)
        sheet.write_row(0, 0, [words.zh for words in COLUMNS.values()], book.add_format({"bold": True}))
        example = ["居民身份证", "11010519491231002X", "", "2026-05-06 08:30", "阴性", "示例检测机构"]
        sheet.write_row(1, 0, example, text)
    return out.getvalue()


def _cells(content: bytes) -> Iterator[Mapping[str, str]]:
    rows = _xlsx(content) if content[:2] == b"PK" else _csv(content)
    headings = next(rows, [])
    names = {words.zh: name for name, words in COLUMNS.items()} | {w.en: name for name, w in COLUMNS.items()}
    columns = [names.get(heading.strip(), names.get(heading.strip().capitalize(), "")) for heading in headings]
    if not {"document_number", "sampled_at", "result"} <= set(columns):
        raise UnreadableSheet
    for row in rows:
        yield {name: value.strip() for name, value in zip(columns, row, strict=False) if name}


def _xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_shown(value) for value in row]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError) as fault:
        raise UnreadableSheet from fault


def _shown(value: object) -> str:
    if value is None:
        return ""
    return value.strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else str(value)


def _csv(content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            yield from csv.reader(io.StringIO(text), strict=True)
        except csv.Error as fault:
            raise UnreadableSheet from fault
        return
    raise UnreadableSheet


def _read_row(number: int, cells: Mapping[str, str], today: date) -> Row:
    row = Row(number)
    kind = _TYPES.get(cells.get("document_type", ""))
    if kind is None:
        row.faults["document_type"] = Text("证件类型不在列表中", "Not one of the document types")
    else:
        try:
            nationality = cells.get("nationality") or None
            row.document = read_document(kind, cells["document_number"], today, nationality=nationality)
        except DocumentFault as fault:
            row.faults[fault.field if fault.field in COLUMNS else "document_number"] = fault.text
    sampled = _moment(cells.get("sampled_at", ""))
    if sampled is None:
        row.faults["sampled_at"] = Text("采样时间格式应为 2026-05-06 08:30", "Write the time as 2026-05-06 08:30")
    result = _RESULTS.get(cells.get("result", "").lower())
    if result is None:
        row.faults["result"] = Text("结果应为“阴性”或“阳性”", "The result is negative or positive")
    if sampled is not None and result is not None:
        row.test = NewTest(result, sampled, cells.get("institution") or "-")
    return row


def _moment(text: str) -> datetime | None:
    for form in _MOMENTS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=SHOWN_ZONE)
        except ValueError:
            continue
    return None
