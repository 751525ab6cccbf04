"""Sign-in of officers: password, then TOTP; every try is counted before it is judged."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyotp

from venuecode.audit.model import Actor, ActorKind, Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.model import OfficerSession
from venuecode.identity.officers import store
from venuecode.identity.officers.model import (
    CodeRefused,
    Credentials,
    Officer,
    OfficerState,
    SignInLocked,
    SignInRefused,
    TicketInvalid,
    WeakPassword,
)
from venuecode.identity.officers.passwords import Passwords
from venuecode.identity.officers.rules import TOTP_DRIFT, TOTP_STEP, is_strong, lock_after, matching_step
from venuecode.identity.people.sealing import PersonSeal
from venuecode.identity.sessions.model import Issued, Origin
from venuecode.identity.sessions.service import Sessions
from venuecode.identity.settings import IdentitySettings
from venuecode.identity.tokens import HolderKind, TokenBook, TokenClaims, TokenFault
from venuecode.infra.db import Database
from venuecode.infra.limits import Limit, address_key, use
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import OfficerId

TOTP_PLACE = "officer.totp_secret"
TICKET_LIFE = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
ISSUER = "VenueCode"


@dataclass(frozen=True, slots=True)
class DemoCode:
    """A TOTP code of the ticket's life, and the seconds from now between which it is taken."""

    code: str
    begins_in: int
    ends_in: int


@dataclass(frozen=True, slots=True)
class FirstStep:
    """The password was right: the ticket for the second step; a secret and its address when TOTP is to be set up."""

    ticket: str
    enrol_secret: str | None
    enrol_uri: str | None
    demo_codes: list[DemoCode]


class OfficerSignIn:
    """Brings officers in; `demo` puts the TOTP code into the first step's answer, nothing else ever does."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        sessions: Sessions,
        tokens: TokenBook,
        passwords: Passwords,
        seal: PersonSeal,
        settings: IdentitySettings,
        *,
        demo: bool,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._sessions = sessions
        self._tokens = tokens
        self._passwords = passwords
        self._seal = seal
        self._settings = settings
        self._demo = demo

    async def first_step(self, user_name: str, password: str, *, address: str) -> FirstStep:
        """Judge the password. Raises `TooManyRequests` (address), `SignInLocked`, `SignInRefused`."""
        await self._count_address(address)
        async with self._db.transaction() as connection:
            credentials = await store.credentials_by_name(connection, user_name)
            if credentials is not None:
                await self._count_try(connection, credentials)
        right = await self._passwords.matches(credentials.password_hash if credentials else None, password)
        if credentials is None or not right or credentials.officer.state is not OfficerState.ACTIVE:
            raise SignInRefused
        async with self._db.transaction() as connection:
            await self._forgive_try(connection, credentials)
            secret = await self._secret(connection, credentials)
        return self._ticket(credentials, secret)

    async def second_step(self, ticket: str, code: str, origin: Origin) -> tuple[Officer, Issued]:
        """Judge the TOTP code and open a session; the first right code also ends the setting up.

        Raises `TicketInvalid`, `SignInLocked`, `CodeRefused`.
        """
        now = self._clock.now()
        claims = self._tokens.verify(ticket, now.timestamp())
        if isinstance(claims, TokenFault) or claims.kind is not HolderKind.TICKET:
            raise TicketInvalid
        async with self._db.transaction() as connection:
            credentials = await store.credentials_by_id(connection, claims.holder_id)
            if credentials is None or credentials.officer.state is not OfficerState.ACTIVE:
                raise TicketInvalid
            await self._count_try(connection, credentials)
            step = self._step(credentials, code)
            if step is not None:
                await store.note_sign_in(connection, claims.holder_id, step, now)
                issued = await self._open(connection, credentials.officer, origin)
        if step is None:
            raise CodeRefused
        return credentials.officer, issued

    async def preset(self, officer_id: OfficerId, secret: str) -> None:
        """Give an account a known second factor, set up already; demonstrations only."""
        assert self._demo
        async with self._db.transaction() as connection:
            await store.set_totp_secret(connection, officer_id, self._seal.seal(secret, TOTP_PLACE))
            await store.confirm_totp(connection, officer_id, self._clock.now())

    async def change_password(self, by: OfficerSession, present: str, chosen: str) -> None:
        """Set the own password and end all other sessions. Raises `SignInLocked`, `SignInRefused`, `WeakPassword`."""
        async with self._db.transaction() as connection:
            credentials = await store.credentials_by_id(connection, by.officer_id)
            assert credentials is not None
            await self._count_try(connection, credentials)
        if not await self._passwords.matches(credentials.password_hash, present):
            raise SignInRefused
        if chosen == present or not is_strong(chosen, credentials.officer.user_name):
            async with self._db.transaction() as connection:
                await self._forgive_try(connection, credentials)
            raise WeakPassword
        password_hash = await self._passwords.hash(chosen)
        async with self._db.transaction() as connection:
            await self._forgive_try(connection, credentials)
            await store.set_password(connection, by.officer_id, password_hash, temporary=False)
            await self._sessions.end(HolderKind.OFFICER, by.officer_id, besides=by.session_id, connection=connection)
            subject = Subject("officer", by.officer_id)
            await self._audit.record(
                connection, by.actor, "officer.password_changed", subject, division_code=by.division_code
            )

    async def _open(self, connection: Any, officer: Officer, origin: Origin) -> Issued:
        life = self._settings.officer_session
        issued = await self._sessions.start(connection, HolderKind.OFFICER, officer.id, life, origin)
        await self._audit.record(
            connection,
            Actor(ActorKind.OFFICER, officer.id),
            "officer.signed_in",
            Subject("officer", officer.id),
            division_code=officer.division_code,
        )
        return issued

    async def _count_address(self, address: str) -> None:
        limit = Limit("officer_sign_ins", self._settings.officer_sign_ins_per_address_minute, MINUTE)
        async with self._db.transaction() as connection:
            await use(connection, limit, self._seal.limit_key(address_key(address)), self._clock.now())

    async def _count_try(self, connection: Any, credentials: Credentials) -> None:
        """Count a try as failed until it proves right; raises `SignInLocked`. The row is locked by the reader."""
        now = self._clock.now()
        if credentials.locked_until is not None and credentials.locked_until > now:
            raise SignInLocked(retry_after=int((credentials.locked_until - now).total_seconds()) + 1)
        failures = credentials.failures + 1
        lock = lock_after(
            failures,
            allowed=self._settings.officer_failures,
            first=timedelta(seconds=self._settings.officer_lock_seconds),
            most=timedelta(seconds=self._settings.officer_lock_most_seconds),
        )
        await store.note_failure(connection, credentials.officer.id, failures, now + lock if lock else None)

    async def _forgive_try(self, connection: Any, credentials: Credentials) -> None:
        """Take back the one try that proved right; wrong ones made meanwhile stay counted."""
        present = await store.credentials_by_id(connection, credentials.officer.id)
        assert present is not None
        failures = max(present.failures - 1, 0)
        locked = present.locked_until if failures >= self._settings.officer_failures else None
        await store.note_failure(connection, credentials.officer.id, failures, locked)

    async def _secret(self, connection: Any, credentials: Credentials) -> str:
        """Return the TOTP secret, made at the first sign-in and kept until it is set up."""
        present = await store.credentials_by_id(connection, credentials.officer.id)
        assert present is not None
        if present.totp_secret is not None:
            return self._seal.open(present.totp_secret, TOTP_PLACE)
        secret = pyotp.random_base32()
        await store.set_totp_secret(connection, credentials.officer.id, self._seal.seal(secret, TOTP_PLACE))
        return secret

    def _ticket(self, credentials: Credentials, secret: str) -> FirstStep:
        now, officer = self._clock.now(), credentials.officer
        expires = int((now + TICKET_LIFE).timestamp())
        ticket = self._tokens.issue(TokenClaims(HolderKind.TICKET, officer.id, secrets.randbits(63), expires))
        uri = pyotp.TOTP(secret).provisioning_uri(name=officer.user_name, issuer_name=ISSUER)
        return FirstStep(
            ticket=ticket,
            enrol_secret=None if officer.enrolled else secret,
            enrol_uri=None if officer.enrolled else uri,
            demo_codes=self._demo_codes(credentials, secret) if self._demo else [],
        )

    def _demo_codes(self, credentials: Credentials, secret: str) -> list[DemoCode]:
        """Return the codes that are unused, one after the other, as an authenticator will show them."""
        now = int(self._clock.now().timestamp())
        first = max(now // TOTP_STEP, (credentials.totp_last_step or 0) + 1)
        last = (now + int(TICKET_LIFE.total_seconds())) // TOTP_STEP
        totp = pyotp.TOTP(secret)
        return [
            DemoCode(
                code=totp.generate_otp(step),
                begins_in=max((step - TOTP_DRIFT) * TOTP_STEP - now, 0),
                ends_in=(step + 1) * TOTP_STEP - now,
            )
            for step in range(first, last + 1)
        ]

    def _step(self, credentials: Credentials, code: str) -> int | None:
        if credentials.totp_secret is None:
            return None
        secret = self._seal.open(credentials.totp_secret, TOTP_PLACE)
        return matching_step(secret, code, self._clock.now(), after=credentials.totp_last_step)
