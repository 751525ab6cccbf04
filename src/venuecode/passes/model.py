"""What a code at a door turns out to be: a person, or a fault with its words. And what is issued to be shown."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.health.model import Known
from venuecode.identity.people.model import Person
from venuecode.kernel.ids import PersonId
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Method


class Shown(StrEnum):
    """What the person showed."""

    PERSONAL_CODE = "personal_code"
    OFFLINE_PASS = "offline_pass"  # noqa: S105 - a word, no password
    CARD = "card"


METHODS = {
    Shown.PERSONAL_CODE: Method.PERSONAL_CODE,
    Shown.OFFLINE_PASS: Method.PERSONAL_CODE,
    Shown.CARD: Method.CARD,
}


@dataclass(frozen=True, slots=True)
class PersonRef:
    """Whose code it is. The code itself says nothing of the status: that is read anew."""

    person_id: PersonId
    shown: Shown
    issued_at: datetime
    valid_until: datetime

    @property
    def method(self) -> Method:
        """How a visit by this code is registered."""
        return METHODS[self.shown]


class ReadFault(StrEnum):
    """Why a text leads to nobody. The values are stable: they go over the wire."""

    FOREIGN = "pass.foreign"
    VENUE_CODE = "pass.venue_code"
    TRUNCATED = "pass.truncated"
    UNKNOWN_KEY = "pass.unknown_key"
    TAMPERED = "pass.tampered"
    AHEAD = "pass.ahead"
    EXPIRED = "pass.expired"
    PASS_EXPIRED = "pass.offline_expired"  # noqa: S105 - a word, no password
    CARD_MISTYPED = "card.mistyped"
    CARD_FOREIGN = "card.foreign"
    CARD_UNKNOWN = "card.unknown"
    CARD_REVOKED = "card.revoked"
    CARD_EXPIRED = "card.expired"


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that leads to nobody: what is the matter, and the way out."""

    fault: ReadFault
    title: Text
    way_out: Text
    holder: PersonId | None = None
    """Whose card it was, where it was one that is no longer good."""


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A personal code for the screen, with what the screen shows beside it."""

    text: str
    issued_at: datetime
    valid_until: datetime
    refresh_at: datetime
    person: Person
    known: Known


@dataclass(frozen=True, slots=True)
class IssuedPass:
    """The signed document that a phone keeps, and its times."""

    signed: str
    person_id: PersonId
    issued_at: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class CodeKey:
    """The key by which enrolled devices read the sealed part of codes issued on one day (UTC)."""

    secret: bytes
    issued_from: datetime
    issued_until: datetime


@dataclass(frozen=True, slots=True)
class Revocations:
    """Cards that stopped being good before their date; each mark is 8 bytes of SHA-256 over the card's code.

    `as_of` is the `since` of the next question.
    """

    marks: tuple[bytes, ...]
    since: datetime | None
    as_of: datetime
