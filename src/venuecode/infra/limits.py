"""Limits on how often something may happen, counted in the database so that they hold across processes.

Windows are fixed (the hour from 10:00 to 11:00), so up to twice the limit can pass around a border; that is meant.
"""

import ipaddress
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from venuecode.infra.sql import load_queries
from venuecode.kernel.errors import TooManyRequests

_queries = load_queries(__file__, "limits.sql")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def address_key(address: str) -> str:
    """Return what an address is counted by: an IPv6 customer has a whole /64 to call from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` uses of one key of `bucket` in each window of length `per`."""

    bucket: str
    most: int
    per: timedelta


class Pace:
    """At most `most` uses of one key in each window, counted in this process alone: costs no query."""

    def __init__(self, most: int, per: timedelta) -> None:
        self._most = most
        self._per = per
        self._window = 0
        self._uses = Counter[Hashable]()

    def use(self, key: Hashable, now: datetime) -> None:
        """Count a use; raises `TooManyRequests`."""
        window, into = divmod(now - _EPOCH, self._per)
        if window != self._window:
            self._window = window
            self._uses.clear()
        self._uses[key] += 1
        if self._uses[key] > self._most:
            raise TooManyRequests(retry_after=int((self._per - into).total_seconds()) + 1)


async def use(connection: Any, limit: Limit, key: bytes, now: datetime) -> None:
    """Count a use within the caller's transaction; raises `TooManyRequests`, upon which nothing stays counted."""
    starts_at = now - (now - _EPOCH) % limit.per
    ends_at = starts_at + limit.per
    uses: int = await _queries.use_window(
        connection, bucket=limit.bucket, key=key, starts_at=starts_at, ends_at=ends_at
    )
    if uses > limit.most:
        raise TooManyRequests(retry_after=int((ends_at - now).total_seconds()) + 1)


async def forget_windows(connection: Any, before: datetime) -> None:
    """Remove windows that ended before a moment."""
    await _queries.forget_windows(connection, before=before)
