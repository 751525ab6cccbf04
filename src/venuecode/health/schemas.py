"""What the routes of health take and answer."""

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from venuecode.health.checks import ORDERED
from venuecode.health.model import Known, KnownPerson, Standing, Status, TestResult
from venuecode.health.policy.document import Badge, Policy
from venuecode.health.reasons import WORDS, Reason
from venuecode.health.rules import free_from
from venuecode.identity.people.documents import DocumentType
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour

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


class SourceOut(Pair):
    """Who said so: the stable word (`officer:DIVISION`, `lab:NAME`, `region:CODE`, `self`, `policy`) and its words."""

    code: str


class StandingOut(ReasonOut):
    """A reason that stands: the colour it gives now, whose word it is, from when until when."""

    source: SourceOut
    fact_id: str | None
    since: datetime
    until: datetime


class StepOut(BaseModel):
    """A stretch of time to come with one colour."""

    colour: ColourWord
    since: datetime
    until: datetime
    reasons: list[Pair]


class StatusOut(BaseModel):
    """What the policy makes of a person's facts now. `reason` is the first of `reasons`, the worst."""

    colour: ColourWord
    reason: ReasonOut | None
    reasons: list[StandingOut]
    since: datetime | None
    until: datetime | None = Field(description="When the colour ends; of green: when another begins")
    next_change: datetime | None = Field(description="When colour or reasons change next, if nothing new happens")
    green_from: datetime | None = Field(description="When the person is green again, if nothing new happens")
    steps: list[StepOut] = Field(description="The present and the coming stretches that are not green")
    test_at: datetime | None
    test_result: ResultWord | None
    test_badge: Badge | None = Field(description="The smallest window that the last negative test still lies in")
    vaccinated_doses: int
    vaccinated_on: date | None
    updated_at: datetime | None = Field(description="When it was last brought up to date; null: nothing is known")


class PersonOut(BaseModel):
    """A person as a health officer sees them; `colour` is the one in force now."""

    person_id: str
    masked_name: str
    division_code: str
    colour: ColourWord
    reason: Pair | None
    reason_code: str | None
    reasons: list[StandingOut]
    since: datetime | None
    until: datetime | None
    test_at: datetime | None
    test_result: ResultWord | None
    vaccinated_doses: int
    vaccinated_on: date | None
    updated_at: datetime | None
    proposals_open: int = Field(description="Orders about this person that wait for an approver")


class TestIn(Sent):
    """A test result."""

    __test__ = False

    result: ResultWord
    sampled_at: AwareDatetime
    institution: str = Field(min_length=2, max_length=100)


class OwnStatus(StatusOut):
    """The caller's own status: why, who said so, since, until, what to do, and what comes."""

    advice: Pair | None = Field(description="What to do now")
    server_time: datetime


def _pair(text: Text) -> Pair:
    return Pair(zh=text.zh, en=text.en)


def reason_out(reason: Reason, colour: Colour | None = None, policy: Policy | None = None) -> ReasonOut:
    """Return a reason as it is answered: with the colour it gives now, and the policy's advice if it has its own."""
    words = WORDS[reason]
    return ReasonOut.model_validate(
        {
            "code": words.code,
            "title": _pair(words.title),
            "advice": _pair(policy.advice(reason) if policy else words.advice),
            "colour": (words.colour if colour is None else colour).name.lower(),
        }
    )


def listed_reasons() -> list[ReasonOut]:
    """Return the reasons that an order may have."""
    return [reason_out(reason) for reason in sorted(ORDERED)]


def reason_of_code(code: str | None) -> Reason | None:
    """Return the reason of an order by its code; None for none of that code."""
    return next((reason for reason in ORDERED if WORDS[reason].code == code), None)


def standing_out(standing: Standing, known: Known) -> StandingOut:
    """Return a reason that stands, with whose word it is."""
    said = known.said[standing.source]
    return StandingOut(
        **reason_out(standing.reason, standing.colour, known.policy).model_dump(),
        source=SourceOut(code=standing.source, zh=said.zh, en=said.en),
        fact_id=None if standing.fact_id is None else str(standing.fact_id),
        since=standing.since,
        until=standing.until,
    )


def _facts(status: Status) -> dict[str, object]:
    return {
        "test_at": status.test_at,
        "test_result": None if status.test_result is None else status.test_result.name.lower(),
        "vaccinated_doses": status.vaccinated_doses,
        "vaccinated_on": status.vaccinated_on,
        "updated_at": status.updated_at,
    }


def person_out(person: KnownPerson) -> PersonOut:
    """Return a person with the colour in force."""
    outcome = person.known.outcome
    worst = outcome.reasons[0].reason if outcome.reasons else None
    return PersonOut.model_validate(
        {
            "person_id": str(person.person_id),
            "masked_name": person.masked_name,
            "division_code": person.division_code,
            "colour": outcome.colour.name.lower(),
            "reason": None if worst is None else _pair(WORDS[worst].title),
            "reason_code": None if worst is None else WORDS[worst].code,
            "reasons": [standing_out(standing, person.known) for standing in outcome.reasons],
            "since": outcome.since,
            "until": outcome.until if outcome.reasons else None,
            "proposals_open": person.proposals_open,
            **_facts(person.known.status),
        }
    )


def own_status(known: Known) -> OwnStatus:
    """Return what is known of a person as that person reads it."""
    status, outcome, policy, now = known.status, known.outcome, known.policy, known.now
    worst = outcome.reasons[0] if outcome.reasons else None
    negative = status.test_result is TestResult.NEGATIVE and status.test_at is not None
    return OwnStatus.model_validate(
        {
            "colour": outcome.colour.name.lower(),
            "reason": None if worst is None else reason_out(worst.reason, worst.colour, policy),
            "reasons": [standing_out(standing, known) for standing in outcome.reasons],
            "since": outcome.since,
            "until": outcome.until,
            "next_change": outcome.next_change,
            "green_from": free_from(outcome.steps, now),
            "steps": [
                {
                    "colour": step.colour.name.lower(),
                    "since": step.since,
                    "until": step.until,
                    "reasons": [_pair(WORDS[reason].title) for reason in step.reasons],
                }
                for step in outcome.steps
            ],
            "test_badge": policy.badge(status.test_at, now) if negative and status.test_at else None,
            "advice": None if worst is None else _pair(policy.advice(worst.reason)),
            "server_time": now,
            **_facts(status),
        }
    )
