"""SQL of requests for codes, as typed functions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from venuecode.exchange.model import CodeRequest
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import PersonId

_queries = load_queries(__file__)


async def insert_request(connection: Any, system_id: int, request: CodeRequest, now: datetime) -> None:
    await _queries.insert_request(
        connection,
        request_id=request.id,
        system_id=system_id,
        person_id=request.person_id,
        now=now,
        ends_at=request.ends_at,
    )


async def person_of_request(connection: Any, system_id: int, request_id: UUID, now: datetime) -> PersonId | None:
    """Return for whom a system may make codes by a request; none if it is not its own or has ended."""
    person_id = await _queries.person_of_request(connection, request_id=request_id, system_id=system_id, now=now)
    return None if person_id is None else PersonId(person_id)


async def forget_requests(connection: Any, before: datetime) -> None:
    await _queries.forget_requests(connection, before=before)
