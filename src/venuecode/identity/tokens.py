"""Session tokens: compact, signed, checked locally in microseconds (ADR 0004). No I/O, no clock.

A token is base64url of `version 1 | kind 1 | key number 1 | holder 8 | session 8 | expires 4 | MAC 16`, big-endian;
the MAC is HMAC-SHA256 over all before it, cut to 128 bits. It holds no personal data.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum
from typing import NamedTuple

VERSION = 1
MAC = 16
_BODY = struct.Struct(">BBBQQI")
_LENGTH = (_BODY.size + MAC) * 4 // 3


class HolderKind(IntEnum):
    """Whose session it is."""

    CITIZEN = 1
    NEWCOMER = 2
    OFFICER = 3
    TICKET = 4
    """Not a session: an officer whose password was right and whose second factor is still to come."""


class TokenFault(StrEnum):
    """Why a token is refused."""

    MALFORMED = "malformed"
    FORGED = "forged"
    EXPIRED = "expired"
    ENDED = "ended"


class TokenClaims(NamedTuple):
    """What a good token says; `expires_at` in Unix seconds."""

    kind: HolderKind
    holder_id: int
    session_id: int
    expires_at: int


_KINDS = {kind.value: kind for kind in HolderKind}


class TokenBook:
    """Makes and checks tokens; knows the sessions that ended before their time."""

    def __init__(self, secrets: Mapping[int, bytes], current: int) -> None:
        """Take secrets by key number (1-255); `current` signs, all of them verify."""
        self._macs = {number: hmac.new(secret, digestmod=hashlib.sha256) for number, secret in secrets.items()}
        """Keyed once: a scan pays for a copy, not for the key and for looking the hash up."""
        self._current = current
        self._ended: dict[int, int] = {}

    def issue(self, claims: TokenClaims) -> str:
        """Return the token for `claims`."""
        body = _BODY.pack(VERSION, claims.kind, self._current, claims.holder_id, claims.session_id, claims.expires_at)
        return base64.urlsafe_b64encode(body + _mac(self._macs[self._current], body)).decode()

    def verify(self, token: str | bytes, now: float) -> TokenClaims | TokenFault:
        """Return the claims, or why not; `now` in Unix seconds."""
        if len(token) != _LENGTH:
            return TokenFault.MALFORMED
        try:
            raw = base64.urlsafe_b64decode(token)
            version, kind, key, holder, session, expires = _BODY.unpack_from(raw)
        except (binascii.Error, ValueError, struct.error):
            return TokenFault.MALFORMED
        keyed = self._macs.get(key)
        if keyed is None or version != VERSION or kind not in _KINDS:
            return TokenFault.FORGED
        if not hmac.compare_digest(_mac(keyed, raw[: _BODY.size]), raw[_BODY.size :]):
            return TokenFault.FORGED
        if session in self._ended or expires <= now:
            return TokenFault.ENDED if session in self._ended else TokenFault.EXPIRED
        return TokenClaims(_KINDS[kind], holder, session, expires)

    def still_good(self, claims: TokenClaims, now: float) -> bool:
        """Whether a session that was good when its stream was opened still is; `now` in Unix seconds."""
        return claims.expires_at > now and claims.session_id not in self._ended

    def note_ended(self, sessions: Iterable[tuple[int, int]]) -> None:
        """Refuse these sessions from now on: (session id, Unix second at which it would expire anyway)."""
        self._ended.update(sessions)

    def forget_expired(self, now: float) -> None:
        """Drop what would be refused for its age in any case."""
        self._ended = {session: expires for session, expires in self._ended.items() if expires > now}


def _mac(keyed: hmac.HMAC, body: bytes) -> bytes:
    mac = keyed.copy()
    mac.update(body)
    return mac.digest()[:MAC]
