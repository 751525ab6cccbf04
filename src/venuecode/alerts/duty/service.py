"""Use cases of duty phones and receivers: keep them, find which hear of an alert, tell them by the job queue.

What leaves the deployment names no person: the venue, the reason's code, the severity and the alert's number.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
from prometheus_client import Counter

from venuecode.alerts import store as alert_store
from venuecode.alerts.duty import addresses, store
from venuecode.alerts.model import Alert, Kind, Level, Severity, State
from venuecode.alerts.rules import told_at
from venuecode.alerts.settings import AlertSettings
from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.health.reasons import WORDS
from venuecode.identity.model import OfficerSession
from venuecode.identity.people.forms import read_phone
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook, enqueue
from venuecode.infra.notifications.sms import Sms, SmsGateway
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.errors import InvalidInput, NotFound
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.masking import mask_number
from venuecode.kernel.text import Text
from venuecode.settings import CoreSettings

SMS_JOB, WEBHOOK_JOB = "alerts.tell_phone", "alerts.tell_receiver"
TELL_SECONDS = 2.0
AT_ONCE = 100
TOLD = Counter("venuecode_alert_told_total", "Messages about alerts by way and outcome", ["way", "outcome"])
MESSAGE = Text(
    "【场所码】{severity}预警 {id}：{venue} {door}，{reason}。请登录工作台接收。",
    "VenueCode: {severity} alert {id} at {venue}, {door}: {reason}. Please take it in the console.",
)
SEVERITIES = {
    Severity.LOW: Text("一般", "low"),
    Severity.HIGH: Text("较急", "high"),
    Severity.URGENT: Text("紧急", "urgent"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a phone or a receiver hears of: from which severity; of stops or reports only, or (None) of both."""

    least: Severity
    kind: str | None = None


class NotTaken(Exception):
    """The receiver did not take the message; the job is tried again."""


class Duty:
    """Duty phones and receivers of divisions, and what they are told."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        ring: KeyRing,
        sms: SmsGateway,
        settings: AlertSettings,
        core: CoreSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._ring = ring
        self._sms = sms
        self._settings = settings
        self._loopback = core.demo or settings.webhook_loopback
        self._console = f"{core.public_url.rstrip('/')}/console/alerts/"

    async def contacts(self, by: OfficerSession) -> list[Any]:
        """Return the phones of the officer's divisions."""
        async with self._db.connection() as connection:
            return await store.contacts_in_scope(connection, by.scope)

    async def webhooks(self, by: OfficerSession) -> list[Any]:
        """Return the receivers of the officer's divisions."""
        async with self._db.connection() as connection:
            return await store.webhooks_in_scope(connection, by.scope)

    async def add_contact(
        self, by: OfficerSession, division: DivisionCode, name: str, phone: str, wanted: Wanted, language: str
    ) -> int:
        """Put a phone on duty; raises `NotFound` for a division of others, `InvalidInput` for no phone."""
        _own(by, division)
        number = read_phone(phone)
        async with self._db.transaction() as connection:
            made = await store.add_contact(
                connection,
                division_code=division,
                name=name,
                phone=self._ring.seal(number, store.PHONE),
                masked_phone=mask_number(number, head=6, tail=2),
                least_severity=wanted.least.value,
                kind=wanted.kind,
                language=language,
                made_by=by.officer_id,
                now=self._clock.now(),
            )
            await self._record(connection, by, "duty.contact_added", "duty_contact", made, division)
        return made

    async def add_webhook(
        self, by: OfficerSession, division: DivisionCode, url: str, wanted: Wanted
    ) -> tuple[int, str]:
        """Add a receiver; return its id and its key, which is never shown again."""
        _own(by, division)
        if unfit := addresses.unfit(url, loopback=self._loopback):
            raise InvalidInput(fields={"url": unfit})
        secret = secrets.token_urlsafe(32)
        async with self._db.transaction() as connection:
            made = await store.add_webhook(
                connection,
                division_code=division,
                url=url,
                secret=self._ring.seal(secret, store.SECRET),
                least_severity=wanted.least.value,
                kind=wanted.kind,
                made_by=by.officer_id,
                now=self._clock.now(),
            )
            await self._record(connection, by, "duty.webhook_added", "duty_webhook", made, division)
        return made, secret

    async def end_contact(self, by: OfficerSession, contact_id: int) -> None:
        """Take a phone off duty; raises `NotFound`."""
        async with self._db.transaction() as connection:
            division = await store.end_contact(connection, contact_id, by.scope, self._clock.now())
            if division is None:
                raise NotFound
            await self._record(connection, by, "duty.contact_ended", "duty_contact", contact_id, division)

    async def end_webhook(self, by: OfficerSession, webhook_id: int) -> None:
        """Remove a receiver; raises `NotFound`."""
        async with self._db.transaction() as connection:
            division = await store.end_webhook(connection, webhook_id, by.scope, self._clock.now())
            if division is None:
                raise NotFound
            await self._record(connection, by, "duty.webhook_ended", "duty_webhook", webhook_id, division)

    async def tell(self) -> int:
        """Enqueue a message to each phone and receiver of each level not told yet; return how many alerts.

        An alert that went up twice between two looks is told at both levels.
        """
        async with self._db.transaction() as connection:
            untold = await store.claim_untold(connection, AT_ONCE)
            for row in untold:
                if row["state"] != State.OPEN:
                    continue
                for level in range(row["told_before"] + 1, row["level"] + 1):
                    await self._tell_level(connection, row, Level(level))
        return len(untold)

    async def _tell_level(self, connection: Any, row: Any, level: Level) -> None:
        codes = told_at(level, [c for c in (row["division_code"], row["home_code"], row["handed_code"]) if c])
        about = {"alert": row["id"], "level": level.value}
        kind = Kind.STOP if row["kind"] == Kind.LET_IN else row["kind"]  # a stop that came too late
        for one in await store.contacts_of(connection, codes, row["severity"], kind):
            await enqueue(connection, SMS_JOB, {**about, "to": one})
        for one in await store.webhooks_of(connection, codes, row["severity"], kind):
            await enqueue(connection, WEBHOOK_JOB, {**about, "to": one, "key": secrets.token_hex(16)})

    async def tell_phone(self, payload: Mapping[str, Any]) -> None:
        """Send one text message; raises what the gateway raises, so that the queue tries again."""
        async with self._db.connection() as connection:
            contact = await store.contact_by_id(connection, payload["to"])
            alert = await alert_store.alert_by_id(connection, payload["alert"])
        if contact is None or alert is None:
            return
        language = contact["language"]
        values = {
            "id": str(alert.id),
            "severity": SEVERITIES[alert.severity].in_language(language),
            "venue": alert.venue_name,
            "door": alert.door_name,
            "reason": WORDS[alert.reason].title.in_language(language),
        }
        text = MESSAGE.in_language(language).format(**values)
        await self._sms.send(Sms(self._ring.open(contact["phone"], store.PHONE), "alert", text, language, values))
        TOLD.labels("sms", "taken").inc()

    async def tell_receiver(self, payload: Mapping[str, Any]) -> None:
        """Send one signed message; raises `NotTaken`, so that the queue tries again."""
        async with self._db.connection() as connection:
            hook = await store.webhook_by_id(connection, payload["to"])
            alert = await alert_store.alert_by_id(connection, payload["alert"])
        if hook is None or alert is None:
            return
        body = msgspec.json.encode(_said(alert, Level(payload["level"]), self._console))
        headers = _signed(self._ring.open(hook["secret"], store.SECRET), payload["key"], body)
        try:
            place = await addresses.resolved(hook["url"], loopback=self._loopback)
            if place is None:
                TOLD.labels("webhook", "astray").inc()
                raise NotTaken
            async with httpx.AsyncClient(timeout=self._settings.webhook_timeout_seconds) as http:
                answer = await http.post(
                    place.url,
                    content=body,
                    headers=headers | {"Host": place.host},
                    extensions={"sni_hostname": place.name},
                )
        except (httpx.TransportError, OSError) as fault:
            TOLD.labels("webhook", "unreachable").inc()
            raise NotTaken from fault
        TOLD.labels("webhook", "taken" if answer.is_success else "refused").inc()
        if not answer.is_success:
            raise NotTaken

    async def _record(
        self, connection: Any, by: OfficerSession, act: str, kind: str, subject_id: int, division: str
    ) -> None:
        await self._audit.record(connection, by.actor, act, Subject(kind, subject_id), division_code=division)


def _own(by: OfficerSession, division: DivisionCode) -> None:
    if not by.scope.covers(division):
        raise NotFound


def _said(alert: Alert, level: Level, console: str) -> dict[str, Any]:
    return {
        "event": "alert.opened" if level is Level.COUNTY else "alert.raised",
        "alert_id": str(alert.id),
        "kind": alert.kind.value,
        "severity": alert.severity.name.lower(),
        "level": level.name.lower(),
        "reason_code": WORDS[alert.reason].code,
        "colour": alert.colour.name.lower(),
        "division_code": alert.division_code,
        "venue_id": alert.venue_id,
        "venue_name": alert.venue_name,
        "door_name": alert.door_name,
        "opened_at": alert.opened_at.isoformat(),
        "console_url": f"{console}{alert.id}",
    }


def _signed(secret: str, key: str, body: bytes) -> dict[str, str]:
    """Return the headers of docs/notifications.md."""
    stamp = str(int(time.time()))
    signature = hmac.new(secret.encode(), f"{stamp}\n{key}\n".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        "X-Timestamp": stamp,
        "X-Signature": signature,
    }


def register(book: JobBook, duty: Duty) -> None:
    """Put the messages into the book."""

    async def tell_phone(payload: dict[str, Any]) -> None:
        await duty.tell_phone(payload)

    async def tell_receiver(payload: dict[str, Any]) -> None:
        await duty.tell_receiver(payload)

    book.job(SMS_JOB, tell_phone)
    book.job(WEBHOOK_JOB, tell_receiver)
