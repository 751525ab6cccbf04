"""The token endpoint (RFC 6749 §4.4); its answers are OAuth's own, not problem JSON."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from venuecode.identity.systems.issuing import Tokens
from venuecode.identity.systems.oauth import FORM, REALM, OAuthFault, read_token_request
from venuecode.infra.http import Address, Public, provided

router = APIRouter(prefix="/api/v1/oauth", tags=["systems"])
NEVER_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_PROPERTIES = ("grant_type", "scope", "client_id", "client_secret")


class TokenOut(BaseModel):
    """An access token (RFC 6749 §5.1)."""

    access_token: str
    token_type: str = Field("Bearer", description="Always Bearer")
    expires_in: int = Field(description="Seconds")
    scope: str = Field(description="What the token allows, separated by spaces")


class TokenRefused(BaseModel):
    """Why there is none (RFC 6749 §5.2)."""

    error: str
    error_description: str


@router.post(
    "/token",
    response_model=TokenOut,
    responses={400: {"model": TokenRefused}, 401: {"model": TokenRefused}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                FORM: {
                    "schema": {
                        "type": "object",
                        "required": ["grant_type"],
                        "properties": {name: {"type": "string"} for name in _PROPERTIES},
                    }
                }
            },
        }
    },
)
async def issue_token(
    _: Public, request: Request, tokens: Annotated[Tokens, Depends(provided(Tokens))], address: Address
) -> Response:
    """Give a system an access token for its key and secret, by HTTP Basic or in the form."""
    try:
        asked = read_token_request(
            request.headers.get("content-type", ""), await request.body(), request.headers.get("authorization")
        )
        issued = await tokens.issue(asked, address)
    except OAuthFault as fault:
        return _refused(fault)
    answer = TokenOut(
        access_token=issued.token,
        token_type="Bearer",  # noqa: S106 - the kind of token
        expires_in=int(issued.life.total_seconds()),
        scope=" ".join(sorted(issued.scopes)),
    )
    return Response(answer.model_dump_json(), headers=NEVER_KEPT, media_type="application/json")


def _refused(fault: OAuthFault) -> Response:
    body = msgspec.json.encode({"error": fault.error, "error_description": fault.description})
    headers = dict(NEVER_KEPT)
    if fault.status == 401:
        headers["WWW-Authenticate"] = f'Basic realm="{REALM}"'
    return Response(body, fault.status, headers, "application/json")
