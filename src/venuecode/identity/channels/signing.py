"""RSA2 as Alipay writes it: SHA256withRSA, base64. Owns keys' formats and nothing of what is signed."""

import base64
import binascii
from collections.abc import Iterable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key


def private_key(text: str) -> RSAPrivateKey:
    """Read a key as Alipay's key tool writes it: base64 of PKCS#8 or PKCS#1, with or without PEM lines."""
    key = load_der_private_key(_der(text), None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("must be an RSA key")  # noqa: TRY004 - pydantic reports ValueErrors
    return key


def public_key(text: str) -> RSAPublicKey:
    """Read a public key: base64 of SubjectPublicKeyInfo, with or without PEM lines."""
    key = load_der_public_key(_der(text))
    if not isinstance(key, RSAPublicKey):
        raise ValueError("must be an RSA key")  # noqa: TRY004 - pydantic reports ValueErrors
    return key


def signed_text(params: Mapping[str, str]) -> str:
    """Return what is signed of a request: every filled parameter but `sign`, by name."""
    return "&".join(f"{name}={params[name]}" for name in sorted(params) if name != "sign" and params[name])


def sign(text: str, key: RSAPrivateKey) -> str:
    """Return the signature in base64."""
    return base64.b64encode(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


def is_signed(text: str, signature: str, keys: Iterable[RSAPublicKey]) -> bool:
    """Whether one of the keys made the signature: two are good while a key is being changed."""
    try:
        raw = base64.b64decode(signature, validate=True)
    except binascii.Error:
        return False
    for key in keys:
        try:
            key.verify(raw, text.encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            continue
        return True
    return False


def _der(text: str) -> bytes:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("-----")]
    try:
        return base64.b64decode("".join(lines), validate=True)
    except binascii.Error:
        raise ValueError("must be base64, with or without PEM lines") from None
