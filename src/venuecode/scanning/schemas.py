"""What a scan sends and what it is answered; msgspec at the edge, the same types make the OpenAPI document.

An enum's value is what goes over the wire. Texts come in both languages, so that a screen can switch without asking
again and an answer does not depend on headers.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from venuecode.health.model import TestResult
from venuecode.health.reasons import WORDS
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour, Direction, Method, Verdict
from venuecode.scanning.rules import MAX_COMPANIONS

DirectionWord = Literal["in", "out"]
VerdictWord = Literal["pass", "stop"]
ColourWord = Literal["green", "grey", "yellow", "red"]
MethodWord = Literal["self", "companion", "card", "personal_code", "document", "typed", "terminal"]
ResultWord = Literal["negative", "positive"]

DIRECTIONS: dict[Direction, DirectionWord] = {Direction.IN: "in", Direction.OUT: "out"}
VERDICTS: dict[Verdict, VerdictWord] = {Verdict.PASS: "pass", Verdict.STOP: "stop"}
COLOURS: dict[Colour, ColourWord] = {
    Colour.GREEN: "green",
    Colour.GREY: "grey",
    Colour.YELLOW: "yellow",
    Colour.RED: "red",
}
METHODS: dict[Method, MethodWord] = {
    Method.SELF: "self",
    Method.COMPANION: "companion",
    Method.CARD: "card",
    Method.PERSONAL_CODE: "personal_code",
    Method.DOCUMENT: "document",
    Method.TYPED: "typed",
    Method.TERMINAL: "terminal",
}
RESULTS: dict[TestResult, ResultWord] = {TestResult.NEGATIVE: "negative", TestResult.POSITIVE: "positive"}


class ScanRequest(Struct, frozen=True):
    """One scan. A retry sends the very same body: same `client_visit_id` and same `at`."""

    code: Annotated[str, Meta(min_length=1, max_length=2048, description="Poster URL, `q`, `qrCode` or typed code")]
    client_visit_id: Annotated[UUID, Meta(description="Made once, when the person scanned")]
    at: Annotated[datetime, Meta(tz=True, description="When the person stood at the door; up to 7 days back")]
    direction: Annotated[DirectionWord | None, Meta(description="Only asked for at doors for both directions")] = None
    companions: Annotated[
        tuple[Annotated[int, Meta(ge=1, le=2**53)], ...],
        Meta(max_length=MAX_COMPANIONS, description="Ids of bound relatives who come along"),
    ] = ()


class Words(Struct, frozen=True):
    """One text in both languages."""

    zh: str
    en: str


class StopReason(Struct, frozen=True):
    """Why somebody is stopped, and what to do now."""

    code: str
    title: Words
    advice: Words


class ScannedVenue(Struct, frozen=True):
    """The venue as the person sees it."""

    id: int
    name: str
    short_name: str
    venue_class: int
    type: str
    division_code: str


class ScannedDoor(Struct, frozen=True):
    """The door; for a vehicle its plate, route and run."""

    id: int
    name: str
    direction: Literal["in", "out", "both"]
    plate: str | None = None
    route: str | None = None
    run: str | None = None


class LastTest(Struct, frozen=True):
    """The last test known. `badge` is the smallest window it lies in; `age_minutes` is counted from sampling."""

    result: ResultWord
    sampled_at: datetime
    age_minutes: int
    badge: Literal["24h", "48h", "72h", "7d"] | None


class Vaccination(Struct, frozen=True):
    """Doses and the day of the last, as known now."""

    doses: int
    last_on: date | None


class ScannedPerson(Struct, frozen=True):
    """The verdict on one person: the one who scanned (`seq` 0) or a companion."""

    seq: int
    person_id: int
    name: Annotated[str, Meta(description="Masked")]
    verdict: VerdictWord
    colour: ColourWord
    reasons: list[StopReason]
    until: Annotated[datetime | None, Meta(description="When the status that stops the person ends by itself")]
    status_as_of: Annotated[datetime | None, Meta(description="When the status was last updated; null: nothing known")]
    test: LastTest | None
    vaccination: Vaccination | None
    visit_at: Annotated[datetime, Meta(description="`at` of the visit that answers; an earlier one if `repeated`")]
    repeated: Annotated[bool, Meta(description="A retry, or the same door and direction within 60 s")]


class VisitAnswer(Struct, frozen=True, tag_field="result", tag="visit"):
    """The scan is stored, durably, and this is the verdict. `verdict` and `colour` are the worst of `people`."""

    client_visit_id: UUID
    at: datetime
    recorded_at: Annotated[datetime, Meta(description="When the verdict was made; facts are as of then, or of `at`")]
    server_time: datetime
    late: Annotated[bool, Meta(description="Sent well after `at`; decided as of `at` on what is known now")]
    direction: DirectionWord
    verdict: VerdictWord
    colour: ColourWord
    venue: ScannedVenue
    door: ScannedDoor
    word: Annotated[Words, Meta(description="The door's word of this minute; the guard's screen shows the same")]
    word_until: datetime
    people: list[ScannedPerson]


RefusalCode = Literal[
    "code.mistyped",
    "code.unknown",
    "code.foreign",
    "code.not_venue_code",
    "code.revoked",
    "code.proof_missing",
    "code.proof_old",
    "door.closed",
    "venue.suspended",
    "venue.revoked",
    "direction.needed",
]


class RefusedAnswer(Struct, frozen=True, tag_field="result", tag="refused"):
    """The code leads to no open door, or the direction must be chosen. Nothing is stored."""

    code: RefusalCode
    title: Words
    way_out: Words
    server_time: datetime
    venue: ScannedVenue | UnsetType = UNSET
    door: ScannedDoor | UnsetType = UNSET


ScanAnswer = VisitAnswer | RefusedAnswer


def words_of(text: Text) -> Words:
    """Return a text as it goes over the wire."""
    return Words(text.zh, text.en)


REASON_ANSWERS = {
    reason: StopReason(words.code, words_of(words.title), words_of(words.advice)) for reason, words in WORDS.items()
}
GUARD_REASONS = {
    reason: StopReason(words.code, words_of(words.title), words_of(words.guard)) for reason, words in WORDS.items()
}
"""What the guard reads: the advice says what the guard does, not the person."""

request_decoder = msgspec.json.Decoder(ScanRequest)
answer_encoder = msgspec.json.Encoder()
