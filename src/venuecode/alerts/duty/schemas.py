"""What administrators send and get about duty phones and receivers. A key is shown once, a phone never in full."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, HttpUrl, StringConstraints

from venuecode.identity.people.schemas import Body, DivisionTyped, Typed

SeverityWord = Literal["low", "high", "urgent"]
KindWord = Annotated[Literal["stop", "report"] | None, Field(description="Of stops or reports only; unset: of both")]


class ContactIn(Body):
    """A phone on duty."""

    division_code: DivisionTyped
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)] = Field(
        description="Of the post, not of a person"
    )
    phone: Typed
    least_severity: SeverityWord = "high"
    kind: KindWord = None
    language: Literal["zh", "en"] = "zh"


class ContactOut(BaseModel):
    """A phone on duty; its number masked."""

    id: int
    division_code: str
    name: str
    masked_phone: str
    least_severity: SeverityWord
    kind: KindWord
    language: Literal["zh", "en"]
    made_at: datetime


class ContactList(BaseModel):
    """By division."""

    items: list[ContactOut]


class WebhookIn(Body):
    """A receiver of alerts."""

    division_code: DivisionTyped
    url: HttpUrl
    least_severity: SeverityWord = "low"
    kind: KindWord = None


class WebhookOut(BaseModel):
    """A receiver, without its key."""

    id: int
    division_code: str
    url: str
    least_severity: SeverityWord
    kind: KindWord
    made_at: datetime


class WebhookList(BaseModel):
    """By division."""

    items: list[WebhookOut]


class Made(BaseModel):
    """What was made."""

    id: int


class WebhookMade(Made):
    """What was made, with the key of its signatures: shown now and never again."""

    secret: str
