"""What people are to be told: the jobs that wait in a test's database."""

from typing import Any

import msgspec

from venuecode.identity.messages.service import JOB
from venuecode.infra.db import Database


async def told(db: Database) -> list[dict[str, Any]]:
    """Return the messages that were ordered, oldest first."""
    async with db.connection() as connection:
        rows = await connection.fetch("select payload from pgqueuer where entrypoint = $1 order by id", JOB)
    return [msgspec.json.decode(row["payload"]) for row in rows]
