"""Ed25519 keys that sign what others verify without asking us, and when each of them signs. No I/O, no clock.

A key is published before it signs and stays published until nothing that it signed can be valid any more, so a verifier
that fetched the list within that time never meets a key it does not know (docs/passes.md).
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE = 64
MOST_NUMBER = 255


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What a verifier holds of a key: it may have signed from `signs_from` to `signs_until` (None: open)."""

    number: int
    key: Ed25519PublicKey
    signs_from: datetime | None
    signs_until: datetime | None

    def signs_at(self, moment: datetime) -> bool:
        """Whether the key was in use at `moment`."""
        return (self.signs_from is None or self.signs_from <= moment) and (
            self.signs_until is None or moment < self.signs_until
        )


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key of the set: `number` 1-255, 32 secret bytes, and its time."""

    number: int
    secret: bytes = field(repr=False)
    signs_from: datetime | None
    signs_until: datetime | None

    @property
    def private(self) -> Ed25519PrivateKey:
        """The key as the library takes it."""
        return Ed25519PrivateKey.from_private_bytes(self.secret)

    @property
    def public(self) -> PublicKey:
        """The half that may be published."""
        return PublicKey(self.number, self.private.public_key(), self.signs_from, self.signs_until)


class SigningKeys:
    """The deployment's signing keys, oldest first."""

    def __init__(self, keys: Iterable[SigningKey]) -> None:
        self._keys = tuple(keys)
        self._private = {key.number: key.private for key in self._keys}
        self._public = {key.number: key.public for key in self._keys}

    def current(self, now: datetime) -> int:
        """Return the number of the key that signs at `now`: the newest whose time has come."""
        return next(key.number for key in reversed(self._keys) if key.signs_from is None or key.signs_from <= now)

    def sign(self, number: int, message: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        return self._private[number].sign(message)

    def public(self) -> dict[int, PublicKey]:
        """Return every key of the set, by number."""
        return self._public

    def published(self, now: datetime, longest: timedelta) -> list[PublicKey]:
        """Return the keys to publish: those to come, the one in use, and old ones by which something may be valid.

        `longest` is how long the longest-lived thing that is signed is valid.
        """
        return [key for key in self._public.values() if key.signs_until is None or now < key.signs_until + longest]


def raw_public(key: PublicKey) -> str:
    """Return the 32 public bytes as base64url without padding (RFC 8037)."""
    return base64.urlsafe_b64encode(key.key.public_bytes_raw()).rstrip(b"=").decode()
