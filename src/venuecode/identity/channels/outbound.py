"""Calls to a channel's server: time-outs, tries, and nothing of an address or a body in a log."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import structlog
from prometheus_client import Counter

from venuecode.identity.channels.model import ChannelDown
from venuecode.identity.channels.settings import ChannelSettings
from venuecode.infra.trust import system_trust

log = structlog.get_logger()
CALLS = Counter("venuecode_channel_calls_total", "Calls to channels by outcome", ["provider", "outcome"])
FIRST_PAUSE_SECONDS = 0.2
RETRY_AFTER_SECONDS = 30


class Again(Exception):
    """The answer says that another try may do."""


class Outbound:
    """One client for all channels."""

    def __init__(self, settings: ChannelSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._timeout = settings.timeout_seconds
        self._tries = settings.tries
        self._transport = transport
        self._trust = system_trust()

    async def call(self, provider: str, ask: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
        """Return what `ask` makes of the answer; tries again on silence, 5xx and `Again`, then raises `ChannelDown`."""
        async with httpx.AsyncClient(timeout=self._timeout, verify=self._trust, transport=self._transport) as http:
            for tried in range(self._tries):
                if tried:
                    await asyncio.sleep(FIRST_PAUSE_SECONDS * 2 ** (tried - 1))
                try:
                    answer = await ask(http)
                except (httpx.TransportError, Again, ValueError, KeyError, TypeError) as fault:
                    log.warning("channel_silent", provider=provider, fault=type(fault).__name__)
                    continue
                CALLS.labels(provider, "answered").inc()
                return answer
        CALLS.labels(provider, "gave_up").inc()
        raise ChannelDown(retry_after=RETRY_AFTER_SECONDS)


def json_of(answer: httpx.Response) -> dict[str, Any]:
    """Return the object that an answer holds; raises `Again` for a server that is down, else ValueError."""
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise Again
    body = answer.json()
    if not isinstance(body, dict):
        raise ValueError("not an object")  # noqa: TRY004 - the same as text that is no JSON
    return body
