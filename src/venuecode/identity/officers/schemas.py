"""What officers send and get over HTTP."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from venuecode.identity.model import Role
from venuecode.identity.officers.model import OfficerState
from venuecode.identity.people.schemas import Body, DivisionTyped, NameOut, SixDigits, TokenOut, Typed

UserName = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z][A-Za-z0-9._-]{2,39}$")]
Password = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class PasswordIn(Body):
    user_name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    password: Password


class DemoCodeOut(BaseModel):
    """A TOTP code, and the seconds from the answer on between which it is taken."""

    code: str
    begins_in: int
    ends_in: int


class FirstStepOut(BaseModel):
    """The password is right; a TOTP code must follow with this ticket."""

    ticket: str
    enrol_secret: str | None = Field(None, description="To be typed into an authenticator, at the first sign-in")
    enrol_uri: str | None = Field(None, description="The same as an otpauth: address, to be shown as a QR code")
    demo_code: str | None = Field(None, description="The TOTP code that is taken now; demo mode only")
    demo_codes: list[DemoCodeOut] = Field([], description="This and the next ones, in order; demo mode only")


class SecondStepIn(Body):
    ticket: Annotated[str, StringConstraints(max_length=100)]
    code: SixDigits
    device: Annotated[str, StringConstraints(max_length=60)] = ""


class OfficerOut(BaseModel):
    """An officer's account."""

    id: int
    user_name: str
    display_name: str
    role: Role
    role_name: NameOut
    division_code: str
    division_name: NameOut
    state: OfficerState
    enrolled: bool = Field(description="Whether the second factor is set up")
    password_temporary: bool
    created_at: datetime


class OfficerSignedIn(TokenOut):
    officer: OfficerOut


class OfficerList(BaseModel):
    items: list[OfficerOut]
    next: int | None = Field(None, description="`after` of the next page")


class OfficerIn(Body):
    user_name: UserName
    display_name: Typed
    role: Role
    division_code: DivisionTyped


class OfficerPatch(Body):
    display_name: Typed | None = None
    role: Role | None = None
    division_code: DivisionTyped | None = None
    state: OfficerState | None = None


class OfficerCreated(BaseModel):
    """The new account and its temporary password, which is told this once."""

    officer: OfficerOut
    password: str


class PasswordReset(BaseModel):
    """A temporary password, which is told this once."""

    password: str


class PasswordChangeIn(Body):
    present: Password
    chosen: Password
