"""What is sent and got when officers look at people and when the record is read."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from venuecode.identity.people.documents import DocumentType
from venuecode.identity.people.model import PersonState
from venuecode.identity.people.schemas import Body, NameOut, Typed

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=200)]


class LookUpIn(Body):
    document_type: DocumentType
    document_number: Typed
    nationality: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    reason: Reason = Field(description="Why; the person can read it")


class ReasonIn(Body):
    reason: Reason = Field(description="Why; the person can read it")


class PersonFound(BaseModel):
    """Enough to know that it is the right person."""

    person_id: int
    masked_name: str
    document_type: DocumentType
    masked_document_number: str
    division: NameOut
    state: PersonState


class PersonInFull(PersonFound):
    """Everything that is stored of a person."""

    name: str
    document_number: str
    nationality: str
    phone: str | None
    birth_date: date | None
    registered_at: datetime


class EventOut(BaseModel):
    """An entry of the record."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: int | None
    actor_name: str | None = Field(description="Of an officer, as the account has it")
    action: str
    subject_kind: str | None
    subject_id: int | None
    subject_name: str | None = Field(description="Of an officer's account; nobody else is named here")
    division: NameOut | None
    reason: str | None
    look: bool
    details: dict[str, Any]


class EventList(BaseModel):
    items: list[EventOut]
    next: int | None = Field(None, description="`before` of the next page")
