"""Signed JSON documents: JWS compact serialization with EdDSA (RFC 7515, RFC 8037), `kid` the signing key's number."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature

from venuecode.kernel.signing_keys import PublicKey, SigningKeys


def sign_document(keys: SigningKeys, kind: str, payload: bytes, issued_at: datetime) -> str:
    """Return the text of a signed document; `payload` is JSON, `kind` becomes the header's `typ`."""
    number = keys.current(issued_at)
    header = json.dumps({"alg": "EdDSA", "kid": str(number), "typ": kind}, separators=(",", ":"))
    message = f"{_encode(header.encode())}.{_encode(payload)}"
    return f"{message}.{_encode(keys.sign(number, message.encode()))}"


def open_document(text: str, keys: Mapping[int, PublicKey], kind: str) -> dict[str, Any] | None:
    """Return the payload of a document of that kind; None if it is not signed by one of `keys`."""
    message, _, signature = text.rpartition(".")
    header_text, _, payload = message.partition(".")
    try:
        header = json.loads(_decode(header_text))
        if header["alg"] != "EdDSA" or header["typ"] != kind:
            return None
        keys[int(header["kid"])].key.verify(_decode(signature), message.encode())
        document: dict[str, Any] = json.loads(_decode(payload))
    except (KeyError, ValueError, TypeError, binascii.Error, InvalidSignature):
        return None
    return document


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
