"""A request for an officer's help, and what recovery can be refused with."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.identity.people.model import Person
from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import PersonId
from venuecode.kernel.text import Text


class RequestState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class RecoveryRequest:
    """Somebody at a new phone says to be `person`; an officer of the home division sees the document and decides."""

    id: int
    person: Person
    newcomer_id: int
    newcomer_phone: bytes | None
    state: RequestState
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """The ids of a request that waits for a decision."""

    id: int
    person_id: PersonId
    newcomer_id: int
    division_code: str


class NothingToRecover(DomainError):
    """No account is registered with this document under this name."""

    code = "recovery.nothing"
    status = 404
    text = Text("没有找到与该证件和姓名一致的账号", "No account has this document and this name")


class NoPhoneToAsk(DomainError):
    """Neither the person nor a guardian has a phone; an officer must help."""

    code = "recovery.no_phone"
    status = 409
    text = Text("该账号没有可用手机号，请申请人工协助", "The account has no phone; please ask for an officer's help")
