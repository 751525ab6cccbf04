"""Reads the cells of a row into a document and a fact, with what is wrong with each cell. Pure."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from venuecode.health.intake.columns import (
    COLOUR_OF_WORD,
    DOCUMENT_TYPE_OF_WORD,
    REASON_OF_WORD,
    RESULT_OF_WORD,
    ImportKind,
)
from venuecode.health.model import NewFact, NewOrder, NewTest, NewVaccination
from venuecode.identity.people.documents import Document, DocumentFault, read_document
from venuecode.infra.sheets.words import spelled
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.kernel.text import Text

Cells = dict[str, str]
"""Column key → the cell's text; empty cells are left out."""
Faults = dict[str, Text]

LONGEST = 200
"""Characters of an institution, a product or evidence."""
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone
_SERIAL = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_WRITTEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[:时](\d{1,2})分?(?::(\d{1,2}))?)?", re.ASCII
)
_FILL_IN = Text("请填写", "Please fill this in")
_TOO_LONG = Text("内容太长", "Too long")
_FILL_IN_MOMENT = Text("请填写，如 2026-05-06 08:30", "Please fill this in, such as 2026-05-06 08:30")
_MOMENT = Text("时间格式应为 2026-05-06 08:30", "Write the time as 2026-05-06 08:30")
_DAY = Text("日期格式应为 2026-05-06", "Write the date as 2026-05-06")
_LISTED = Text("请选择列表中的一项", "Choose one of the list")
_DOSE = Text("应为 1 至 20 的整数", "A whole number from 1 to 20")


@dataclass(slots=True)
class Row:
    """One line of the file: `number` as the spreadsheet counts. Document and fact stand where nothing is wrong."""

    number: int
    cells: Cells
    faults: Faults = field(default_factory=dict)
    document: Document | None = None
    fact: NewFact | None = None
    index: bytes | None = None
    """The document's blind index, where it is asked for."""


def read_row(kind: ImportKind, number: int, cells: Cells, today: date, case_reference: str = "") -> Row:
    """Return the row with its document and fact, or with its faults. `today` is the date in Shanghai."""
    row = Row(number, cells)
    document_type = DOCUMENT_TYPE_OF_WORD.get(spelled(cells.get("document_type", "")))
    if document_type is None:
        row.faults["document_type"] = Text("证件类型不在列表中", "Not one of the document types")
    else:
        try:
            nationality = cells.get("nationality", "").upper() or None
            number_typed = cells.get("document_number", "")
            row.document = read_document(document_type, number_typed, today, nationality=nationality)
        except DocumentFault as fault:
            row.faults[fault.field] = fault.text
    fact = _READERS[kind](cells, row.faults, case_reference)
    if not row.faults:
        row.fact = fact
    return row


@lru_cache(10_000)
def read_moment(text: str) -> datetime | None:
    """Return the moment that a cell means, in UTC: written in Shanghai's time, with a zone, or as a serial number.

    Remembered, for the tests of a sheet were taken in the same few minutes.
    """
    moment: datetime | None
    try:
        moment = datetime.fromisoformat(text) if not _SERIAL.fullmatch(text) else _of_serial(text)
    except ValueError:
        moment = _written(text)
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=SHOWN_ZONE)).astimezone(UTC)
    except OverflowError:
        return None


def read_day(text: str) -> date | None:
    """Return the day that a cell means; a time of day is dropped."""
    moment = read_moment(text)
    return moment.astimezone(SHOWN_ZONE).date() if moment else None


def _of_serial(text: str) -> datetime:
    return _EPOCH + timedelta(seconds=round(float(text) * 86_400))


def _written(text: str) -> datetime | None:
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    try:
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None


def _text(cells: Cells, key: str, faults: Faults, *, required: bool = True) -> str:
    text = cells.get(key, "")
    if required and not text:
        faults[key] = _FILL_IN
    elif len(text) > LONGEST:
        faults[key] = _TOO_LONG
    return text


def _moment(cells: Cells, key: str, faults: Faults, *, required: bool = True) -> datetime | None:
    text = cells.get(key, "")
    moment = read_moment(text) if text else None
    if moment is None and (text or required):
        faults[key] = _MOMENT if text else _FILL_IN_MOMENT
    return moment


def _test(cells: Cells, faults: Faults, _: str) -> NewFact | None:
    sampled_at = _moment(cells, "sampled_at", faults)
    resulted_at = _moment(cells, "resulted_at", faults, required=False)
    result = RESULT_OF_WORD.get(spelled(cells.get("result", "")))
    if result is None:
        faults["result"] = Text("结果应为“阴性”或“阳性”", "The result is negative or positive")
    institution = _text(cells, "institution", faults)
    evidence = _text(cells, "evidence", faults, required=False)
    if sampled_at is None or result is None:
        return None
    return NewTest(result, sampled_at, institution, resulted_at, evidence)


def _vaccination(cells: Cells, faults: Faults, _: str) -> NewFact | None:
    dose = cells.get("dose_no", "")
    if not re.fullmatch(r"[1-9]|1\d|20", dose, re.ASCII):
        faults["dose_no"] = _DOSE
    given_on = read_day(cells.get("given_on", ""))
    if given_on is None:
        faults["given_on"] = _DAY
    product, institution = _text(cells, "product", faults), _text(cells, "institution", faults)
    evidence = _text(cells, "evidence", faults, required=False)
    if given_on is None or "dose_no" in faults:
        return None
    return NewVaccination(int(dose), given_on, product, institution, evidence)


def _order(cells: Cells, faults: Faults, case_reference: str) -> NewFact | None:
    reason = REASON_OF_WORD.get(spelled(cells.get("reason", "")))
    if reason is None:
        faults["reason"] = Text("请选择列明的原因", "Choose one of the listed reasons")
    starts_at = _moment(cells, "starts_at", faults)
    ends_at = _moment(cells, "ends_at", faults, required=False)
    word = cells.get("colour", "")
    colour = COLOUR_OF_WORD.get(spelled(word)) if word else None
    if word and colour is None:
        faults["colour"] = _LISTED
    evidence = _text(cells, "evidence", faults)
    if reason is None or starts_at is None:
        return None
    return NewOrder(reason, starts_at, ends_at, evidence, colour, case_reference)


_READERS: dict[ImportKind, Callable[[Cells, Faults, str], NewFact | None]] = {
    ImportKind.TESTS: _test,
    ImportKind.VACCINATIONS: _vaccination,
    ImportKind.ORDERS: _order,
}
