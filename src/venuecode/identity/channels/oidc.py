"""OpenID Connect (Core 1.0): the code flow with PKCE, state and nonce; only a signed token is believed."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import structlog
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import KeySet

from venuecode.identity.channels.model import (
    Account,
    AnswerForged,
    ChannelBusy,
    ChannelRefusesUs,
    CodeSpent,
    Provider,
)
from venuecode.identity.channels.outbound import Again, Outbound, json_of
from venuecode.identity.channels.settings import OidcClient
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import CannotOpen, KeyRing
from venuecode.kernel.text import Text

log = structlog.get_logger()
PLACE = "channel.oidc_state"
STATE_SECONDS = 600
ALGORITHMS = ["RS256", "PS256", "ES256"]
BUSY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the person goes to sign in, and the state that the way back must carry."""

    url: str
    state: str


class OidcSignIn:
    """Sign-in by one provider."""

    def __init__(
        self, name: str, client: OidcClient, public_url: str, ring: KeyRing, outbound: Outbound, clock: Clock
    ) -> None:
        self._key = name
        self._client = client
        self._back = f"{public_url}/signed-in/{name}"
        self._ring = ring
        self._outbound = outbound
        self._clock = clock
        self._found: dict[str, Any] | None = None
        self._keys: KeySet | None = None
        self.name = Text(client.name_zh, client.name_en)

    async def begin(self) -> Begun:
        """Return the provider's page. What must be known on the way back travels sealed in the state."""
        nonce, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        until = int(self._clock.now().timestamp()) + STATE_SECONDS
        kept = json.dumps([self._key, nonce, verifier, until])
        state = base64.urlsafe_b64encode(self._ring.seal(kept, PLACE)).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._back,
            "scope": self._client.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        found = await self._discovered()
        return Begun(f"{found['authorization_endpoint']}?{urlencode(query)}", state)

    async def account(self, code: str, state: str | None) -> Account:
        nonce, verifier = self._opened(state)
        found = await self._discovered()
        answer = await self._outbound.call(Provider.OIDC, lambda http: self._token(http, found, code, verifier))
        claims = await self._claims(str(answer["id_token"]), nonce)
        return Account(Provider.OIDC, self._key, (f"sub:{claims['sub']}",))

    def _opened(self, state: str | None) -> tuple[str, str]:
        try:
            name, nonce, verifier, until = json.loads(
                self._ring.open(base64.urlsafe_b64decode((state or "").encode()), PLACE)
            )
        except (CannotOpen, ValueError):
            raise CodeSpent from None
        if name != self._key or until < self._clock.now().timestamp():
            raise CodeSpent
        return nonce, verifier

    async def _discovered(self) -> dict[str, Any]:
        if self._found is None:
            address = f"{self._client.issuer_text}/.well-known/openid-configuration"
            found = await self._outbound.call(Provider.OIDC, lambda http: _get(http, address))
            if found.get("issuer", "").rstrip("/") != self._client.issuer_text:
                log.error("oidc_issuer_differs", provider=self._key)
                raise AnswerForged
            self._found = found
        return self._found

    async def _token(self, http: httpx.AsyncClient, found: dict[str, Any], code: str, verifier: str) -> dict[str, Any]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._back, "code_verifier": verifier}
        auth = (self._client.client_id, self._client.client_secret.get_secret_value())
        answer = await http.post(found["token_endpoint"], data=form, auth=auth)
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise ChannelBusy(retry_after=BUSY_SECONDS)
        body = json_of(answer)
        if body.get("error") == "invalid_grant":
            raise CodeSpent
        if "error" in body:
            log.error("oidc_refuses_us", provider=self._key, error=str(body["error"])[:40])
            raise ChannelRefusesUs
        if not isinstance(body["id_token"], str):
            raise TypeError
        return body

    async def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """Return the verified claims. A key that is not known yet may be new: its keys are read once more."""
        for fresh in (False, True):
            try:
                decoded = jwt.decode(token, await self._key_set(fresh=fresh), algorithms=ALGORITHMS)
            except (JoseError, ValueError):
                continue
            return self._checked(decoded.claims, nonce)
        log.error("oidc_token_forged", provider=self._key)
        raise AnswerForged

    def _checked(self, claims: dict[str, Any], nonce: str) -> dict[str, Any]:
        rules = jwt.JWTClaimsRegistry(
            now=lambda: int(self._clock.now().timestamp()),
            leeway=60,
            iss={"essential": True, "values": [self._client.issuer_text, str(self._client.issuer)]},
            aud={"essential": True, "value": self._client.client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
        )
        try:
            rules.validate(claims)
        except ExpiredTokenError:
            raise CodeSpent from None
        except JoseError:
            log.warning("oidc_claims_wrong", provider=self._key)
            raise AnswerForged from None
        return claims

    async def _key_set(self, *, fresh: bool) -> KeySet:
        if self._keys is None or fresh:
            address = (await self._discovered())["jwks_uri"]
            self._keys = KeySet.import_key_set(
                await self._outbound.call(Provider.OIDC, lambda http: _get(http, address))
            )
        return self._keys


async def _get(http: httpx.AsyncClient, address: str) -> dict[str, Any]:
    answer = await http.get(address)
    if answer.status_code != httpx.codes.OK:
        raise Again
    return json_of(answer)
