"""What the routes of health take and answer."""

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from venuecode.health.model import KnownPerson, Status
from venuecode.health.reasons import STATUS_REASONS, WORDS, Reason
from venuecode.health.rules import colour_at
from venuecode.identity.people.documents import DocumentType
from venuecode.kernel.text import Text

ColourWord = Literal["green", "grey", "yellow", "red"]
ResultWord = Literal["negative", "positive"]


class Pair(BaseModel):
    """One text in both languages."""

    zh: str
    en: str


class ReasonOut(BaseModel):
    """A reason a status may have, and the colour it usually carries."""

    code: str
    title: Pair
    advice: Pair
    colour: ColourWord


class Sent(BaseModel):
    """A body from a client; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class LookupIn(Sent):
    """Whom an officer looks for, and why; the reason goes on record for that person to read."""

    document_type: DocumentType
    document_number: str = Field(min_length=4, max_length=40)
    nationality: str | None = Field(None, description="For passports: ISO 3166 alpha-2")
    reason: str = Field(min_length=2, max_length=200)


class PersonOut(BaseModel):
    """A person as a health officer sees them; `colour` is the one in force now."""

    person_id: str
    masked_name: str
    division_code: str
    colour: ColourWord
    reason: Pair | None
    reason_code: str | None
    since: datetime | None
    until: datetime | None
    test_at: datetime | None
    test_result: ResultWord | None
    vaccinated_doses: int
    vaccinated_on: date | None
    updated_at: datetime | None


class TestIn(Sent):
    """A test result."""

    __test__ = False

    result: ResultWord
    sampled_at: AwareDatetime
    institution: str = Field(min_length=2, max_length=100)


class StatusIn(Sent):
    """A status; any colour but green needs a listed reason and an end."""

    colour: ColourWord
    reason: str | None = Field(None, description="Code of a listed reason")
    until: AwareDatetime | None = None
    evidence: str = Field(max_length=500)


class OwnStatus(BaseModel):
    """The caller's own status, with its reason, end and what to do."""

    colour: ColourWord
    reason: ReasonOut | None
    since: datetime | None
    until: datetime | None
    test_at: datetime | None
    test_result: ResultWord | None
    vaccinated_doses: int
    vaccinated_on: date | None
    updated_at: datetime | None = Field(description="When it was last brought up to date; null: nothing is known")
    server_time: datetime


class BadCell(BaseModel):
    """What is wrong with one cell."""

    column: str
    text: str


class BadRow(BaseModel):
    """A row that was not taken; row 1 is the heading."""

    row: int
    faults: list[BadCell]


class ImportOut(BaseModel):
    """How an import of tests went. Nothing of a bad row is stored; the good rows all are, or none."""

    id: str
    file_name: str
    state: Literal["done", "failed"]
    fault: str | None
    rows_total: int
    rows_done: int
    rows_good: int
    rows_bad: int
    bad_rows: list[BadRow]


def _pair(text: Text) -> Pair:
    return Pair(zh=text.zh, en=text.en)


def reason_out(reason: Reason) -> ReasonOut:
    """Return a reason as it is answered."""
    words = WORDS[reason]
    return ReasonOut.model_validate(
        {
            "code": words.code,
            "title": _pair(words.title),
            "advice": _pair(words.advice),
            "colour": words.colour.name.lower(),
        }
    )


def listed_reasons() -> list[ReasonOut]:
    """Return the reasons that a status may have."""
    return [reason_out(reason) for reason in sorted(STATUS_REASONS)]


def reason_of_code(code: str | None) -> Reason | None:
    """Return the listed reason of a code; None for none of that code."""
    return next((reason for reason in STATUS_REASONS if WORDS[reason].code == code), None)


def _facts(status: Status) -> dict[str, object]:
    return {
        "test_at": status.test_at,
        "test_result": None if status.test_result is None else status.test_result.name.lower(),
        "vaccinated_doses": status.vaccinated_doses,
        "vaccinated_on": status.vaccinated_on,
        "updated_at": status.updated_at,
    }


def person_out(person: KnownPerson, now: datetime) -> PersonOut:
    """Return a person with the colour in force at `now`."""
    colour, reason = colour_at(person.status, now)
    shown = reason is not None
    return PersonOut.model_validate(
        {
            "person_id": str(person.person_id),
            "masked_name": person.masked_name,
            "division_code": person.division_code,
            "colour": colour.name.lower(),
            "reason": _pair(WORDS[reason].title) if reason is not None else None,
            "reason_code": WORDS[reason].code if reason is not None else None,
            "since": person.status.since if shown else None,
            "until": person.status.until if shown else None,
            **_facts(person.status),
        }
    )


def own_status(status: Status, now: datetime) -> OwnStatus:
    """Return the caller's own status with the colour in force at `now`."""
    colour, reason = colour_at(status, now)
    shown = reason is not None
    return OwnStatus.model_validate(
        {
            "colour": colour.name.lower(),
            "reason": reason_out(reason) if reason is not None else None,
            "since": status.since if shown else None,
            "until": status.until if shown else None,
            "server_time": now,
            **_facts(status),
        }
    )
