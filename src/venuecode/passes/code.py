"""The personal code: how it is written, checked and opened (ADR 0013). Pure; the TypeScript twin is in `clients/core`.

    VC1: + Base45( key 1 | life 1 | issued 4 | reference 16 | sealed 14 | signature 64 )      100 bytes, 154 characters

Numbers are big-endian, times Unix seconds. `key` is the number of the signing key, `life` 0 for a personal code (60 s)
and otherwise the hours of a pass. The signature is Ed25519 over `VC1:` and all before it: whoever holds the published
keys can check it. `reference` says who it is, to the server alone. `sealed` says colour and last test, to enrolled
devices: XORed with one AES-128 block of the day's code key over `reference`, which never comes twice.

Both must pass `tests/vectors/personal_codes.json`.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from venuecode.kernel.signing_keys import SIGNATURE, PublicKey, SigningKeys
from venuecode.kernel.verdict import Colour
from venuecode.passes import base45

PREFIX = "VC1:"
LIFE = timedelta(seconds=60)
CLOCKS_DIFFER = timedelta(seconds=30)
"""How far a verifier's clock may lag behind the server's before a code looks as if it came from the future."""
LONGEST_PASS_HOURS = 72

_BODY = struct.Struct(">BBI16s14s")
_WHO = struct.Struct(">QI4s")
_STATUS = struct.Struct(">BBIII")
_LENGTH = _BODY.size + SIGNATURE
NONCE = 4


class CodeFault(StrEnum):
    """Why a text is no personal code that may be trusted now. Each has its own words (words.py)."""

    FOREIGN = "foreign"
    TRUNCATED = "truncated"
    UNKNOWN_KEY = "unknown_key"
    TAMPERED = "tampered"
    AHEAD = "ahead"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SignedCode:
    """A code whose signature is right and whose time is now."""

    key: int
    life_hours: int
    issued_at: datetime
    reference: bytes
    sealed: bytes

    @property
    def is_pass(self) -> bool:
        """Whether it is the pass that a phone keeps for times without a network."""
        return self.life_hours > 0

    @property
    def valid_until(self) -> datetime:
        """The moment from which on it is refused."""
        return self.issued_at + (timedelta(hours=self.life_hours) if self.is_pass else LIFE)


@dataclass(frozen=True, slots=True)
class ShownStatus:
    """What an enrolled device reads of a person without a network. Times UTC, whole seconds.

    `until` is when the status changes by itself. `reason` is the number of a listed reason; 0 for none.
    """

    colour: Colour
    reason: int
    as_of: datetime | None
    until: datetime | None
    test_positive: bool | None
    test_at: datetime | None
    doses: int


def write(keys: SigningKeys, *, issued_at: datetime, life_hours: int, reference: bytes, sealed: bytes) -> str:
    """Return the text of a code, signed with the key in use at `issued_at`; `life_hours` 0-72."""
    key = keys.current(issued_at)
    body = _BODY.pack(key, life_hours, _seconds(issued_at), reference, sealed)
    return PREFIX + base45.encode(body + keys.sign(key, PREFIX.encode() + body))


def claims_to_be_a_pass(text: str) -> bool:
    """Whether a text that was refused says of itself that it is a pass; for the words of the refusal only."""
    raw = base45.decode(text[len(PREFIX) :])
    return raw is not None and len(raw) > 1 and raw[1] > 0


def check(text: str, keys: Mapping[int, PublicKey], now: datetime) -> SignedCode | CodeFault:
    """Return the code if it is signed by a published key and valid at `now`, or why not."""
    code = signed(text, keys)
    if not isinstance(code, SignedCode):
        return code
    if code.issued_at > now + CLOCKS_DIFFER:
        return CodeFault.AHEAD
    return CodeFault.EXPIRED if now >= code.valid_until else code


def signed(text: str, keys: Mapping[int, PublicKey]) -> SignedCode | CodeFault:
    """Return the code if it is signed by a published key, whenever it is valid, or why not."""
    if not text.startswith(PREFIX):
        return CodeFault.FOREIGN
    raw = base45.decode(text[len(PREFIX) :])
    if raw is None or len(raw) != _LENGTH:
        return CodeFault.TRUNCATED
    body, signature = raw[: _BODY.size], raw[_BODY.size :]
    number, hours, issued, reference, sealed = _BODY.unpack(body)
    code = SignedCode(number, hours, datetime.fromtimestamp(issued, UTC), reference, sealed)
    key = keys.get(number)
    if key is None or not key.signs_at(code.issued_at):
        return CodeFault.UNKNOWN_KEY
    if not _signed(key, body, signature):
        return CodeFault.TAMPERED
    return code


def _signed(key: PublicKey, body: bytes, signature: bytes) -> bool:
    try:
        key.key.verify(signature, PREFIX.encode() + body)
    except InvalidSignature:
        return False
    return True


def refer(secret: bytes, person_id: int, issued_at: datetime, nonce: bytes) -> bytes:
    """Return the 16 bytes by which the server alone knows the person; `secret` 16 bytes, `nonce` 4 random ones."""
    return _block(secret, _WHO.pack(person_id, _seconds(issued_at), nonce))


def person_of(secret: bytes, code: SignedCode) -> int | None:
    """Return the person's id; None if the reference was not made with this secret for this code."""
    opener = Cipher(algorithms.AES(secret), modes.ECB()).decryptor()  # noqa: S305 - one block, used as a permutation
    person_id, issued, _ = _WHO.unpack(opener.update(code.reference) + opener.finalize())
    return int(person_id) if issued == _seconds(code.issued_at) else None


def seal(code_key: bytes, reference: bytes, status: ShownStatus) -> bytes:
    """Return 14 bytes that only holders of the day's code key (16 bytes) can read."""
    test = 0 if status.test_positive is None else 1 + status.test_positive
    flags = status.colour << 6 | test << 4 | min(status.doses, 3) << 2
    plain = _STATUS.pack(flags, status.reason, _seconds(status.as_of), _seconds(status.until), _seconds(status.test_at))
    return _masked(code_key, reference, plain)


def open_sealed(code_key: bytes, code: SignedCode) -> ShownStatus:
    """Return what `seal` hid. With another day's key this is nonsense: ask for the key of `code.issued_at`."""
    flags, reason, as_of, until, test_at = _STATUS.unpack(_masked(code_key, code.reference, code.sealed))
    test = flags >> 4 & 3
    return ShownStatus(
        Colour(flags >> 6),
        reason,
        _moment(as_of),
        _moment(until),
        test == 2 if test else None,
        _moment(test_at),
        flags >> 2 & 3,
    )


def _masked(key: bytes, reference: bytes, content: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(content, _block(key, reference), strict=False))


def _block(key: bytes, plain: bytes) -> bytes:
    sealer = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - one block, used as a permutation
    return sealer.update(plain) + sealer.finalize()


def _seconds(moment: datetime | None) -> int:
    return 0 if moment is None else int(moment.timestamp())


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
