"""How a device signs a request: a strict profile of HTTP Message Signatures, RFC 9421 (ADR 0016). Pure.

Covered are the method, the path and the digest of the body (RFC 9530); created, nonce, keyid and alg are parameters
of the signature. The TypeScript twin lives in `clients/core`; both must pass `tests/vectors/device_signatures.json`.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LABEL = "device"
COVERED = '("@method" "@path" "content-digest")'
ALGORITHM = "ed25519"
NEW = "new"
"""The keyid of an enrolment, whose key stands in the body."""
KEY_BYTES = 32

_INPUT = re.compile(
    rf"{LABEL}=(?P<params>{re.escape(COVERED)}"
    r';created=(?P<created>\d{1,12});nonce="(?P<nonce>[A-Za-z0-9_-]{16,64})"'
    rf';keyid="(?P<keyid>[0-9a-z]{{1,20}})";alg="{ALGORITHM}")',
    re.ASCII,
)
_SIGNATURE = re.compile(rf"{LABEL}=:(?P<value>[A-Za-z0-9+/=]{{88}}):", re.ASCII)


@dataclass(frozen=True, slots=True)
class Signed:
    """What the headers of a request say, not believed yet. `created` in Unix seconds."""

    keyid: str
    created: int
    nonce: str
    params: str
    signature: bytes


def digest_of(body: bytes) -> str:
    """Return the value of `Content-Digest` for a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def signature_base(method: str, path: str, digest: str, params: str) -> bytes:
    """Return the bytes that are signed (RFC 9421 §2.5)."""
    lines = (
        f'"@method": {method.upper()}',
        f'"@path": {path}',
        f'"content-digest": {digest}',
        f'"@signature-params": {params}',
    )
    return "\n".join(lines).encode()


def sign(
    key: Ed25519PrivateKey, keyid: str, method: str, path: str, body: bytes, *, created: int, nonce: str
) -> dict[str, str]:
    """Return the three headers of a signed request."""
    digest = digest_of(body)
    params = f'{COVERED};created={created};nonce="{nonce}";keyid="{keyid}";alg="{ALGORITHM}"'
    signature = base64.b64encode(key.sign(signature_base(method, path, digest, params))).decode()
    return {
        "Content-Digest": digest,
        "Signature-Input": f"{LABEL}={params}",
        "Signature": f"{LABEL}=:{signature}:",
    }


def read(headers: Mapping[str, str]) -> Signed | None:
    """Return what the headers (lower-case names) say; None if they are not in the profile's one form."""
    given = _INPUT.fullmatch(headers.get("signature-input", ""))
    value = _SIGNATURE.fullmatch(headers.get("signature", ""))
    if given is None or value is None:
        return None
    try:
        signature = base64.b64decode(value["value"], validate=True)
    except binascii.Error:
        return None
    return Signed(given["keyid"], int(given["created"]), given["nonce"], given["params"], signature)


def fits(signed: Signed, public_key: bytes, method: str, path: str, body: bytes, digest: str) -> bool:
    """Whether digest and signature are right for this request under a raw Ed25519 key of 32 bytes."""
    if digest != digest_of(body):
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(public_key)
        key.verify(signed.signature, signature_base(method, path, digest, signed.params))
    except (InvalidSignature, ValueError):
        return False
    return True
