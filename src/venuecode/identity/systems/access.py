"""The dependency that admits a system: `system(Grant.PUSH_TESTS, …)` in a route's signature."""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Header, Request

from venuecode.identity.access import admits
from venuecode.identity.systems.admission import Admission
from venuecode.identity.systems.model import Grant, NotGranted, SignatureMissing, SystemSession
from venuecode.identity.systems.oauth import REALM
from venuecode.identity.tokens import TokenBook, TokenClaims
from venuecode.infra.http import provided
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotAllowed
from venuecode.kernel.signing import SignedRequest

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
_SECONDS = re.compile(r"\d{1,12}", re.ASCII)
_Said = Annotated[str | None, Header(max_length=200)]


async def shown_proof(
    request: Request,
    x_key: _Said = None,
    x_timestamp: _Said = None,
    x_nonce: _Said = None,
    x_signature: _Said = None,
) -> SignedRequest | str:
    """Return the request with what its headers say of it, or its Bearer token; raises `SignatureMissing`."""
    complete = x_key and x_signature and _SECONDS.fullmatch(x_timestamp or "") and _NONCE.fullmatch(x_nonce or "")
    if not complete:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token:
            return token.strip()
        raise SignatureMissing(headers={"WWW-Authenticate": f'Bearer realm="{REALM}"'})
    assert x_key is not None
    assert x_timestamp is not None
    assert x_nonce is not None
    assert x_signature is not None
    body = await request.body()
    return SignedRequest(x_key, int(x_timestamp), x_nonce, x_signature, request.method, _target(request), body)


async def shown_system(
    proof: Annotated[SignedRequest | str, Depends(shown_proof)],
    admission: Annotated[Admission, Depends(provided(Admission))],
    tokens: Annotated[TokenBook, Depends(provided(TokenBook))],
    clock: Annotated[Clock, Depends(provided(Clock))],
) -> SystemSession:
    """Return whose request it is; raises what `Admission` raises, and `NotAllowed` for other sessions."""
    if isinstance(proof, SignedRequest):
        return await admission.signed(proof)
    if isinstance(tokens.verify(proof, clock.now().timestamp()), TokenClaims):
        raise NotAllowed
    return await admission.by_token(proof)


def _target(request: Request) -> str:
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    path = raw.partition(b"?")[0].decode("latin-1")
    query: bytes = request.scope["query_string"]
    return f"{path}?{query.decode('latin-1')}" if query else path


def system(*grants: Grant) -> Callable[..., Awaitable[SystemSession]]:
    """Return a dependency that admits systems that hold at least one of these grants; any system when none is named.

    A route that takes several kinds of facts asks the session for the grant of each record.
    """

    @admits("system:" + ",".join(grants or ("any",)))
    async def current_system(session: Annotated[SystemSession, Depends(shown_system)]) -> SystemSession:
        if grants and not session.grants.intersection(grants):
            raise NotGranted(headers=_insufficient(grants) if session.by_token else None)
        return session

    return current_system


def _insufficient(grants: tuple[Grant, ...]) -> dict[str, str]:
    """Return the header of RFC 6750 §3 that names the scopes of which one is needed."""
    return {"WWW-Authenticate": f'Bearer realm="{REALM}", error="insufficient_scope", scope="{" ".join(grants)}"'}


AnySystem = Annotated[SystemSession, Depends(system())]
