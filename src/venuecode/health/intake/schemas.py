"""What officers get over HTTP about imports of facts."""

from datetime import datetime

from pydantic import BaseModel, Field

from venuecode.health.intake.columns import COLUMNS, ImportKind
from venuecode.health.intake.model import Import, ImportState
from venuecode.health.intake.rows import Row
from venuecode.infra.sheets.model import FileFormat


class FactImportOut(BaseModel):
    """An import and how far it is."""

    id: int
    kind: ImportKind
    file_name: str
    file_format: FileFormat
    case_reference: str
    state: ImportState
    fault: str | None = Field(description="Why it failed, in the reader's language")
    rows_total: int
    rows_done: int
    rows_good: int = Field(description="Rows that were taken; for a list of orders: proposed")
    rows_bad: int
    proposals: int = Field(description="Of a list of orders: how many proposals it became")
    created_at: datetime
    ended_at: datetime | None


class FactImportList(BaseModel):
    items: list[FactImportOut]


class RefusedCell(BaseModel):
    """What is wrong with a cell."""

    column: str
    name: str
    text: str


class RefusedRow(BaseModel):
    """A row that was not taken; `row` as the spreadsheet counts."""

    row: int
    faults: list[RefusedCell]


class RefusedRowPage(BaseModel):
    items: list[RefusedRow]
    next: int | None = Field(None, description="`after` of the next page")


def import_out(found: Import, language: str) -> FactImportOut:
    """Return an import for the reader."""
    return FactImportOut(
        id=found.id,
        kind=found.kind,
        file_name=found.file_name,
        file_format=found.file_format,
        case_reference=found.case_reference,
        state=found.state,
        fault=found.fault.in_language(language) if found.fault else None,
        rows_total=found.rows_total,
        rows_done=found.rows_done,
        rows_good=found.rows_good,
        rows_bad=found.rows_bad,
        proposals=found.proposals,
        created_at=found.created_at,
        ended_at=found.ended_at,
    )


def refused_row(kind: ImportKind, row: Row, language: str) -> RefusedRow:
    """Return a refused row for the reader; what its cells held is left to the file of corrections."""
    names = {column.key: column.name.in_language(language) for column in COLUMNS[kind]}
    return RefusedRow(
        row=row.number,
        faults=[
            RefusedCell(column=key, name=names.get(key, key), text=text.in_language(language))
            for key, text in row.faults.items()
        ],
    )
