"""What a terminal reads, and what becomes of a reading."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Direction
from venuecode.scanning.model import Answered
from venuecode.scanning.offline.model import Conflict, ShownVerdict
from venuecode.scanning.refusals import Refusal


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """What a card reader gave; never logged."""

    type: str
    number: str
    name: str
    nationality: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One person at a terminal: a document or the text of a code. A retry has the same `id` and `at`."""

    id: UUID
    at: datetime
    direction: str | None
    document: DocumentRead | None = None
    code: str | None = None
    shown: ShownVerdict | None = None


class CallReason(StrEnum):
    """Why a terminal calls the guard."""

    UNKNOWN_DOCUMENT = "unknown_document"
    NAME_DIFFERS = "name_differs"


CALL_TEXTS = {
    CallReason.UNKNOWN_DOCUMENT: Text("证件尚未登记", "The document is not registered"),
    CallReason.NAME_DIFFERS: Text("证件与登记姓名不一致", "The name differs from the registered one"),
}


@dataclass(frozen=True, slots=True)
class Visited:
    """The reading is a visit now, stored durably."""

    answered: Answered
    direction: Direction
    conflict: Conflict | None = None


@dataclass(frozen=True, slots=True)
class GuardCalled:
    """Nothing is stored of the person; the guard's screen shows that somebody needs help."""

    reason: CallReason
    conflict: None = None


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Nothing is stored: the door takes nobody, or what was read is of no use. The person may try again."""

    refusal: Refusal
    conflict: Conflict | None = None


Outcome = Visited | GuardCalled | NotTaken


@dataclass(frozen=True, slots=True)
class Call:
    """An open call, as the guard's screen shows it."""

    id: int
    door_id: int
    device_name: str
    at: datetime
    reason: CallReason
    masked_name: str | None
    document_type: str | None


class NothingRead(DomainError):
    """A reading holds a document or a code: exactly one of the two."""

    code = "reading.empty"
    status = 422
    text = Text("应上传证件或健康码，二者择一", "A reading holds either a document or a code")
