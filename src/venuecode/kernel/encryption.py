"""Field encryption (AES-256-GCM or SM4-GCM) with a key ring, and keyed blind indexes for exact look-up.

A sealed field is `key id (1) | nonce (12) | ciphertext and tag`. The place where it is stored is bound in as
associated data, so that a field cannot be moved to another column or row kind unnoticed.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
TAG = 16


class Algorithm(StrEnum):
    """The ciphers a key may be for."""

    AES_256_GCM = "aes-256-gcm"
    SM4_GCM = "sm4-gcm"


class CannotOpen(Exception):
    """The sealed field was changed, moved, or its key is not in the ring."""


@dataclass(frozen=True, slots=True)
class FieldKey:
    """One key of the ring: `number` 0-255, 32 secret bytes (SM4 uses the first 16)."""

    number: int
    algorithm: Algorithm
    secret: bytes


class KeyRing:
    """Seals with the newest key, opens with any; keeps the blind-index key apart."""

    def __init__(self, keys: Mapping[int, FieldKey], *, current: int, index_secret: bytes) -> None:
        self._keys = dict(keys)
        self._current = self._keys[current]
        self._index_secret = index_secret

    @property
    def current(self) -> int:
        """Number of the key that seals."""
        return self._current.number

    @property
    def numbers(self) -> frozenset[int]:
        """Numbers of all keys of the ring."""
        return frozenset(self._keys)

    def seal(self, plain: str, place: str) -> bytes:
        """Encrypt `plain` for `place` (for example `person.name`)."""
        return self.seal_bytes(plain.encode(), place)

    def seal_bytes(self, plain: bytes, place: str) -> bytes:
        """Encrypt bytes for `place`."""
        key, nonce = self._current, os.urandom(NONCE)
        return bytes([key.number]) + nonce + _encrypt(key, nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """Decrypt what `seal` made for the same `place`; raises `CannotOpen`."""
        return self.open_bytes(sealed, place).decode()

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Decrypt what `seal_bytes` made for the same `place`; raises `CannotOpen`."""
        key = self._keys.get(sealed[0]) if sealed else None
        if key is None:
            raise CannotOpen
        try:
            return _decrypt(key, sealed[1 : 1 + NONCE], sealed[1 + NONCE :], place.encode())
        except InvalidTag as fault:
            raise CannotOpen from fault

    def blind_index(self, value: str, place: str) -> bytes:
        """Return 16 bytes that are equal for equal values of one place and say nothing else without the key."""
        return hmac.digest(self._index_secret, f"{place}\0{value}".encode(), hashlib.sha256)[:16]


def _encrypt(key: FieldKey, nonce: bytes, plain: bytes, place: bytes) -> bytes:
    if key.algorithm is Algorithm.AES_256_GCM:
        return AESGCM(key.secret).encrypt(nonce, plain, place)
    cipher = Cipher(algorithms.SM4(key.secret[:16]), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(place)
    return cipher.update(plain) + cipher.finalize() + cipher.tag


def _decrypt(key: FieldKey, nonce: bytes, sealed: bytes, place: bytes) -> bytes:
    if key.algorithm is Algorithm.AES_256_GCM:
        return AESGCM(key.secret).decrypt(nonce, sealed, place)
    if len(sealed) < TAG:
        raise CannotOpen
    cipher = Cipher(algorithms.SM4(key.secret[:16]), modes.GCM(nonce, sealed[-TAG:])).decryptor()
    cipher.authenticate_additional_data(place)
    return cipher.update(sealed[:-TAG]) + cipher.finalize()
