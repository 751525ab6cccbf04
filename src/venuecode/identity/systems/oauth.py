"""What a client sends to the token endpoint, read strictly by RFC 6749, and the errors it names. Pure.

Only client credentials (§4.4) are known. Descriptions of errors are ASCII, as §5.2 asks, for whoever writes the client.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, unquote_plus

from venuecode.identity.systems.model import Grant

FORM = "application/x-www-form-urlencoded"
REALM = "venuecode"
MOST_FIELDS = 20
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*", re.ASCII)
_READ = ("grant_type", "scope", "client_id", "client_secret")

Refusal = Literal["invalid_request", "invalid_client", "invalid_scope", "unsupported_grant_type"]


class OAuthFault(Exception):
    """The token request is refused with `error` (RFC 6749 §5.2)."""

    def __init__(self, error: Refusal, description: str) -> None:
        super().__init__(error)
        self.error: Refusal = error
        self.description = description

    @property
    def status(self) -> int:
        """401 for a client that is not who it says, else 400."""
        return 401 if self.error == "invalid_client" else 400


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A request for a token; `scopes` is none if the client asks for all that it may have."""

    client_id: str
    client_secret: str
    scopes: frozenset[str] | None


def read_token_request(content_type: str, body: bytes, authorization: str | None) -> TokenRequest:
    """Return what a client asks for and by which credentials; raises `OAuthFault`."""
    sent = _parameters(content_type, body)
    if "grant_type" not in sent:
        raise OAuthFault("invalid_request", "grant_type is missing")
    client_id, client_secret = _credentials(sent, authorization)
    if sent["grant_type"] != "client_credentials":
        raise OAuthFault("unsupported_grant_type", "Only client_credentials is supported")
    scope = sent.get("scope")
    if scope is not None and not _SCOPE.fullmatch(scope):
        raise OAuthFault("invalid_scope", "scope is not a list of words separated by single spaces")
    return TokenRequest(client_id, client_secret, None if scope is None else frozenset(scope.split(" ")))


def granted(asked: frozenset[str] | None, held: frozenset[Grant]) -> frozenset[Grant]:
    """Return the scopes of the token; raises `OAuthFault` for one that the client does not hold, or for none at all."""
    found = held if asked is None else frozenset(grant for grant in held if grant.value in asked)
    if asked is not None and len(found) < len(asked):
        raise OAuthFault("invalid_scope", "A scope is unknown or not given to this client")
    if not found:
        raise OAuthFault("invalid_scope", "No scope is given to this client")
    return found


def _parameters(content_type: str, body: bytes) -> dict[str, str]:
    """Return the parameters that are read; without a value is as if left out, twice is refused (RFC 6749 §3.2)."""
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise OAuthFault("invalid_request", f"The body must be {FORM}")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as fault:
        raise OAuthFault("invalid_request", "The body is not a form") from fault
    names = [name for name, _ in pairs]
    if any(names.count(name) > 1 for name in _READ):
        raise OAuthFault("invalid_request", "A parameter is repeated")
    return {name: value for name, value in pairs if name in _READ and value}


def _credentials(sent: dict[str, str], authorization: str | None) -> tuple[str, str]:
    if authorization is None:
        if "client_id" not in sent or "client_secret" not in sent:
            raise OAuthFault("invalid_client", "Client credentials are missing")
        return sent["client_id"], sent["client_secret"]
    if "client_secret" in sent:
        raise OAuthFault("invalid_request", "Send the credentials in one way only")
    client_id, client_secret = _basic(authorization)
    if sent.get("client_id", client_id) != client_id:
        raise OAuthFault("invalid_request", "client_id differs from that of the header")
    return client_id, client_secret


def _basic(authorization: str) -> tuple[str, str]:
    """Read HTTP Basic as §2.3.1 has it: both parts form-encoded before they are joined."""
    scheme, _, coded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise OAuthFault("invalid_client", "The Authorization header must be Basic")
    try:
        client_id, colon, secret = base64.b64decode(coded.strip(), validate=True).decode("ascii").partition(":")
    except (binascii.Error, ValueError) as fault:
        raise OAuthFault("invalid_client", "The Authorization header cannot be read") from fault
    if not colon or not client_id or not secret:
        raise OAuthFault("invalid_client", "Client credentials are missing")
    return unquote_plus(client_id), unquote_plus(secret)
