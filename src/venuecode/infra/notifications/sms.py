"""The port for text messages, and its gateways: the log (demo), generic HTTP, none."""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import httpx
import msgspec
import structlog
from prometheus_client import Counter

from venuecode.infra.notifications.settings import NotificationSettings
from venuecode.infra.trust import system_trust
from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text

log = structlog.get_logger()
SENT = Counter("venuecode_sms_total", "Text messages by template and outcome", ["template", "outcome"])
FIRST_PAUSE_SECONDS = 0.25
_WORTH_ANOTHER_TRY = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Sms:
    """One message. Carriers want a registered `template` with `values`; `text` is the whole of it in words.

    `key` is the same for what must reach a phone once, however often it is handed over; unset: a message of its own.
    """

    phone: str
    template: str
    text: str
    language: str = "zh"
    values: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


class SmsFailed(DomainError):
    """The message could not be handed over; the caller may try again."""

    code = "sms.failed"
    status = 503
    text = Text("短信发送失败，请稍后再试", "The text message could not be sent; please try again soon")


class SmsGateway(Protocol):
    """Takes a message or raises `SmsFailed`."""

    async def send(self, sms: Sms) -> None:
        """Hand the message over; returns when the gateway has taken it."""
        ...


class LogGateway:
    """Demo: the text goes to the log, the phone number does not."""

    async def send(self, sms: Sms) -> None:
        log.info("demo_sms", template=sms.template, text=sms.text)


class NoGateway:
    """Nothing is configured: every message fails, `venuecode doctor` says why."""

    async def send(self, sms: Sms) -> None:
        SENT.labels(sms.template, "no_gateway").inc()
        raise SmsFailed(retry_after=300)


class HttpGateway:
    """POSTs JSON, signed: `X-Signature` is hex HMAC-SHA256 of `timestamp newline key newline body`.

    All tries of a message carry the same `Idempotency-Key`, so that the gateway can tell a retry from a new message.
    """

    def __init__(self, settings: NotificationSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        assert settings.sms_url is not None
        assert settings.sms_secret is not None
        self._url = str(settings.sms_url)
        self._secret = settings.sms_secret.get_secret_value().encode()
        self._timeout = settings.sms_timeout_seconds
        self._tries = settings.sms_tries
        self._transport = transport
        self._trust = system_trust()

    async def send(self, sms: Sms) -> None:
        body = msgspec.json.encode(
            {"to": sms.phone, "template": sms.template, "values": dict(sms.values), "text": sms.text,
             "language": sms.language}
        )  # fmt: skip
        key = sms.key or secrets.token_hex(16)
        async with httpx.AsyncClient(timeout=self._timeout, verify=self._trust, transport=self._transport) as http:
            for tried in range(self._tries):
                if tried:
                    await asyncio.sleep(FIRST_PAUSE_SECONDS * 2 ** (tried - 1))
                outcome = await self._try(http, key, body)
                if outcome is not None:
                    break
            else:
                outcome = "gave_up"
        SENT.labels(sms.template, outcome).inc()
        if outcome != "taken":
            log.warning("sms_failed", template=sms.template, outcome=outcome)
            raise SmsFailed(retry_after=30)

    async def _try(self, http: httpx.AsyncClient, key: str, body: bytes) -> str | None:
        """Return `taken` or `refused`; none if another try is worth it."""
        stamp = str(int(time.time()))
        signature = hmac.new(self._secret, f"{stamp}\n{key}\n".encode() + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "X-Timestamp": stamp,
            "X-Signature": signature,
        }
        try:
            answer = await http.post(self._url, content=body, headers=headers)
        except httpx.TransportError:
            return None
        if answer.status_code in _WORTH_ANOTHER_TRY:
            return None
        return "taken" if answer.is_success else "refused"


def sms_gateway(settings: NotificationSettings, *, demo: bool) -> SmsGateway:
    """Return the gateway that the settings ask for."""
    if settings.sms_url is not None:
        return HttpGateway(settings)
    return LogGateway() if demo else NoGateway()
