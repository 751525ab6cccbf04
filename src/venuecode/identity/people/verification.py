"""The port to a registry that knows whether a name and a document belong together, and its two adapters."""

import hashlib
import hmac
import secrets
import time
from typing import Protocol

import httpx
import msgspec

from venuecode.identity.people.documents import Document
from venuecode.identity.people.model import RegistryDown
from venuecode.identity.settings import IdentitySettings
from venuecode.infra.trust import system_trust

TRIES = 2


class IdentityVerifier(Protocol):
    """Confirms a name with a document; `name` says in the record by whom it was done."""

    name: str

    async def confirms(self, document: Document, name: str) -> bool:
        """Whether they belong together; raises `RegistryDown` when that cannot be known now."""
        ...


class FormatOnly:
    """No registry: what passed the checks of form is taken as it is."""

    name = "format"

    async def confirms(self, document: Document, name: str) -> bool:  # noqa: ARG002 - the port's signature
        return True


class HttpRegistry:
    """A registry behind HTTP: POSTs `{name, document_type, document_number, nationality}`, reads `{"match": bool}`.

    Signed like text messages are: `X-Signature` is hex HMAC-SHA256 of `timestamp newline nonce newline body`.
    """

    name = "registry"

    def __init__(self, settings: IdentitySettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        assert settings.registry_url is not None
        self._url = settings.registry_url
        self._secret = settings.registry_secret.get_secret_value().encode() if settings.registry_secret else b""
        self._timeout = settings.registry_timeout_seconds
        self._transport = transport
        self._trust = system_trust()

    async def confirms(self, document: Document, name: str) -> bool:
        body = msgspec.json.encode(
            {
                "name": name,
                "document_type": document.type.value,
                "document_number": document.number,
                "nationality": document.nationality,
            }
        )
        async with httpx.AsyncClient(timeout=self._timeout, verify=self._trust, transport=self._transport) as http:
            for _ in range(TRIES):
                try:
                    answer = await http.post(self._url, content=body, headers=self._signed(body))
                    if answer.is_success:
                        return bool(msgspec.json.decode(answer.content)["match"])
                except (httpx.TransportError, msgspec.DecodeError, KeyError, TypeError):
                    continue
        raise RegistryDown(retry_after=30)

    def _signed(self, body: bytes) -> dict[str, str]:
        stamp, nonce = str(int(time.time())), secrets.token_hex(16)
        signature = hmac.new(self._secret, f"{stamp}\n{nonce}\n".encode() + body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json",
            "X-Timestamp": stamp,
            "X-Nonce": nonce,
            "X-Signature": signature,
        }


def verifier(settings: IdentitySettings) -> IdentityVerifier:
    """Return the verifier that the settings ask for."""
    return HttpRegistry(settings) if settings.registry_url else FormatOnly()
