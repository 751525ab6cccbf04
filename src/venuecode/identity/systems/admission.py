"""Finds out which system a request comes from: by signature, token, or key and secret (ADR 0024, 0081)."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

from venuecode.identity.systems import store
from venuecode.identity.systems.model import (
    ClockWrong,
    KeyEnded,
    Replayed,
    SignatureInvalid,
    SystemSession,
    SystemState,
    TokenInvalid,
)
from venuecode.identity.systems.oauth import REALM
from venuecode.identity.systems.service import SECRET_PLACE
from venuecode.infra.db import Database
from venuecode.infra.limits import Limit, use
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.signing import SignedRequest, is_signed_by

WINDOW = timedelta(minutes=5)
"""How far the clock of a system may be off, either way; so long a nonce is remembered."""
MINUTE = timedelta(minutes=1)


class Admission:
    """Lets systems in."""

    def __init__(self, db: Database, clock: Clock, ring: KeyRing) -> None:
        self._db = db
        self._clock = clock
        self._ring = ring

    async def signed(self, request: SignedRequest) -> SystemSession:
        """Return whose request it is.

        Raises `SignatureInvalid`, `KeyEnded`, `ClockWrong`, `Replayed` and, beyond the system's limit,
        `TooManyRequests`. Nothing about the key or the clock is told before the signature is found right.
        """
        now = self._clock.now()
        async with self._db.transaction() as connection:
            kept = await store.key_by_name(connection, request.key)
            if kept is None or not is_signed_by(self._ring.open(kept.secret, SECRET_PLACE), request):
                raise SignatureInvalid
            _must_be_good(kept, now)
            signed_at = _moment(request.timestamp)
            if signed_at is None or abs(now - signed_at) > WINDOW:
                raise ClockWrong(members={"server_time": now.isoformat(), "server_timestamp": int(now.timestamp())})
            if not await store.use_nonce(connection, kept.key.id, request.nonce, signed_at + 2 * WINDOW):
                raise Replayed
            await self._count(connection, kept, now)
        return kept.session

    async def by_secret(self, name: str, secret: str) -> SystemSession:
        """Return whose key and secret these are, as OAuth's client credentials send them over TLS.

        Raises `SignatureInvalid`, `KeyEnded`, `TooManyRequests`.
        """
        now = self._clock.now()
        async with self._db.transaction() as connection:
            kept = await store.key_by_name(connection, name)
            if kept is None:
                raise SignatureInvalid
            if not hmac.compare_digest(self._ring.open(kept.secret, SECRET_PLACE).encode(), secret.encode()):
                raise SignatureInvalid
            _must_be_good(kept, now)
            await self._count(connection, kept, now)
        return kept.session

    async def by_token(self, token: str) -> SystemSession:
        """Return whose access token this is, bounded by its scopes; raises `TokenInvalid`, `TooManyRequests`."""
        now = self._clock.now()
        async with self._db.transaction() as connection:
            kept = await store.key_of_token(connection, token_hash(token), now)
            if kept is None or kept.state is not SystemState.ACTIVE or not kept.key.good_at(now):
                raise TokenInvalid(headers={"WWW-Authenticate": f'Bearer realm="{REALM}", error="invalid_token"'})
            await self._count(connection, kept, now)
        return kept.session

    async def still(self, key_name: str) -> SystemSession:
        """Return the system as it is now for a key that was admitted before; raises `KeyEnded`. Counts no request."""
        async with self._db.connection() as connection:
            kept = await store.key_by_name(connection, key_name)
        if kept is None:
            raise KeyEnded
        _must_be_good(kept, self._clock.now())
        return kept.session

    async def _count(self, connection: Any, kept: store.KeptKey, now: datetime) -> None:
        limit = Limit("system_requests_minute", kept.requests_per_minute, MINUTE)
        await use(connection, limit, str(kept.session.system_id).encode(), now)
        await store.note_use(connection, kept.key.id, now)


def token_hash(token: str) -> bytes:
    """Return what is kept of a token: it has 256 random bits, so that no slower hash is needed."""
    return hashlib.sha256(token.encode()).digest()


def _must_be_good(kept: store.KeptKey, now: datetime) -> None:
    if kept.state is not SystemState.ACTIVE or not kept.key.good_at(now):
        raise KeyEnded


def _moment(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
