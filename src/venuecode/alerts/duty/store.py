"""SQL of duty phones and receivers, as typed functions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from venuecode.infra.sql import load_queries
from venuecode.regions.rules import Scope

_queries = load_queries(__file__)
PHONE, SECRET = "duty_contact.phone", "duty_webhook.secret"


async def contacts_in_scope(connection: Any, scope: Scope) -> list[Any]:
    return [row async for row in _queries.contacts_in_scope(connection, low=scope.low, high=scope.high)]


async def webhooks_in_scope(connection: Any, scope: Scope) -> list[Any]:
    return [row async for row in _queries.webhooks_in_scope(connection, low=scope.low, high=scope.high)]


async def add_contact(connection: Any, **columns: Any) -> int:
    made: int = await _queries.add_contact(connection, **columns)
    return made


async def add_webhook(connection: Any, **columns: Any) -> int:
    made: int = await _queries.add_webhook(connection, **columns)
    return made


async def end_contact(connection: Any, contact_id: int, scope: Scope, now: datetime) -> str | None:
    """Return the division of what was ended; none if there was none."""
    division: str | None = await _queries.end_contact(
        connection, id=contact_id, low=scope.low, high=scope.high, now=now
    )
    return division


async def end_webhook(connection: Any, webhook_id: int, scope: Scope, now: datetime) -> str | None:
    """Return the division of what was ended; none if there was none."""
    division: str | None = await _queries.end_webhook(
        connection, id=webhook_id, low=scope.low, high=scope.high, now=now
    )
    return division


async def claim_untold(connection: Any, most: int) -> list[Any]:
    """Claim alerts whose level has not been told."""
    return [row async for row in _queries.claim_untold(connection, most=most)]


async def contacts_of(connection: Any, codes: Sequence[str], severity: int, kind: str) -> list[int]:
    return [
        row["id"] async for row in _queries.contacts_of(connection, codes=list(codes), severity=severity, kind=kind)
    ]


async def webhooks_of(connection: Any, codes: Sequence[str], severity: int, kind: str) -> list[int]:
    return [
        row["id"] async for row in _queries.webhooks_of(connection, codes=list(codes), severity=severity, kind=kind)
    ]


async def contact_by_id(connection: Any, contact_id: int) -> Any:
    return await _queries.contact_by_id(connection, id=contact_id)


async def webhook_by_id(connection: Any, webhook_id: int) -> Any:
    return await _queries.webhook_by_id(connection, id=webhook_id)
