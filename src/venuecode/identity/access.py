"""Who may call a route: the dependencies that stand in each route's signature."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from venuecode.identity.model import (
    CitizenSession,
    NotRegistered,
    OfficerSession,
    Role,
    SessionEnded,
    SessionExpired,
    SessionInvalid,
    SignedInSession,
)
from venuecode.identity.officers.service import Officers
from venuecode.identity.tokens import HolderKind, TokenBook, TokenClaims, TokenFault
from venuecode.infra.http import provided
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import DomainError, NotAllowed, NotSignedIn
from venuecode.kernel.ids import OfficerId, PersonId, SessionId

F = TypeVar("F", bound=Callable[..., Any])

REFUSALS: dict[TokenFault, type[DomainError]] = {
    TokenFault.MALFORMED: SessionInvalid,
    TokenFault.FORGED: SessionInvalid,
    TokenFault.EXPIRED: SessionExpired,
    TokenFault.ENDED: SessionEnded,
}
"""Token fault → the error a caller is told."""

_bearer = HTTPBearer(auto_error=False, description="Token of a citizen's or an officer's session")


def admits(who: str) -> Callable[[F], F]:
    """Mark a dependency as one that says who may call (tests/architecture/test_routes.py looks for it)."""

    def mark(function: F) -> F:
        function.admits = who  # type: ignore[attr-defined]
        return function

    return mark


async def claims_of(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    tokens: Annotated[TokenBook, Depends(provided(TokenBook))],
    clock: Annotated[Clock, Depends(provided(Clock))],
) -> TokenClaims:
    """Return what the caller's token says; raises the error for a missing or refused one."""
    if credentials is None:
        raise NotSignedIn
    claims = tokens.verify(credentials.credentials, clock.now().timestamp())
    if isinstance(claims, TokenFault):
        raise REFUSALS[claims]
    return claims


Claims = Annotated[TokenClaims, Depends(claims_of)]


@admits("citizen")
async def current_citizen(claims: Claims) -> CitizenSession:
    """Return the registered person who calls."""
    if claims.kind is HolderKind.NEWCOMER:
        raise NotRegistered
    if claims.kind is not HolderKind.CITIZEN:
        raise NotAllowed
    return CitizenSession(PersonId(claims.holder_id), SessionId(claims.session_id))


@admits("signed_in")
async def signed_in(claims: Claims) -> SignedInSession:
    """Return whoever proved a phone or an account, registered or not."""
    session = SessionId(claims.session_id)
    if claims.kind is HolderKind.CITIZEN:
        return SignedInSession(session, PersonId(claims.holder_id), None)
    if claims.kind is HolderKind.NEWCOMER:
        return SignedInSession(session, None, claims.holder_id)
    raise NotAllowed


Citizen = Annotated[CitizenSession, Depends(current_citizen)]
RegisteredCitizen = Citizen
SignedIn = Annotated[SignedInSession, Depends(signed_in)]


def officer(*roles: Role, first_password_will_do: bool = False) -> Callable[..., Awaitable[OfficerSession]]:
    """Return a dependency that admits officers of these roles; of any role when none is named.

    Only the routes of the own account admit somebody who has yet to change a temporary password.
    """

    @admits("officer:" + ",".join(roles or ("any",)))
    async def current_officer(
        claims: Claims, officers: Annotated[Officers, Depends(provided(Officers))]
    ) -> OfficerSession:
        if claims.kind is not HolderKind.OFFICER:
            raise NotAllowed
        session = await officers.at_work(
            OfficerId(claims.holder_id),
            SessionId(claims.session_id),
            first_password_will_do=first_password_will_do,
        )
        if roles and session.role not in roles:
            raise NotAllowed
        return session

    return current_officer


AnyOfficer = Annotated[OfficerSession, Depends(officer())]
OwnAccount = Annotated[OfficerSession, Depends(officer(first_password_will_do=True))]
