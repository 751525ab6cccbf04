"""Requests and answers of sign-in by accounts of channels."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from venuecode.identity.channels.model import Provider
from venuecode.identity.people.schemas import Body, Channel, NameOut, SignedInOut

AppId = Annotated[str, StringConstraints(pattern=r"^[\w-]{1,64}$")]


class ChannelSignInIn(Body):
    """What the channel gave the person's device."""

    provider: Provider
    app_id: AppId
    code: Annotated[str, StringConstraints(min_length=1, max_length=2048)]
    state: Annotated[str, StringConstraints(max_length=2048)] | None = Field(None, description="OpenID Connect only")
    device: Annotated[str, StringConstraints(max_length=60)] = ""
    channel: Channel = "h5"
    linking: bool = Field(
        False, description="For somebody who is signed in: no session is opened, whoever the account leads to"
    )


class ChannelSignInOut(BaseModel):
    """Either a session, or the token by which the account is linked once a phone is proved (POST /sign-in)."""

    session: SignedInOut | None
    link: str | None


class BegunOut(BaseModel):
    """Where to go; `state` must come back unchanged, and from the same browser."""

    url: str
    state: str


class OffersOut(BaseModel):
    """Providers of accounts that a web page may offer."""

    items: list[NameOut]


class LoginOut(BaseModel):
    """A way of coming in. A phone is changed, not unlinked."""

    provider: str
    app_id: str
    name: NameOut
    linked_at: datetime


class LoginsOut(BaseModel):
    items: list[LoginOut]
