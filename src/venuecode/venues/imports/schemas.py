"""What the routes of imports take and give."""

from datetime import datetime

from pydantic import BaseModel, Field

from venuecode.infra.sheets.model import FileFormat
from venuecode.venues.imports.columns import COLUMNS
from venuecode.venues.imports.model import Import, ImportState, Row
from venuecode.venues.schemas import VersionOnly

_NAME_OF = {column.key: column.name for column in COLUMNS}


class ImportOut(BaseModel):
    """An import and how far it is. Ask again while `state` is waiting, checking or applying."""

    id: int
    file_name: str
    file_format: FileFormat
    state: ImportState
    fault: str | None = Field(description="Why the file as a whole failed, or why it was not applied, in words")
    rows_total: int
    rows_done: int
    rows_good: int
    rows_bad: int
    rows_likely: int = Field(description="Likely duplicates that are left out, unless the officer takes them too")
    venues_new: int
    venues_changed: int
    venues_same: int
    doors_new: int
    created_at: datetime
    checked_at: datetime | None
    applied_at: datetime | None
    version: int


class ImportList(BaseModel):
    """The latest imports of the officer's division."""

    items: list[ImportOut]


class RowFault(BaseModel):
    """What is wrong with one cell, in words."""

    column: str
    name: str
    text: str


class BadRow(BaseModel):
    """A row that is not applied; `row` as the spreadsheet counts. `likely`: only as a likely duplicate."""

    row: int
    full_name: str | None
    likely: bool
    faults: list[RowFault]


class ApplyImport(VersionOnly):
    """Apply what was checked."""

    take_likely: bool = Field(default=False, description="Take likely duplicates too")


class BadRowPage(BaseModel):
    """A page; pass `next` as `after` for the following one."""

    items: list[BadRow]
    next: int | None


def import_out(found: Import, language: str) -> ImportOut:
    """Return an import."""
    counts = {name: getattr(found.counts, name) for name in found.counts.__dataclass_fields__}
    return ImportOut(
        id=found.id,
        file_name=found.file_name,
        file_format=found.file_format,
        state=found.state,
        fault=found.fault.in_language(language) if found.fault else None,
        created_at=found.created_at,
        checked_at=found.checked_at,
        applied_at=found.applied_at,
        version=found.version,
        **counts,
    )


def bad_row(row: Row, language: str) -> BadRow:
    """Return a bad row without its personal cells."""
    faults = [
        RowFault(
            column=key,
            name=_NAME_OF[key].in_language(language) if key in _NAME_OF else key,
            text=text.in_language(language),
        )
        for key, text in (row.faults or row.likely).items()
    ]
    return BadRow(row=row.number, full_name=row.cells.get("full_name"), likely=not row.faults, faults=faults)
