"""What devices send and are answered, version 1. Shapes only grow: a device ignores what it does not know."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from venuecode.identity.devices.model import DeviceKind
from venuecode.identity.people.documents import DocumentType
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour, DoorDirection
from venuecode.passes.schemas import PublishedKey
from venuecode.scanning.devices.model import DocumentRead, GuardCalled, NotTaken, Outcome, Reading, Visited
from venuecode.scanning.devices.rules import LightColour, LightPattern, Sound, TerminalVerdict, shown
from venuecode.scanning.entry_schemas import ConflictWord, word_of
from venuecode.scanning.model import LATE_FLAG
from venuecode.scanning.offline.model import ShownVerdict
from venuecode.scanning.schemas import COLOURS, ColourWord

MOST_READINGS = 100


class _Sent(BaseModel):
    """A body that a device sends: unknown fields are refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class DeviceWords(BaseModel):
    """One text in both languages."""

    zh: str
    en: str


def words(text: Text) -> DeviceWords:
    """Return a text as it goes over the wire."""
    return DeviceWords(zh=text.zh, en=text.en)


class DocumentIn(_Sent):
    """What a card reader gave."""

    type: DocumentType
    number: Annotated[str, Field(min_length=1, max_length=40)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    nationality: Annotated[str | None, Field(max_length=2, description="ISO 3166 alpha-2; for passports")] = None


class ReadingIn(_Sent):
    """One person at the terminal: a document or a code, one of the two."""

    id: Annotated[UUID, Field(description="Made once, when it was read; a retry has the same `id` and `at`")]
    at: Annotated[AwareDatetime, Field(description="When the person stood there; up to 7 days back")]
    direction: Annotated[Literal["in", "out"] | None, Field(description="Only at doors for both directions")] = None
    document: DocumentIn | None = None
    code: Annotated[str | None, Field(max_length=2048, description="Text of a personal code or a paper card")] = None
    shown_offline: ShownVerdict | None = Field(None, description="What the terminal showed while it had no network")

    def reading(self) -> Reading:
        """Return it for the service."""
        document = self.document
        read = DocumentRead(document.type, document.number, document.name, document.nationality) if document else None
        return Reading(self.id, self.at, self.direction, read, self.code, self.shown_offline)


class LightOut(BaseModel):
    """Each colour has a pattern of its own, so that colour is never the only sign."""

    colour: LightColour
    pattern: Annotated[
        LightPattern,
        Field(description="steady; slow: 1 a second; fast: 4 a second; double: two flashes and a pause; chase: round"),
    ]


class ReadingOut(BaseModel):
    """What the terminal shows and says now."""

    id: UUID
    result: Literal["visit", "guard_called", "not_taken"]
    verdict: TerminalVerdict
    light: LightOut
    sound: Sound
    voice: DeviceWords
    lines: list[DeviceWords]
    code: Annotated[str | None, Field(description="Why it was not taken or the guard was called; stable")]
    colour: ColourWord | None
    recorded_at: datetime | None
    late: Annotated[bool, Field(description="Sent well after `at`; decided as of `at`")]
    repeated: Annotated[bool, Field(description="A retry, or the same person within 60 s")]
    conflict: Annotated[
        ConflictWord | None,
        Field(description="What was shown without a network does not hold; `let_in` is an alert of the department now"),
    ] = None
    server_time: datetime


def reading_out(reading_id: UUID, outcome: Outcome, now: datetime) -> ReadingOut:
    """Return the answer to a reading."""
    seen = shown(outcome)
    answered = outcome.answered if isinstance(outcome, Visited) else None
    return ReadingOut(
        id=reading_id,
        result="visit" if answered else "guard_called" if isinstance(outcome, GuardCalled) else "not_taken",
        verdict=seen.verdict,
        light=LightOut(colour=seen.light, pattern=seen.pattern),
        sound=seen.sound,
        voice=words(seen.voice),
        lines=[words(line) for line in seen.lines],
        code=_code_of(outcome),
        colour=COLOURS[Colour(answered.visit.colour)] if answered else None,
        recorded_at=answered.recorded_at if answered else None,
        late=bool(answered and answered.visit.flags & LATE_FLAG),
        repeated=bool(answered and answered.repeated),
        conflict=word_of(outcome.conflict),
        server_time=now,
    )


def _code_of(outcome: Outcome) -> str | None:
    if isinstance(outcome, NotTaken):
        return outcome.refusal.code
    return outcome.reason.value if isinstance(outcome, GuardCalled) else None


class BatchIn(_Sent):
    """Readings taken without a network, oldest first."""

    items: Annotated[list[ReadingIn], Field(min_length=1, max_length=MOST_READINGS)]


class RecordOut(BaseModel):
    """What became of one reading of a batch: an answer, or a problem.

    `stored` and `refused` are final and leave the device's queue; `again` stays, with all that follow.
    """

    id: UUID
    state: Literal["stored", "refused", "again"]
    answer: ReadingOut | None = None
    problem: Annotated[str | None, Field(description="Stable code of the error")] = None


class BatchOut(BaseModel):
    """One record a reading, in the same order."""

    items: list[RecordOut]
    server_time: datetime


class HeartbeatIn(_Sent):
    """What a device says of itself, every 30 s."""

    software_version: Annotated[str, Field(max_length=40)] = ""
    waiting: Annotated[int, Field(ge=0, le=10_000_000, description="Records still to send")] = 0


class DeviceDoor(BaseModel):
    """The door of the device."""

    id: int
    name: str
    direction: DoorDirection
    plate: str | None
    route: str | None
    venue_name: str
    venue_short_name: str
    url: str
    rotating_only: bool
    closed: Annotated[DeviceWords | None, Field(description="Why the door takes nobody now")]


class Rotation(BaseModel):
    """For displays: show `url?p=proofs[i]` while `floor(server time / step_seconds)` is `first_step + i`."""

    step_seconds: int
    first_step: int
    proofs: list[str]


class CodeKeyOut(BaseModel):
    """Opens the sealed status of personal codes issued in `[issued_from, issued_until)`; never shown, never logged."""

    secret: Annotated[str, Field(description="16 bytes, Base64")]
    issued_from: datetime
    issued_until: datetime


class RevocationsIn(_Sent):
    """What a terminal has already: `as_of` of the last answer, nothing at first."""

    since: Annotated[AwareDatetime | None, Field(ge=datetime(2020, 1, 1, tzinfo=UTC))] = None


class RevocationsOut(BaseModel):
    """Paper cards revoked since. Add them to those known; one may come twice."""

    marks: Annotated[list[str], Field(description="First 8 bytes of SHA-256 of the card's 17 symbols, in hex")]
    as_of: Annotated[datetime, Field(description="`since` of the next question")]


class Limits(BaseModel):
    """What the server takes."""

    batch: int = MOST_READINGS
    back_seconds: int
    ahead_seconds: int
    heartbeat_seconds: int = 30


class HeartbeatOut(BaseModel):
    """A device's configuration. A device works on with the last one while the server is away."""

    server_time: datetime
    device_id: str
    kind: DeviceKind
    name: str
    door: DeviceDoor
    demand_test_hours: int | None
    rotation: Rotation | None
    keys: Annotated[list[PublishedKey], Field(description="For terminals: by which personal codes are verified")]
    code_keys: list[CodeKeyOut]
    limits: Limits
