"""What a phone seals for the server alone: X25519, HKDF-SHA256 and AES-256-GCM. Whoever sealed it cannot open it again.

A box is `1 | ephemeral public key (32) | ciphertext and tag`. The purpose and both public keys go into the derivation;
the `place`, an id that the box belongs to, is associated data. Its twin is `clients/core/src/sealed-box.ts`.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from venuecode.kernel.encryption import NONCE, TAG, CannotOpen

VERSION = 1
_KEY = 32
_HEAD = 1 + _KEY
_PURPOSE = b"venuecode sealed entry 1"


class SealedBox:
    """Opens what was sealed for a deployment's public key."""

    def __init__(self, secret: bytes) -> None:
        self._private = X25519PrivateKey.from_private_bytes(secret)
        self.public = self._private.public_key().public_bytes_raw()
        """What phones seal with: 32 bytes."""

    def open(self, box: bytes, place: str) -> bytes:
        """Return what was sealed for `place`; raises `CannotOpen`."""
        if len(box) < _HEAD + TAG or box[0] != VERSION:
            raise CannotOpen
        ephemeral = box[1:_HEAD]
        try:
            shared = self._private.exchange(X25519PublicKey.from_public_bytes(ephemeral))
            made = HKDF(SHA256(), _KEY + NONCE, ephemeral + self.public, _PURPOSE).derive(shared)
            return AESGCM(made[:_KEY]).decrypt(made[_KEY:], box[_HEAD:], place.encode())
        except (InvalidTag, ValueError) as fault:
            raise CannotOpen from fault
