"""SQL of pushes, as typed functions."""

from datetime import datetime
from typing import Any

from venuecode.infra.sql import load_queries

_queries = load_queries(__file__)
Answer = list[dict[str, Any]]


async def claim_push(
    connection: Any, system_id: int, idempotency_key: str, digest: bytes, records: int, now: datetime
) -> bool:
    """Take an idempotency key; false when it was used before."""
    claimed = await _queries.claim_push(
        connection, system_id=system_id, idempotency_key=idempotency_key, digest=digest, records=records, now=now
    )
    return claimed is not None


async def push_of(connection: Any, system_id: int, idempotency_key: str) -> tuple[bytes, Answer]:
    """Return what was sent with a key that is taken, as a digest, and its answer."""
    row = await _queries.push_of(connection, system_id=system_id, idempotency_key=idempotency_key)
    return row["digest"], row["answer"]


async def answer_push(connection: Any, system_id: int, idempotency_key: str, answer: Answer) -> None:
    await _queries.answer_push(connection, system_id=system_id, idempotency_key=idempotency_key, answer=answer)


async def forget_pushes(connection: Any, before: datetime) -> None:
    await _queries.forget_pushes(connection, before=before)
