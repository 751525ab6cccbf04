"""An entry that a guard registers: where and when, who was typed in, and why it may be refused."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from venuecode.identity.people.documents import Document
from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.text import Text
from venuecode.scanning.offline.model import ShownVerdict
from venuecode.scanning.refusals import Refusal
from venuecode.scanning.schemas import DirectionWord

UNKNOWN = Refusal(
    "document.unknown",
    Text("没有找到该证件的登记信息", "Nobody is registered with this document"),
    Text("请核对号码；如无误，请填写姓名为其登记。", "Compare the number; if it is right, type the person in."),
)
NAME_DIFFERS = Refusal(
    "document.name_differs",
    Text("该证件登记的是另一个姓名", "This document is registered under another name"),
    Text("请对照证件核对；也可改按证件号码查询。", "Compare with the document, or look it up by its number."),
)


class ConsentNeeded(DomainError):
    """The person must agree before the guard looks them up or types them in."""

    code = "entry.consent_missing"
    status = 422
    text = Text("请先征得本人同意并勾选", "Ask the person first, and tick that they agree")


@dataclass(frozen=True, slots=True)
class AtDoor:
    """Door, moment and direction of an entry, its id, which a retry repeats, and what was shown without a network."""

    door_id: int
    visit_id: UUID
    at: datetime
    direction: DirectionWord | None
    shown: ShownVerdict | None = None


@dataclass(frozen=True, slots=True)
class TypedPerson:
    """Whom a guard typed in, checked and in canonical form."""

    name: str
    document: Document
    phone: str | None
    division_code: DivisionCode | None
