"""Issues access tokens to systems for their key and secret (OAuth 2 client credentials, ADR 0081)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.systems import store
from venuecode.identity.systems.admission import MINUTE, Admission, token_hash
from venuecode.identity.systems.model import Grant, KeyEnded, SignatureInvalid, SystemSession
from venuecode.identity.systems.oauth import OAuthFault, TokenRequest, granted
from venuecode.infra.db import Database
from venuecode.infra.limits import Limit, address_key, use
from venuecode.kernel.clock import Clock

REFUSALS = Limit("token_refusals_minute", 60, MINUTE)
"""Wrong credentials from one address; right ones are never held up by it."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token, told this once."""

    token: str
    life: timedelta
    scopes: frozenset[Grant]


class Tokens:
    """The token endpoint's use case."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, admission: Admission, life: timedelta) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._admission = admission
        self._life = life

    async def issue(self, request: TokenRequest, address: str) -> IssuedToken:
        """Return a token; raises `OAuthFault`, and `TooManyRequests` beyond the system's limit or that of refusals."""
        try:
            system = await self._admission.by_secret(request.client_id, request.client_secret)
        except (SignatureInvalid, KeyEnded) as fault:
            await self._note_refusal(request.client_id, address, fault.code)
            raise OAuthFault("invalid_client", "The client is unknown, its secret wrong or its key ended") from fault
        scopes = granted(request.scopes, system.grants)
        token = "vat_" + secrets.token_urlsafe(32)
        now = self._clock.now()
        async with self._db.transaction() as connection:
            await store.insert_token(connection, token_hash(token), system.key_id, scopes, now, now + self._life)
            await self._audit.record(
                connection,
                system.actor,
                "system.token_issued",
                _subject(system),
                division_code=system.division_code,
                details={"key": system.key_id, "scopes": sorted(scopes)},
            )
        return IssuedToken(token, self._life, scopes)

    async def _note_refusal(self, client_id: str, address: str, why: str) -> None:
        """Count a refusal by address; one that names a key of ours goes on record."""
        async with self._db.transaction() as connection:
            counted = hashlib.sha256(address_key(address).encode()).digest()
            await use(connection, REFUSALS, counted, self._clock.now())
            kept = await store.key_by_name(connection, client_id)
            if kept is not None:
                await self._audit.record(
                    connection,
                    kept.session.actor,
                    "system.token_refused",
                    _subject(kept.session),
                    division_code=kept.session.division_code,
                    details={"key": kept.session.key_id, "why": why},
                )


def _subject(system: SystemSession) -> Subject:
    return Subject("external_system", system.system_id)
