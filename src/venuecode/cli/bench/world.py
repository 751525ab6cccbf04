"""The data of the scan bench: people, doors, earlier visits, tokens; and the count of what was stored."""

import secrets
import struct
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from venuecode.identity.tokens import HolderKind, TokenBook, TokenClaims
from venuecode.identity.wiring import TOKEN_KEY
from venuecode.infra.keys import Keys
from venuecode.infra.sql import load_queries
from venuecode.venues.code import new_code

PEOPLE, DOORS, EARLIER = 100_000, 5_000, 1_000_000
_queries = load_queries(__file__, "world.sql")
_ACKNOWLEDGED = struct.Struct("<q16s")


async def make_world(url: str) -> list[str]:
    """Fill a migrated, empty database; return the doors' codes."""
    connection = await asyncpg.connect(url, command_timeout=600)
    try:
        await connection.execute("SELECT ensure_visit_partitions(now())")
        for step in ("make_people", "make_statuses", "make_venues", "make_doors", "make_visits"):
            await connection.execute(getattr(_queries, step).sql)
        codes = [str(new_code(secrets.token_bytes(10))) for _ in range(DOORS)]
        now = datetime.now(UTC)
        await connection.copy_records_to_table(
            "venue_code",
            records=[(code, door, now) for door, code in enumerate(codes, 1)],
            columns=["code", "door_id", "issued_at"],
        )
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()
    return codes


def make_tokens(keys: Keys) -> list[str]:
    """Return a session token for each person."""
    book = TokenBook({TOKEN_KEY: keys.secret("token")}, TOKEN_KEY)
    expires = int(time.time()) + 86_400
    return [book.issue(TokenClaims(HolderKind.CITIZEN, person, person, expires)) for person in range(1, PEOPLE + 1)]


def write_acknowledged(path: Path, visits: Sequence[tuple[int, bytes]]) -> None:
    """Write (person, visit id) of each acknowledged scan."""
    path.write_bytes(b"".join(_ACKNOWLEDGED.pack(person, visit) for person, visit in visits))


async def count_stored(url: str, files: Sequence[Path], since: datetime) -> tuple[int, int, int]:
    """Return (acknowledged scans found, those found more or less than once, all visits stored since)."""
    connection = await asyncpg.connect(url, command_timeout=300)
    try:
        await connection.execute("CREATE TEMP TABLE acknowledged (person_id bigint, id uuid)")
        for path in files:
            records = [(p, UUID(bytes=v)) for p, v in _ACKNOWLEDGED.iter_unpack(path.read_bytes())]
            await connection.copy_records_to_table("acknowledged", records=records)
        await connection.execute("ANALYZE acknowledged")
        counted = await connection.fetchrow(_queries.count_acknowledged.sql)
        total = await connection.fetchval(_queries.count_since.sql, since)
        return int(counted["stored"]), int(counted["wrong"]), int(total)
    finally:
        await connection.close()
