"""What the routes of appeals take and answer."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from venuecode.health.appeals.model import Appeal, AppealState
from venuecode.health.reasons import WORDS
from venuecode.health.schemas import Pair, Sent
from venuecode.health.sources import source_words
from venuecode.regions.service import Divisions


class AppealIn(Sent):
    """An appeal against the fact behind a reason of one's colour."""

    fact_id: str = Field(pattern=r"^\d{1,18}$", description="`fact_id` of a reason in `GET /me/status`")
    text: str = Field(min_length=2, max_length=1000)
    photo: str | None = Field(None, max_length=1_900_000, description="A JPEG or PNG of at most 1.4 MB, in base64")


class AppealDecisionIn(Sent):
    """What an officer answers; the person reads it."""

    uphold: bool = Field(description="True: the fact was wrong and is taken back")
    answer: str = Field(min_length=2, max_length=1000)


class AppealOut(BaseModel):
    """An appeal, and until when it is answered."""

    id: str
    reason: Pair
    source: Pair
    state: AppealState
    text: str
    has_photo: bool
    made_at: datetime
    due_at: datetime = Field(description="The answer is due by then")
    overdue: bool
    answer: str | None
    decided_at: datetime | None
    fact_id: str
    division_code: str = Field(description="Whose officers decide")

    @classmethod
    def of(cls, appeal: Appeal, divisions: Divisions, now: datetime) -> Self:
        """Return an appeal as it is shown."""
        title, said = WORDS[appeal.reason].title, source_words(appeal.source, divisions)
        return cls(
            id=str(appeal.id),
            reason=Pair(zh=title.zh, en=title.en),
            source=Pair(zh=said.zh, en=said.en),
            state=appeal.state,
            text=appeal.content,
            has_photo=appeal.has_photo,
            made_at=appeal.made_at,
            due_at=appeal.due_at,
            overdue=appeal.overdue(now),
            answer=appeal.answer,
            decided_at=appeal.decided_at,
            fact_id=str(appeal.fact_id),
            division_code=appeal.division_code,
        )


class AppealList(BaseModel):
    """Appeals, the most urgent first for officers and the newest first for the person."""

    items: list[AppealOut]


class AppealWhole(AppealOut):
    """An appeal as the deciding officer sees it."""

    person_id: str
    masked_name: str
