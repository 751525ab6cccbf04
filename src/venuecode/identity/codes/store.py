"""SQL of codes, as typed functions."""

from datetime import datetime
from typing import Any, NamedTuple

from venuecode.infra.sql import load_queries

_queries = load_queries(__file__)


class Try(NamedTuple):
    """A counted try: which code it was on, what the code's hash is, and how many there were."""

    code_id: int
    code_hash: bytes
    tries: int


async def last_sent(connection: Any, phone_index: bytes, purpose: str) -> datetime | None:
    at: datetime | None = await _queries.last_sent(connection, phone_index=phone_index, purpose=purpose)
    return at


async def insert_code(
    connection: Any, *, phone_index: bytes, purpose: str, code_hash: bytes, sent_at: datetime, expires_at: datetime
) -> None:
    await _queries.insert_code(
        connection,
        phone_index=phone_index,
        purpose=purpose,
        code_hash=code_hash,
        sent_at=sent_at,
        expires_at=expires_at,
    )


async def take_try(connection: Any, phone_index: bytes, purpose: str, now: datetime, most: int) -> Try | None:
    row = await _queries.take_try(connection, phone_index=phone_index, purpose=purpose, now=now, most=most)
    return Try(row["id"], row["code_hash"], row["tries"]) if row else None


async def use_code(connection: Any, phone_index: bytes, code_id: int, now: datetime) -> bool:
    used = await _queries.use_code(connection, phone_index=phone_index, code_id=code_id, now=now)
    return used is not None


async def forget_codes(connection: Any, before: datetime) -> None:
    await _queries.forget_codes(connection, before=before)
