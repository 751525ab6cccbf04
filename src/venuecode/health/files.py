"""A person's file as officers read it: all facts with who said so, and every change of the colour."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field

from venuecode.health.declarations.schemas import DeclaredOut
from venuecode.health.ledger.model import Change
from venuecode.health.model import FactKind, KnownPerson, NewFact, NewTest, NewVaccination, TestResult
from venuecode.health.reading import FactRead
from venuecode.health.reasons import WORDS, Reason
from venuecode.health.schemas import ColourWord, Pair, PersonOut, ResultWord, Sent, SourceOut, person_out
from venuecode.health.sources import source_words
from venuecode.identity.model import OfficerSession
from venuecode.identity.people.documents import DocumentType
from venuecode.kernel.verdict import Colour
from venuecode.regions.service import Divisions


class ReasonIn(Sent):
    """Why an officer looks; it goes on record for that person to read."""

    reason: str = Field(min_length=2, max_length=200)


class WithdrawalIn(Sent):
    """Why a fact is taken back, and what that rests on."""

    why: str = Field(min_length=2, max_length=500)
    evidence: str = Field("", max_length=500)


class TestSaid(Sent):
    """A test as it was brought."""

    __test__ = False

    kind: Literal["test"]
    sampled_at: AwareDatetime
    result: ResultWord
    institution: str = Field(min_length=1, max_length=200)


class DoseSaid(Sent):
    """A dose as it was brought."""

    kind: Literal["vaccination"]
    dose_no: int = Field(ge=1, le=20)
    given_on: date


class TakeBackIn(Sent):
    """A fact that the officer's department brought, by sheet or by hand, and why it is taken back."""

    document_type: DocumentType
    document_number: str = Field(min_length=1, max_length=40)
    nationality: str | None = Field(None, min_length=2, max_length=2, description="ISO 3166 alpha-2, for passports")
    fact: TestSaid | DoseSaid = Field(discriminator="kind")
    why: str = Field(min_length=2, max_length=500)

    def told(self) -> NewFact:
        """Return the fact, as far as it is told apart by."""
        if isinstance(self.fact, TestSaid):
            said = self.fact
            return NewTest(TestResult[said.result.upper()], said.sampled_at.astimezone(UTC), said.institution)
        return NewVaccination(self.fact.dose_no, self.fact.given_on, "", "")


class WithdrawnOut(BaseModel):
    """That a fact counts no longer."""

    why: str
    at: datetime
    source: SourceOut


class FactOut(BaseModel):
    """One fact. `result` of a test, `dose` of a vaccination, `reason` of an order."""

    id: str
    kind: Literal["test", "vaccination", "order", "declaration"]
    at: datetime = Field(description="Sampled, given, begun or declared")
    result: Literal["negative", "positive"] | None
    dose: int | None
    reason: Pair | None
    colour: ColourWord | None
    ends_at: datetime | None
    words: str = Field(description="Institution, product")
    declared: DeclaredOut | None = Field(description="Of a declaration: what it says")
    case_reference: str
    source: SourceOut
    evidence: str
    entered_at: datetime
    withdrawn: WithdrawnOut | None
    may_withdraw: bool


class ChangeOut(BaseModel):
    """A change of the colour."""

    id: str
    at: datetime
    before: ColourWord
    after: ColourWord
    reasons: list[Pair]
    since: datetime | None
    until: datetime | None
    cause: Literal["fact", "withdrawal", "policy", "time"]
    fact_id: str | None
    source: SourceOut
    policy_version: int


class FileOut(BaseModel):
    """All that is on file of a person."""

    person: PersonOut
    facts: list[FactOut]
    changes: list[ChangeOut]


def file_out(
    person: KnownPerson,
    facts: Sequence[FactRead],
    changes: Sequence[Change],
    caller: OfficerSession,
    divisions: Divisions,
) -> FileOut:
    """Return a person's file for an officer."""
    return FileOut(
        person=person_out(person),
        facts=[_fact(fact, caller, divisions) for fact in facts],
        changes=[_change(change, divisions) for change in changes],
    )


def _source(code: str, divisions: Divisions) -> SourceOut:
    said = source_words(code, divisions)
    return SourceOut(code=code, zh=said.zh, en=said.en)


def _reason(number: int) -> Pair:
    title = WORDS[Reason(number)].title
    return Pair(zh=title.zh, en=title.en)


def _fact(read: FactRead, caller: OfficerSession, divisions: Divisions) -> FactOut:
    fact = read.line
    withdrawn = None
    if fact.withdrawn_at is not None:
        said = _source(fact.withdrawn_source or "", divisions)
        withdrawn = WithdrawnOut(why=fact.why or "", at=fact.withdrawn_at, source=said)
    return FactOut.model_validate(
        {
            "id": str(fact.id),
            "kind": fact.kind.name.lower(),
            "at": fact.at,
            "result": TestResult(fact.number).name.lower() if fact.kind is FactKind.TEST else None,
            "dose": fact.number if fact.kind is FactKind.VACCINATION else None,
            "reason": _reason(fact.number) if fact.kind is FactKind.ORDER else None,
            "colour": None if fact.colour is None else Colour(fact.colour).name.lower(),
            "ends_at": fact.ends_at,
            "words": fact.words,
            "declared": None if read.declared is None else DeclaredOut.of(read.declared, divisions),
            "case_reference": fact.case_reference,
            "source": _source(fact.source, divisions),
            "evidence": fact.evidence,
            "entered_at": fact.entered_at,
            "withdrawn": withdrawn,
            "may_withdraw": withdrawn is None and caller.officer_id not in {fact.entered_by, fact.approved_by},
        }
    )


def _change(change: Change, divisions: Divisions) -> ChangeOut:
    return ChangeOut.model_validate(
        {
            "id": str(change.id),
            "at": change.at,
            "before": Colour(change.from_colour).name.lower(),
            "after": Colour(change.to_colour).name.lower(),
            "reasons": [_reason(reason) for reason in change.reasons],
            "since": change.since,
            "until": change.until,
            "cause": change.cause,
            "fact_id": None if change.fact_id is None else str(change.fact_id),
            "source": _source(change.source, divisions),
            "policy_version": change.policy_version,
        }
    )
