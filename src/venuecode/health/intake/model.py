"""An import of facts: one uploaded sheet and how far it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.health.intake.columns import ImportKind
from venuecode.infra.sheets.model import FileFormat
from venuecode.kernel.ids import DivisionCode, OfficerId
from venuecode.kernel.text import Text


class ImportState(StrEnum):
    """waiting → running → done; failed tells why, and what was taken until then stays taken."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


OPEN = frozenset({ImportState.WAITING, ImportState.RUNNING})


@dataclass(frozen=True, slots=True)
class Import:
    """One sheet. `through_row` is the last line of the file that is dealt with; `proposals` only of orders."""

    id: int
    kind: ImportKind
    officer_id: OfficerId
    division_code: DivisionCode
    file_name: str
    file_format: FileFormat
    case_reference: str
    state: ImportState
    fault: Text | None
    rows_total: int
    rows_done: int
    rows_good: int
    rows_bad: int
    through_row: int
    proposals: int
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewImport:
    """What is known of a sheet when it is uploaded."""

    kind: ImportKind
    file_name: str
    file_format: FileFormat
    case_reference: str
    digest: bytes
