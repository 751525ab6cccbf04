"""What the routes of batches of cards take and answer."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from venuecode.identity.people.schemas import NameOut
from venuecode.identity.shown import division_named
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.passes.batches.model import BatchState, CardBatch, Resident, Selection
from venuecode.passes.cards.rules import AgeGroup, age_group
from venuecode.regions.service import Divisions


class SelectionIn(BaseModel):
    """Residents of a division (the officer's own if none is named): of the age groups, or chosen by id."""

    model_config = ConfigDict(extra="forbid")

    division_code: Annotated[str, Field(pattern=r"^([0-9]{6}|[0-9]{9})$")] | None = None
    groups: list[AgeGroup] = Field(default_factory=lambda: list(AgeGroup), min_length=1)
    person_ids: Annotated[list[int], Field(min_length=1, max_length=20_000)] | None = None
    renew: bool = Field(False, description="Also for those whose card is good for two weeks more; it is then ended")

    def selection(self, own_division: DivisionCode) -> Selection:
        """Return the selection; without a division it is the officer's own."""
        return Selection(
            DivisionCode(self.division_code) if self.division_code else own_division,
            frozenset(self.groups),
            None if self.person_ids is None else tuple(PersonId(one) for one in self.person_ids),
            self.renew,
        )


class CardBatchIn(SelectionIn):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=200)] = Field(
        description="Why; each of the people can read it"
    )


class ResidentOut(BaseModel):
    """A line of the list to choose from."""

    person_id: int
    masked_name: str
    division: NameOut
    group: AgeGroup | None
    card_until: datetime | None

    @classmethod
    def of(cls, one: Resident, divisions: Divisions, today: date) -> Self:
        """Return what the officer is shown of a resident."""
        return cls(
            person_id=one.person_id,
            masked_name=one.masked_name,
            division=division_named(one.division_code, divisions),
            group=age_group(one.birth_date, today),
            card_until=one.card_until,
        )


class ResidentList(BaseModel):
    """How many a batch would be for; the first of them to choose from."""

    count: int
    most: int = Field(description="Cards that one batch may hold")
    items: list[ResidentOut]


class CardBatchOut(BaseModel):
    """A batch and how far it is."""

    id: int
    division: NameOut
    state: BatchState
    reason: str
    cards_total: int
    cards_done: int
    media_type: str | None
    size_bytes: int | None
    requested_at: datetime
    finished_at: datetime | None
    expires_at: datetime

    @classmethod
    def of(cls, batch: CardBatch, divisions: Divisions) -> Self:
        """Return what the officer is shown of `batch`."""
        return cls(
            id=batch.id,
            division=division_named(batch.division_code, divisions),
            state=batch.state,
            reason=batch.reason,
            cards_total=batch.cards_total,
            cards_done=batch.cards_done,
            media_type=batch.media_type,
            size_bytes=batch.size_bytes,
            requested_at=batch.requested_at,
            finished_at=batch.finished_at,
            expires_at=batch.expires_at,
        )


class CardBatchPage(BaseModel):
    """Batches, newest first; `next` is the cursor of the following page."""

    items: list[CardBatchOut]
    next: int | None
