"""What a guard sends to register somebody who does not scan, and the answer: no more than a scan shows."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct
from pydantic import AwareDatetime, Field, StringConstraints, TypeAdapter

from venuecode.identity.people.documents import DocumentType
from venuecode.identity.people.schemas import Body, DivisionTyped, IdentityIn, Typed
from venuecode.scanning.guard import GuardVisit
from venuecode.scanning.offline.model import Conflict, ShownVerdict
from venuecode.scanning.refusals import Refusal
from venuecode.scanning.schemas import DirectionWord, Words, words_of

ConflictWord = Literal["let_in", "turned_away"]
Disagrees = Annotated[
    ConflictWord | None,
    Meta(description="What was shown without a network does not hold; `let_in` is an alert of the department now"),
]
Consent = Annotated[bool, Field(description="The person agrees to be found or registered by document")]


class ByDocument(Body):
    """Somebody whose document lies before the guard."""

    way: Literal["document"]
    document_type: DocumentType
    document_number: Typed
    nationality: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = Field(
        None, description="ISO 3166 alpha-2; needed with a passport"
    )
    consent: Consent


class ByTyping(IdentityIn):
    """Somebody whom nobody has registered, as their document says."""

    way: Literal["typed"]
    phone: Typed | None = None
    division_code: DivisionTyped | None = Field(None, description="Home; the venue's division when not said")
    consent: Consent


class ByCode(Body):
    """Somebody who shows a personal code or a paper card."""

    way: Literal["code"]
    code: Annotated[str, StringConstraints(min_length=1, max_length=2048)] = Field(
        description="What the camera read, unchanged, or the card's code as typed"
    )


class BySeal(Body):
    """`document` or `typed` as JSON, sealed on the guard's phone for the server alone (ADR 0079)."""

    way: Literal["sealed"]
    sealed: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{66,4000}$")] = Field(
        description="With `sealing_key` of the offline kit, for this `client_visit_id`; base64url without padding"
    )


OPENED: TypeAdapter[ByDocument | ByTyping] = TypeAdapter(Annotated[ByDocument | ByTyping, Field(discriminator="way")])


class EntryIn(Body):
    """One person at the door. A retry sends the very same body: same `client_visit_id` and same `at`."""

    client_visit_id: UUID
    at: AwareDatetime = Field(description="When the person stood at the door; up to 7 days back")
    direction: DirectionWord | None = Field(None, description="Only asked for at doors for both directions")
    shown_offline: ShownVerdict | None = Field(
        None, description="What the guard's phone showed while it had no network"
    )
    person: Annotated[ByCode | ByDocument | ByTyping | BySeal, Field(discriminator="way")]


class RegisteredEntry(Struct, frozen=True, tag_field="result", tag="visit"):
    """The visit is stored, durably; the live feed brings the same one under the same `key`."""

    server_time: datetime
    visit: GuardVisit
    repeated: Annotated[bool, Meta(description="A retry, or the same person at this door within 60 s")]
    offline_pass_of: Annotated[
        datetime | None, Meta(description="When the pass was made that a phone without a network showed")
    ] = None
    conflict: Disagrees = None


class RefusedEntry(Struct, frozen=True, tag_field="result", tag="refused"):
    """Nothing is stored: why, and the way out. `code` is stable."""

    code: str
    title: Words
    way_out: Words
    server_time: datetime
    conflict: Disagrees = None


EntryAnswer = RegisteredEntry | RefusedEntry


def refused_entry(refusal: Refusal, now: datetime, conflict: Conflict | None = None) -> RefusedEntry:
    """Return the answer of somebody who could not be registered this way."""
    return RefusedEntry(refusal.code, words_of(refusal.title), words_of(refusal.way_out), now, word_of(conflict))


def word_of(conflict: Conflict | None) -> ConflictWord | None:
    """Return a conflict as it goes over the wire."""
    return None if conflict is None else conflict.value
