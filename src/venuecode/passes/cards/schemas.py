"""What the routes of paper cards take and answer."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from venuecode.identity.people.model import Person
from venuecode.passes.cards.code import grouped
from venuecode.passes.cards.model import Card, RevokedBecause
from venuecode.passes.cards.rendering import CardFace


class CardOut(BaseModel):
    """A card that is good now."""

    code: str = Field(description="As printed, to be typed")
    url: str = Field(description="The text of the QR code")
    issued_at: datetime
    valid_until: datetime

    @classmethod
    def of(cls, card: Card, face: CardFace) -> Self:
        """Return what the holder is shown."""
        return cls(code=grouped(face.code), url=face.url, issued_at=card.issued_at, valid_until=card.valid_until)


class HolderOut(BaseModel):
    """The caller or somebody whom the caller shows for, with the card if there is one."""

    person_id: int
    masked_name: str
    oneself: bool
    days: int = Field(description="How long a card issued now would be good")
    days_with_disability: int
    card: CardOut | None


class HolderList(BaseModel):
    items: list[HolderOut]


class IssueIn(BaseModel):
    """How a card is to be issued."""

    model_config = ConfigDict(extra="forbid")

    disabled: bool = Field(False, description="The holder has a disability: the card is good for longer")


class RevokeIn(BaseModel):
    """Why a card is ended."""

    model_config = ConfigDict(extra="forbid")

    because: RevokedBecause = RevokedBecause.LOST


def holder_out(
    person: Person, card: CardOut | None, *, oneself: bool, days: int, days_with_disability: int
) -> HolderOut:
    """Return a line of the list of cards."""
    return HolderOut(
        person_id=person.id,
        masked_name=person.masked_name,
        oneself=oneself,
        days=days,
        days_with_disability=days_with_disability,
        card=card,
    )
