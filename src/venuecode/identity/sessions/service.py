"""Sessions: start, list, end, and follow what other processes end (ADR 0004)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from venuecode.identity.sessions import store
from venuecode.identity.sessions.model import Issued, Origin, Session
from venuecode.identity.tokens import HolderKind, TokenBook, TokenClaims
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock

FOLLOW_SECONDS = 2.0
"""How often each process reads which sessions were ended: twice within the 5 s that the design allows."""
OVERLAP = timedelta(minutes=2)
"""Read again this far back, for transactions that committed late and for clocks that differ."""
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
KEPT = timedelta(days=30)


class Sessions:
    """The sessions of every kind of holder."""

    def __init__(self, db: Database, clock: Clock, tokens: TokenBook) -> None:
        self._db = db
        self._clock = clock
        self._tokens = tokens
        self._followed_to = BEGINNING

    async def start(self, connection: Any, kind: HolderKind, holder_id: int, life: timedelta, origin: Origin) -> Issued:
        """Open a session within the caller's transaction; the token is of use once that commits."""
        now = self._clock.now()
        expires_at = (now + life).replace(microsecond=0)
        session_id = await store.insert_session(
            connection,
            holder_kind=kind.name.lower(),
            holder_id=holder_id,
            created_at=now,
            expires_at=expires_at,
            origin=origin,
        )
        token = self._tokens.issue(TokenClaims(kind, holder_id, session_id, int(expires_at.timestamp())))
        return Issued(token, session_id, expires_at)

    async def open(self, kind: HolderKind, holder_id: int) -> list[Session]:
        """Return the holder's open sessions, newest first."""
        async with self._db.connection() as connection:
            return await store.open_sessions(connection, kind.name.lower(), holder_id, self._clock.now())

    async def end(
        self,
        kind: HolderKind,
        holder_id: int,
        *,
        only: int | None = None,
        besides: int | None = None,
        connection: Any = None,
    ) -> int:
        """End one session, all but one, or all of a holder; return how many were open.

        This process refuses them at once, every other one within two turns of `follow`.
        """
        if connection is None:
            async with self._db.transaction() as own:
                return await self.end(kind, holder_id, only=only, besides=besides, connection=own)
        ended = await store.end_sessions(
            connection, kind.name.lower(), holder_id, self._clock.now(), only=only, besides=besides
        )
        self._tokens.note_ended((session, int(expires.timestamp())) for session, expires in ended)
        return len(ended)

    async def follow(self) -> None:
        """Learn which sessions were ended, here or elsewhere, since the last turn."""
        now = self._clock.now()
        async with self._db.connection() as connection:
            ended = await store.ended_since(connection, self._followed_to - OVERLAP, now)
        self._tokens.note_ended((session, int(expires.timestamp())) for session, expires, _ in ended)
        self._tokens.forget_expired(now.timestamp())
        self._followed_to = max((at for _, _, at in ended), default=self._followed_to)

    async def forget_old(self) -> None:
        """Remove sessions that expired long ago."""
        async with self._db.transaction() as connection:
            await store.forget_sessions(connection, self._clock.now() - KEPT)
