"""The signature of a request between machines: one text made of the request, HMAC-SHA256 over it (ADR 0024)."""

import hashlib
import hmac
from dataclasses import dataclass

VERSION = "VENUECODE1"
"""First line of the signed text; another version would be another text."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as it came, with what its signer says of it. `target` is path and query as on the wire."""

    key: str
    timestamp: int
    nonce: str
    signature: str
    method: str
    target: str
    body: bytes

    @property
    def text(self) -> bytes:
        """What is signed."""
        return signed_text(self.method, self.target, self.timestamp, self.nonce, self.body)


def signed_text(method: str, target: str, timestamp: int, nonce: str, body: bytes) -> bytes:
    """Return the six lines that are signed: version, method, target, Unix seconds, nonce, hex SHA-256 of the body."""
    digest = hashlib.sha256(body).hexdigest()
    return "\n".join((VERSION, method.upper(), target, str(timestamp), nonce, digest)).encode()


def hmac_signature(secret: str, text: bytes) -> str:
    """Return the hex HMAC-SHA256 of a text; the key is the secret's characters as they stand."""
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def is_signed_by(secret: str, request: SignedRequest) -> bool:
    """Whether the signature is that of the secret, compared without telling how much of it is right."""
    expected = hmac_signature(secret, request.text)
    return hmac.compare_digest(expected.encode(), request.signature.lower().encode())
