"""Codes to phones: limits first, then the message, and a check that counts every try."""

import hmac
import secrets
from datetime import timedelta
from typing import Any

from venuecode.identity.codes import store
from venuecode.identity.codes.model import MESSAGES, CodeSpent, CodeTooSoon, CodeWrong, Purpose, Sent
from venuecode.identity.people.rules import mask_phone
from venuecode.identity.people.sealing import PersonSeal
from venuecode.identity.settings import IdentitySettings
from venuecode.infra.db import Database
from venuecode.infra.limits import Limit, address_key, use
from venuecode.infra.notifications.sms import Sms, SmsGateway
from venuecode.kernel.clock import Clock

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
EVERYBODY = b""


class Codes:
    """Six-digit codes; `demo` puts them into the answer, nothing else ever does."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        seal: PersonSeal,
        sms: SmsGateway,
        settings: IdentitySettings,
        *,
        demo: bool,
    ) -> None:
        self._db = db
        self._clock = clock
        self._seal = seal
        self._sms = sms
        self._settings = settings
        self._demo = demo

    async def send(self, phone: str, purpose: Purpose, *, address: str, language: str, who: str = "") -> Sent:
        """Send a new code to an E.164 phone; older ones for the purpose are void from then on.

        `address` is the caller's, `who` the masked name of whoever asks. Raises `TooManyRequests`, `CodeTooSoon`,
        `SmsFailed`.
        """
        code = f"{secrets.randbelow(1_000_000):06d}"
        settings, now = self._settings, self._clock.now()
        index = self._seal.phone_index(phone)
        async with self._db.transaction() as connection:
            await self._keep_limits(connection, index, purpose, address)
            await store.insert_code(
                connection,
                phone_index=index,
                purpose=purpose.value,
                code_hash=self._seal.code_hash(phone, code),
                sent_at=now,
                expires_at=now + settings.code_life,
            )
        values = {"code": code, "minutes": str(settings.code_minutes), "who": who}
        text = MESSAGES[purpose].in_language(language).format(**values)
        await self._sms.send(Sms(phone, purpose.value, text, language, values))
        return Sent(
            mask_phone(phone),
            int(settings.code_life.total_seconds()),
            settings.code_interval_seconds,
            code if self._demo else None,
        )

    async def check(self, phone: str, purpose: Purpose, code: str) -> None:
        """Use up the phone's code; the try counts whatever the caller does next. Raises `CodeWrong`, `CodeSpent`."""
        index, now = self._seal.phone_index(phone), self._clock.now()
        async with self._db.transaction() as connection:
            tried = await store.take_try(connection, index, purpose, now, self._settings.code_tries)
            if tried is None:
                raise CodeSpent
            right = hmac.compare_digest(tried.code_hash, self._seal.code_hash(phone, code))
            used = right and await store.use_code(connection, index, tried.code_id, now)
        if not right:
            raise CodeWrong(left=self._settings.code_tries - tried.tries)
        if not used:
            raise CodeSpent

    async def _keep_limits(self, connection: Any, index: bytes, purpose: Purpose, address: str) -> None:
        settings, now = self._settings, self._clock.now()
        # The phone's row first: it makes two requests for one phone wait for each other.
        await use(connection, Limit("codes_per_phone_day", settings.codes_per_phone_day, DAY), index, now)
        last = await store.last_sent(connection, index, purpose)
        wait = timedelta(seconds=settings.code_interval_seconds) - (now - last) if last else timedelta()
        if wait > timedelta():
            raise CodeTooSoon(retry_after=int(wait.total_seconds()) + 1)
        await use(connection, Limit("codes_per_phone_hour", settings.codes_per_phone_hour, HOUR), index, now)
        caller = self._seal.limit_key(address_key(address))
        await use(connection, Limit("codes_per_address_hour", settings.codes_per_address_hour, HOUR), caller, now)
        await use(connection, Limit("codes_per_minute", settings.codes_per_minute, MINUTE), EVERYBODY, now)
