"""A paper card as stored, who may have issued it, and what can go wrong."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.kernel.errors import DomainError, NotFound
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.kernel.text import Text


class RevokedBecause(StrEnum):
    """Why a card ended before its date."""

    REISSUED = "reissued"
    LOST = "lost"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Card:
    """A card; the code is sealed. `replaces` is the card before it in the chain of reissues."""

    id: int
    person_id: PersonId
    code: bytes
    issued_at: datetime
    valid_until: datetime
    revoked_at: datetime | None
    replaces: int | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a card is for, as far as a card and its list need to know."""

    person_id: PersonId
    masked_name: str
    division_code: DivisionCode


class NoCard(NotFound):
    """The person has no card that is good."""

    code = "card.none"
    text = Text("还没有有效的纸质码", "There is no valid paper card")


class CardsTooOften(DomainError):
    """Nobody needs so many cards."""

    code = "card.too_often"
    status = 429
    text = Text("今天换领次数过多，请明天再试", "Too many cards today; please try again tomorrow")
