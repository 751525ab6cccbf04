"""What citizens send and get over HTTP."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from venuecode.identity.codes.model import Sent
from venuecode.identity.people.documents import DocumentType
from venuecode.identity.people.forms import IdentityForm
from venuecode.identity.people.model import ConsentBy, PersonState, Relation
from venuecode.identity.sessions.model import Issued, Session

Typed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
SixDigits = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\d{6}$")]
DivisionTyped = Annotated[str, StringConstraints(pattern=r"^(\d{6}|\d{9})$")]
Channel = Literal["h5", "wechat", "alipay", "app", "console", "test"]


class Body(BaseModel):
    """A request's body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class PhoneIn(Body):
    phone: Typed = Field(description="Chinese mobile number, or any country's with + in front")


class CodeSent(BaseModel):
    """A code is on its way."""

    masked_phone: str
    expires_in: int = Field(description="Seconds the code is good")
    again_in: int = Field(description="Seconds until another can be asked for")
    demo_code: str | None = Field(None, description="The code itself; demo mode only")

    @classmethod
    def of(cls, sent: Sent) -> "CodeSent":
        return cls(
            masked_phone=sent.masked_phone,
            expires_in=sent.expires_in,
            again_in=sent.again_in,
            demo_code=sent.demo_code,
        )


class SignInIn(PhoneIn):
    code: SixDigits
    device: Annotated[str, StringConstraints(max_length=60)] = Field("", description="The device in words")
    channel: Channel = "h5"
    link: Annotated[str, StringConstraints(max_length=2048)] | None = Field(
        None, description="From POST /sign-in/channel: the account that is to lead to this person from now on"
    )


class TokenOut(BaseModel):
    """A session's token, to be sent as `Authorization: Bearer`."""

    token: str
    expires_at: datetime

    @classmethod
    def of(cls, issued: Issued) -> "TokenOut":
        return cls(token=issued.token, expires_at=issued.expires_at)


class SignedInOut(TokenOut):
    registered: bool = Field(description="Whether a registration (POST /api/v1/me) must follow")


class IdentityIn(Body):
    """Name and document."""

    name: Typed
    document_type: DocumentType
    document_number: Typed
    nationality: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = Field(
        None, description="ISO 3166 alpha-2; needed with a passport"
    )
    birth_date: date | None = Field(None, description="Where it does not stand in the number")

    def form(self) -> IdentityForm:
        return IdentityForm(self.name, self.document_type, self.document_number, self.nationality, self.birth_date)


class RegistrationIn(IdentityIn):
    division_code: DivisionTyped = Field(description="Home: a county or a street")
    privacy_version: Typed = Field(description="Version of the privacy notice that was agreed to")
    device: Annotated[str, StringConstraints(max_length=60)] = ""
    channel: Channel = "h5"


class RecoveryIn(IdentityIn):
    code: SixDigits
    device: Annotated[str, StringConstraints(max_length=60)] = ""
    channel: Channel = "h5"


class NameOut(BaseModel):
    """A code with its name in both languages."""

    code: str
    zh: str
    en: str


class RegistrationOptions(BaseModel):
    """What a registration form offers."""

    document_types: list[NameOut]
    nationalities: list[NameOut]
    relations: list[NameOut]
    privacy_version: str


class PersonOut(BaseModel):
    """The own account; masked, for the screen may be shown to others."""

    person_id: int
    masked_name: str
    document_type: DocumentType
    masked_document_number: str
    nationality: str
    birth_date: date | None
    masked_phone: str | None
    division_code: str
    division_name: NameOut
    state: PersonState
    registered_at: datetime


class Me(BaseModel):
    """Who is signed in; `person` is null until registration."""

    registered: bool
    masked_phone: str | None
    person: PersonOut | None
    privacy_version: str = Field(description="The version in force")
    privacy_agreed: bool = Field(description="Whether the caller agreed to that version")


class RegisteredOut(TokenOut):
    """The new account; the token replaces the one before."""

    me: Me


class MePatch(Body):
    division_code: DivisionTyped | None = None
    privacy_version: Typed | None = None


class PhoneChangeIn(PhoneIn):
    code: SixDigits


class SessionOut(BaseModel):
    """An open session."""

    id: int
    created_at: datetime
    expires_at: datetime
    device: str
    channel: str
    current: bool

    @classmethod
    def of(cls, session: Session, current: int) -> "SessionOut":
        return cls(
            id=session.id,
            created_at=session.created_at,
            expires_at=session.expires_at,
            device=session.device,
            channel=session.channel,
            current=session.id == current,
        )


class SessionList(BaseModel):
    items: list[SessionOut]


class LookPlace(BaseModel):
    """The door at which a guard looked."""

    venue: str
    door: str


class LookOut(BaseModel):
    """Somebody's look at the caller's data: an officer's with the reason given, or a guard's at a door."""

    at: datetime
    action: str
    what: NameOut = Field(description="The action in words")
    reason: str | None
    role: NameOut | None
    division: NameOut | None
    place: LookPlace | None = Field(None, description="Of a guard's look")


class LookList(BaseModel):
    items: list[LookOut]
    next: int | None = Field(None, description="`before` of the next page")


class HelpOut(BaseModel):
    """A request for an officer's help."""

    request_id: int


class RelativeOut(BaseModel):
    """A bound person."""

    person_id: int
    masked_name: str
    relation: Relation
    document_type: DocumentType
    has_own_phone: bool
    consent_by: ConsentBy
    since: datetime


class FamilyOut(BaseModel):
    """Whom the caller acts for (`wards`) and who acts for the caller (`guardians`)."""

    wards: list[RelativeOut]
    guardians: list[RelativeOut]
    most: int


class WardIn(IdentityIn):
    relation: Relation
    consent: bool = Field(description="The relative agrees, or the caller is the child's guardian")
    division_code: DivisionTyped | None = None


class RelativeByPhoneIn(PhoneChangeIn):
    relation: Relation


class BoundOut(BaseModel):
    """The relative who is bound now."""

    person_id: int
