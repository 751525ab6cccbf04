"""SQL of sessions, as typed functions."""

from datetime import datetime
from typing import Any

from venuecode.identity.sessions.model import Origin, Session
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import SessionId

_queries = load_queries(__file__)


async def insert_session(
    connection: Any, *, holder_kind: str, holder_id: int, created_at: datetime, expires_at: datetime, origin: Origin
) -> SessionId:
    session_id: int = await _queries.insert_session(
        connection,
        holder_kind=holder_kind,
        holder_id=holder_id,
        created_at=created_at,
        expires_at=expires_at,
        device=origin.device,
        channel=origin.channel,
    )
    return SessionId(session_id)


async def open_sessions(connection: Any, holder_kind: str, holder_id: int, now: datetime) -> list[Session]:
    rows = _queries.open_sessions(connection, holder_kind=holder_kind, holder_id=holder_id, now=now)
    return [
        Session(SessionId(r["id"]), r["created_at"], r["expires_at"], r["device"], r["channel"]) async for r in rows
    ]


async def end_sessions(
    connection: Any, holder_kind: str, holder_id: int, now: datetime, *, only: int | None, besides: int | None
) -> list[tuple[int, datetime]]:
    rows = _queries.end_sessions(
        connection, holder_kind=holder_kind, holder_id=holder_id, now=now, only=only, besides=besides
    )
    return [(row["id"], row["expires_at"]) async for row in rows]


async def ended_since(connection: Any, since: datetime, now: datetime) -> list[tuple[int, datetime, datetime]]:
    rows = _queries.ended_since(connection, since=since, now=now)
    return [(row["id"], row["expires_at"], row["ended_at"]) async for row in rows]


async def forget_sessions(connection: Any, before: datetime) -> None:
    await _queries.forget_sessions(connection, before=before)
