"""An import, its rows and the errors of this part."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from venuecode.infra.sheets.model import FileFormat
from venuecode.kernel.errors import Conflict
from venuecode.kernel.ids import DivisionCode, OfficerId, VenueId
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
    rows_likely: int = 0
    """Likely duplicates that are, or were, left out."""


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
    take_likely: bool
    version: int


@dataclass(slots=True)
class Row:
    """One line of the file: `number` as the spreadsheet counts. Facts and door stand where nothing is wrong."""

    number: int
    cells: Cells
    faults: Faults = field(default_factory=dict)
    likely: Faults = field(default_factory=dict)
    """What it looks like, at its column; such a row is left out unless the officer takes it too."""
    facts: VenueFacts | None = None
    door: DoorFacts | None = None

    @property
    def external_id(self) -> str | None:
        """The importing office's own number of the venue."""
        return self.cells.get("external_id")


@dataclass(frozen=True, slots=True)
class Existing:
    """A venue that a group of rows speaks of."""

    id: VenueId
    facts: VenueFacts
    external_id: str | None


class ImportNotInThatState(Conflict):
    """Still being checked, or applied already."""

    code = "imports.wrong_state"
    text = Text("该导入当前状态为 {state}，不能进行此操作", "The import is {state}; this cannot be done now")
