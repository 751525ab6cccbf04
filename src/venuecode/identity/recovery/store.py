"""SQL of recovery requests, as typed functions."""

from datetime import datetime
from typing import Any

from venuecode.identity.people.store import person_of
from venuecode.identity.recovery.model import OpenRequest, RecoveryRequest, RequestState
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import PersonId
from venuecode.regions.rules import Scope

_queries = load_queries(__file__)


async def insert_request(connection: Any, person_id: int, newcomer_id: int, division_code: str, now: datetime) -> int:
    request_id: int = await _queries.insert_request(
        connection, person_id=person_id, newcomer_id=newcomer_id, division_code=division_code, now=now
    )
    return request_id


async def open_requests(connection: Any, scope: Scope, after: int, most: int) -> list[RecoveryRequest]:
    rows = _queries.open_requests(connection, low=scope.low, high=scope.high, after=after, most=most)
    return [
        RecoveryRequest(
            id=row["request_id"],
            person=person_of(row),
            newcomer_id=row["newcomer_id"],
            newcomer_phone=row["newcomer_phone"],
            state=RequestState(row["request_state"]),
            requested_at=row["requested_at"],
        )
        async for row in rows
    ]


async def hold_request(connection: Any, request_id: int) -> OpenRequest | None:
    row = await _queries.hold_request(connection, request_id=request_id)
    if row is None:
        return None
    return OpenRequest(row["id"], PersonId(row["person_id"]), row["newcomer_id"], row["division_code"])


async def decide_request(connection: Any, request_id: int, state: RequestState, officer_id: int, now: datetime) -> None:
    await _queries.decide_request(connection, request_id=request_id, state=state.value, officer_id=officer_id, now=now)
