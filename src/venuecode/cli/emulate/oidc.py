"""A provider of OpenID Connect accounts: discovery, authorization code with PKCE, signed id tokens, keys that change.

Its sign-in page asks for any name and no password. `/emulator/rotate` changes the key, `/emulator/trouble` spoils the
next token (`forge`, `nonce`, `aud`, `exp`).
"""

import base64
import hashlib
import html
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from venuecode.cli.emulate.tickets import Tickets

Asked = dict[str, str]
_PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>统一身份认证（模拟）</title><h1>统一身份认证（模拟）</h1><form method="get" action="/authorize">{hidden}
<label>账号 Account <input name="user" required></label> <button>登录 Sign in</button></form></html>"""


class Oidc:
    """State of the stand-in: `clients` is client id → secret."""

    def __init__(self, clients: Mapping[str, str], now: Callable[[], float] = time.time) -> None:
        self.clients = dict(clients)
        self._now = now
        self._codes: Tickets[tuple[str, Asked]] = Tickets(now, 60.0)
        self._key = _key("1")
        self.spoil: list[str] = []

    async def discovery(self, request: Request) -> JSONResponse:
        base = str(request.base_url).rstrip("/")
        return JSONResponse(
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "jwks_uri": f"{base}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def jwks(self, _: Request) -> JSONResponse:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if asked.get("client_id") not in self.clients or asked.get("response_type") != "code":
            return HTMLResponse("unknown client", 400)
        user = asked.pop("user", "")
        if not user:
            hidden = "".join(
                f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
                for name, value in asked.items()
            )
            return HTMLResponse(_PAGE.format(hidden=hidden))
        back = {"code": self._codes.issue((user, asked)), "state": asked.get("state", "")}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 302)

    async def token(self, request: Request) -> JSONResponse:
        form = {name: str(value) for name, value in (await request.form()).items()}
        client = self._client(request.headers.get("authorization", ""))
        if client is None:
            return JSONResponse({"error": "invalid_client"}, 401)
        found, fault = self._codes.take(form.get("code", ""))
        if fault or found is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        user, asked = found
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if (asked["client_id"], asked["redirect_uri"], asked.get("code_challenge")) != (
            client,
            form.get("redirect_uri"),
            challenge,
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = self._id_token(str(request.base_url).rstrip("/"), client, user, asked.get("nonce", ""))
        return JSONResponse({"access_token": "unused", "token_type": "Bearer", "id_token": token})

    async def rotate(self, _: Request) -> JSONResponse:
        self._key = _new_key(str(int(self._key.kid or 0) + 1))
        return JSONResponse({})

    async def make_trouble(self, request: Request) -> JSONResponse:
        self.spoil.append((await request.json())["spoil"])
        return JSONResponse({})

    def _client(self, authorization: str) -> str | None:
        kind, _, given = authorization.partition(" ")
        if kind != "Basic":
            return None
        name, _, secret = base64.b64decode(given).decode().partition(":")
        return name if self.clients.get(name) == secret and secret else None

    def _id_token(self, issuer: str, client: str, user: str, nonce: str) -> str:
        now = int(self._now())
        claims: dict[str, Any] = {"iss": issuer, "aud": client, "iat": now, "exp": now + 300, "nonce": nonce}
        claims["sub"] = hashlib.sha256(f"{client} {user}".encode()).hexdigest()[:32]
        spoil = self.spoil.pop(0) if self.spoil else ""
        if spoil in claims:
            claims[spoil] = now - 3600 if spoil == "exp" else "other"
        key = _new_key(str(self._key.kid)) if spoil == "forge" else self._key
        return jwt.encode({"alg": "RS256", "kid": str(key.kid)}, claims, key)

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self.discovery),
            Route("/jwks", self.jwks),
            Route("/authorize", self.authorize),
            Route("/token", self.token, methods=["POST"]),
            Route("/emulator/rotate", self.rotate, methods=["POST"]),
            Route("/emulator/trouble", self.make_trouble, methods=["POST"]),
        ]


@cache
def _key(kid: str) -> RSAKey:
    return _new_key(kid)


def _new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


def application(clients: Mapping[str, str], now: Callable[[], float] = time.time) -> Starlette:
    """Return the stand-in for these clients."""
    return Starlette(routes=Oidc(clients, now).routes())
