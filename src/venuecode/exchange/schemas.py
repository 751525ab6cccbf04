"""What systems send and get, in the vocabulary of GB/T 38963 and 38962."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

import segno
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from venuecode.exchange.model import CodeRequest, Verified
from venuecode.health.declarations.content import HealthContent, TravelContent
from venuecode.health.model import Known
from venuecode.health.schemas import OwnStatus, Pair, own_status
from venuecode.identity.people.documents import DocumentType
from venuecode.identity.people.model import Person
from venuecode.identity.people.schemas import Body
from venuecode.passes.model import IssuedCode, PersonRef, Shown

Purpose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=4, max_length=200),
    Field(description="Why; the person can read it"),
]
Reference = Annotated[str, Field(min_length=1, max_length=64, description="The sender's own reference")]


class WhoIn(Body):
    """Whose document it is."""

    document_type: DocumentType
    document_number: str = Field(min_length=4, max_length=40)
    nationality: str | None = Field(None, description="For passports: ISO 3166 alpha-2")


class HealthDeclarationIn(WhoIn):
    """A health declaration that a person made in the sender's system."""

    id: Reference
    declared_at: AwareDatetime
    content: HealthContent

    def record(self) -> dict[str, Any]:
        """Return it as a record of a push."""
        return {"kind": "health_declaration", **self.model_dump(mode="json")}


class TravelDeclarationIn(WhoIn):
    """A travel declaration that a person made in the sender's system."""

    id: Reference
    declared_at: AwareDatetime
    content: TravelContent

    def record(self) -> dict[str, Any]:
        """Return it as a record of a push."""
        return {"kind": "travel_declaration", **self.model_dump(mode="json")}


class Taken(BaseModel):
    """That a record was taken; whether anybody is registered with the document is not told."""

    id: str
    taken_at: datetime


class HealthQueryIn(WhoIn):
    """A health query."""

    purpose: Purpose


class HealthOut(BaseModel):
    """A person's health as the policy in force has it; the name masked."""

    masked_name: str
    status: OwnStatus

    @classmethod
    def of(cls, person: Person, known: Known) -> Self:
        """Return what a system reads of a person."""
        return cls(masked_name=person.masked_name, status=own_status(known))


class CodeRequestIn(WhoIn):
    """A request for a code, which the person asked for in the sender's system."""

    purpose: Purpose
    consent: Literal[True] = Field(description="The person asked for it; the sender answers for that")


class CodeRequestOut(BaseModel):
    """The request, by which codes are made until it ends."""

    request: UUID
    masked_name: str
    ends_at: datetime

    @classmethod
    def of(cls, person: Person, request: CodeRequest) -> Self:
        """Return a request to the system that made it."""
        return cls(request=request.id, masked_name=person.masked_name, ends_at=request.ends_at)


class CodeMakingIn(Body):
    """Which request a code is made by."""

    request: UUID


class CodeMadeOut(BaseModel):
    """A personal code, good for a minute."""

    code: str = Field(description="The text of the QR code")
    picture: str = Field(description="The QR code as SVG")
    issued_at: datetime
    valid_until: datetime
    refresh_at: datetime = Field(description="Make the next code then")
    masked_name: str
    status: OwnStatus

    @classmethod
    def of(cls, issued: IssuedCode) -> Self:
        """Return a code with its picture (ADR 0013: level M)."""
        picture = segno.make_qr(issued.text, error="m", boost_error=False).svg_inline(scale=4, border=4)
        return cls(
            code=issued.text,
            picture=picture,
            issued_at=issued.issued_at,
            valid_until=issued.valid_until,
            refresh_at=issued.refresh_at,
            masked_name=issued.person.masked_name,
            status=own_status(issued.known),
        )


class CodeVerificationIn(Body):
    """A code or card that a person shows."""

    code: str = Field(min_length=1, max_length=2000, description="The text of the QR code, or a card's typed code")
    purpose: Purpose


class FaultOut(BaseModel):
    """Why a code leads to nobody, and the way out."""

    code: str
    title: Pair
    way_out: Pair


class VerifiedOut(BaseModel):
    """What a shown code turned out to be. Not valid: `fault` says why, all else is null."""

    valid: bool
    shown: Shown | None = None
    valid_until: datetime | None = None
    masked_name: str | None = None
    status: OwnStatus | None = None
    fault: FaultOut | None = None

    @classmethod
    def of(cls, verified: Verified) -> Self:
        """Return the outcome."""
        ref = verified.ref
        if not isinstance(ref, PersonRef):
            title, way_out = ref.title, ref.way_out
            fault = FaultOut(
                code=ref.fault, title=Pair(zh=title.zh, en=title.en), way_out=Pair(zh=way_out.zh, en=way_out.en)
            )
            return cls(valid=False, fault=fault)
        assert verified.person is not None
        assert verified.known is not None
        return cls(
            valid=True,
            shown=ref.shown,
            valid_until=ref.valid_until,
            masked_name=verified.person.masked_name,
            status=own_status(verified.known),
        )


class CorrectionIn(Body):
    """The very record that was wrong, as it was pushed, and the right one if there is one (docs/push.md)."""

    wrong: dict[str, Any]
    right: dict[str, Any] | None = None
    why: str = Field(min_length=2, max_length=500)
