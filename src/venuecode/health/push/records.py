"""A record of a push: its form, and the fact it becomes. Pure. The page for its makers is docs/push.md."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct
from pydantic import ValidationError

from venuecode.health.declarations.content import Content, HealthContent, TravelContent, Unfit
from venuecode.health.model import (
    Fault,
    NewDeclaration,
    NewFact,
    NewOrder,
    NewTest,
    NewVaccination,
    TestResult,
)
from venuecode.health.reasons import Reason
from venuecode.identity.people.documents import Document, DocumentFault, DocumentType, read_document
from venuecode.identity.systems.model import Grant
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour

Reference = Annotated[str, Meta(min_length=1, max_length=64)]
Words = Annotated[str, Meta(min_length=1, max_length=200)]
Optional = Annotated[str, Meta(max_length=200)]
Number = Annotated[str, Meta(min_length=1, max_length=40)]
Moment = Annotated[datetime, Meta(tz=True)]
WRONG = Text("格式不正确", "Not in the right form")
NOT_GRANTED = Text("该系统没有推送此类信息的授权", "This system has no grant for this kind of record")


class Record(Struct, forbid_unknown_fields=True, tag_field="kind"):
    """What every record has: the sender's own reference, and a document."""

    id: Reference
    document_type: DocumentType
    document_number: Number


class TestRecord(Record, tag="test", kw_only=True):
    """A test result."""

    __test__ = False

    result: Literal["negative", "positive"]
    sampled_at: Moment
    institution: Words
    resulted_at: Moment | None = None
    nationality: str | None = None
    evidence: Optional = ""


class VaccinationRecord(Record, tag="vaccination", kw_only=True):
    """A dose."""

    dose_no: Annotated[int, Meta(ge=1, le=20)]
    given_on: date
    product: Words
    institution: Words
    nationality: str | None = None
    evidence: Optional = ""


class OrderRecord(Record, tag="order", kw_only=True):
    """A request of another region, or the status that another province gave."""

    reason: Literal["region_request", "other_province"]
    starts_at: Moment
    ends_at: Moment
    evidence: Words
    colour: Literal["grey", "yellow", "red"] | None = None
    case_reference: Optional = ""
    nationality: str | None = None


class DeclarationRecord(Record, kw_only=True):
    """What a person declared in the sender's system; `content` is that of GET /me/declarations."""

    declared_at: Moment
    content: dict[str, Any]
    nationality: str | None = None


class HealthRecord(DeclarationRecord, tag="health_declaration"):
    """Symptoms and contacts."""


class TravelRecord(DeclarationRecord, tag="travel_declaration"):
    """Stays of the last 14 days."""


AnyRecord = TestRecord | VaccinationRecord | OrderRecord | HealthRecord | TravelRecord
MakeFact = Callable[[Content, datetime], NewDeclaration]
"""Makes the fact of a declaration, or raises `Unfit`: places and countries must exist."""
GRANTS: dict[type[Record], Grant] = {
    TestRecord: Grant.PUSH_TESTS,
    VaccinationRecord: Grant.PUSH_VACCINATIONS,
    OrderRecord: Grant.PUSH_ORDERS,
    HealthRecord: Grant.PUSH_DECLARATIONS,
    TravelRecord: Grant.PUSH_DECLARATIONS,
}


class Unreadable(Exception):
    """A record cannot be read; `fault` says where and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def read_record(raw: Any, grants: frozenset[Grant], today: date, declared: MakeFact) -> tuple[Document, NewFact]:
    """Return a record's document and fact; raises `Unreadable`. `today` is the date in Shanghai."""
    try:
        record: AnyRecord = msgspec.convert(raw, AnyRecord)
    except msgspec.ValidationError as fault:
        raise Unreadable(Fault("push.record_invalid", _path(str(fault)), WRONG)) from fault
    if GRANTS[type(record)] not in grants:
        raise Unreadable(Fault("push.not_granted", "kind", NOT_GRANTED))
    try:
        document = read_document(record.document_type, record.document_number, today, nationality=record.nationality)
    except DocumentFault as fault:
        raise Unreadable(Fault("push.document_invalid", fault.field, fault.text)) from fault
    return document, _declared(record, declared) if isinstance(record, DeclarationRecord) else _fact(record)


def reference_of(raw: Any) -> str | None:
    """Return the sender's own reference of a record, however wrong the rest is."""
    said = raw.get("id") if isinstance(raw, dict) else None
    return said[:64] if isinstance(said, str) else None


def _declared(record: DeclarationRecord, declared: MakeFact) -> NewDeclaration:
    form = HealthContent if isinstance(record, HealthRecord) else TravelContent
    try:
        return declared(form.model_validate(record.content), record.declared_at.astimezone(UTC))
    except ValidationError as fault:
        path = ".".join(map(str, ("content", *fault.errors()[0]["loc"])))
        raise Unreadable(Fault("push.record_invalid", path, WRONG)) from fault
    except Unfit as unfit:
        raise Unreadable(Fault("push.record_invalid", f"content.{unfit.field}", unfit.text)) from unfit


def _fact(record: TestRecord | VaccinationRecord | OrderRecord) -> NewFact:
    if isinstance(record, TestRecord):
        return NewTest(
            TestResult[record.result.upper()],
            record.sampled_at.astimezone(UTC),
            record.institution,
            record.resulted_at.astimezone(UTC) if record.resulted_at else None,
            record.evidence,
        )
    if isinstance(record, VaccinationRecord):
        return NewVaccination(record.dose_no, record.given_on, record.product, record.institution, record.evidence)
    return NewOrder(
        Reason[record.reason.upper()],
        record.starts_at.astimezone(UTC),
        record.ends_at.astimezone(UTC),
        record.evidence,
        Colour[record.colour.upper()] if record.colour else None,
        record.case_reference,
    )


def _path(words: str) -> str:
    """Return the field that msgspec's words end with: "… - at `$.sampled_at`"."""
    _, _, path = words.rpartition(" - at `$")
    return path.strip("`.") if path else "record"
