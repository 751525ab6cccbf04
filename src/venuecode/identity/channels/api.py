"""Routes of sign-in by accounts of channels, and of the caller's own list of them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from venuecode.identity.access import Citizen
from venuecode.identity.channels.model import Provider
from venuecode.identity.channels.schemas import (
    AppId,
    BegunOut,
    ChannelSignInIn,
    ChannelSignInOut,
    LoginOut,
    LoginsOut,
    OffersOut,
)
from venuecode.identity.channels.service import Channels, Stranger
from venuecode.identity.people.schemas import SignedInOut
from venuecode.identity.people.sign_in import PHONE_LOGIN
from venuecode.identity.sessions.model import Origin
from venuecode.identity.shown import named
from venuecode.infra.http import Public, provided
from venuecode.kernel.text import Text

router = APIRouter(prefix="/api/v1", tags=["channels"])
Served = Annotated[Channels, Depends(provided(Channels))]
PHONE = Text("手机号", "Phone")


@router.get("/sign-in/providers")
async def providers(_: Public, channels: Served) -> OffersOut:
    """OpenID Connect providers by which people may sign in."""
    return OffersOut(items=[named(name, text) for name, text in channels.offers()])


@router.post("/sign-in/oidc/{app_id}")
async def begin_oidc(_: Public, app_id: Annotated[AppId, Path()], channels: Served) -> BegunOut:
    """Begin a sign-in by OpenID Connect: the provider's page, and the state to compare on the way back."""
    begun = await channels.begin(app_id)
    return BegunOut(url=begun.url, state=begun.state)


@router.post("/sign-in/channel")
async def sign_in_by_channel(_: Public, body: ChannelSignInIn, channels: Served) -> ChannelSignInOut:
    """Sign in with a channel's code. An account that leads to nobody is linked by proving a phone."""
    if body.linking:
        stranger = await channels.ask_for_link(body.provider, body.app_id, body.code, body.state)
        return ChannelSignInOut(session=None, link=stranger.link)
    origin = Origin(body.device, body.channel)
    done = await channels.sign_in(body.provider, body.app_id, body.code, body.state, origin)
    if isinstance(done, Stranger):
        return ChannelSignInOut(session=None, link=done.link)
    session = SignedInOut(token=done.issued.token, expires_at=done.issued.expires_at, registered=True)
    return ChannelSignInOut(session=session, link=None)


@router.get("/me/logins")
async def own_logins(caller: Citizen, channels: Served) -> LoginsOut:
    """The ways by which the caller comes in."""
    return LoginsOut(
        items=[
            LoginOut(
                provider=login.provider,
                app_id=login.app_id,
                name=named(
                    login.app_id,
                    PHONE if login.provider == PHONE_LOGIN else channels.name(login.provider, login.app_id),
                ),
                linked_at=login.linked_at,
            )
            for login in await channels.logins(caller)
        ]
    )


@router.delete("/me/logins/{provider}/{app_id}", status_code=204)
async def unlink(caller: Citizen, provider: Provider, app_id: Annotated[AppId, Path()], channels: Served) -> None:
    """Unlink an account; the person stays, and comes in by the phone or another account."""
    await channels.unlink(caller, provider, app_id)
