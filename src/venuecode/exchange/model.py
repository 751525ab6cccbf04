"""What a system is answered, and what it is refused with."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from venuecode.health.model import Known
from venuecode.identity.people.model import Person
from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import PersonId
from venuecode.kernel.text import Text
from venuecode.passes.model import PersonRef, Unread

REQUEST_LIFE = timedelta(hours=24)
"""So long a request for a code is good; then the person must want it anew."""


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """A system's leave to make codes of a person, until `ends_at`."""

    id: UUID
    person_id: PersonId
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Verified:
    """What a shown code turned out to be: a person with what is known, or why it leads to nobody."""

    ref: PersonRef | Unread
    person: Person | None = None
    known: Known | None = None


class RequestEnded(DomainError):
    """This system has no such request for a code, or it has ended."""

    code = "exchange.request_ended"
    status = 404
    text = Text("没有该码申请，或已过期，请重新申请", "There is no such request for a code, or it has ended; ask anew")
