"""An import, its rows and the errors of this part."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from venuecode.kernel.errors import Conflict, DomainError
from venuecode.kernel.ids import DivisionCode, OfficerId
from venuecode.kernel.text import Text
from venuecode.venues.filing import Faults
from venuecode.venues.model import DoorFacts, VenueFacts


class ImportState(StrEnum):
    """waiting → checking → checked → applying → applied; failed and discarded are ends too."""

    WAITING = "waiting"
    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"
    DISCARDED = "discarded"


class FileFormat(StrEnum):
    """What can be imported and downloaded."""

    XLSX = "xlsx"
    CSV = "csv"


Cells = dict[str, str]
"""Column key → the cell's text; empty cells are left out."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import would do, or did."""

    rows_total: int = 0
    rows_done: int = 0
    rows_good: int = 0
    rows_bad: int = 0
    venues_new: int = 0
    venues_changed: int = 0
    venues_same: int = 0
    doors_new: int = 0


@dataclass(frozen=True, slots=True)
class Import:
    """One uploaded file and how far it is."""

    id: int
    officer_id: OfficerId
    division_code: DivisionCode
    file_name: str
    file_format: FileFormat
    state: ImportState
    fault: Text | None
    counts: Counts
    created_at: datetime
    checked_at: datetime | None
    applied_at: datetime | None
    version: int


@dataclass(slots=True)
class Row:
    """One line of the file: `number` as the spreadsheet counts. Facts and door stand where nothing is wrong."""

    number: int
    cells: Cells
    faults: Faults = field(default_factory=dict)
    facts: VenueFacts | None = None
    door: DoorFacts | None = None

    @property
    def external_id(self) -> str | None:
        """The importing office's own number of the venue."""
        return self.cells.get("external_id")


class FileRefused(DomainError):
    """The file cannot be read as a whole; `why` says so."""

    code = "imports.file_refused"
    status = 422
    text = Text("文件无法导入：{zh}", "The file cannot be imported: {en}")

    def __init__(self, why: Text) -> None:
        """Keep the words for the answer and for the import's page."""
        super().__init__(zh=why.zh, en=why.en)
        self.why = why


class FileTooLarge(DomainError):
    """More bytes than the deployment allows."""

    code = "imports.file_too_large"
    status = 413
    text = Text("文件超过 {megabytes} MB，请分批导入", "The file is larger than {megabytes} MB; please split it")


class ImportNotInThatState(Conflict):
    """Still being checked, or applied already."""

    code = "imports.wrong_state"
    text = Text("该导入当前状态为 {state}，不能进行此操作", "The import is {state}; this cannot be done now")
