"""The database's note of which keys its contents are sealed with; other keys are refused before anything is written."""

import hmac
from typing import Any

import asyncpg

from venuecode.infra.keys import Keys
from venuecode.infra.sql import load_queries

_queries = load_queries(__file__, "key_mark.sql")


async def is_marked(connection: Any) -> bool:
    """Whether some installation has left its mark; not so before the migrations."""
    try:
        return await _queries.read_mark(connection) is not None
    except asyncpg.UndefinedTableError:
        return False


async def fits(connection: Any, keys: Keys) -> bool:
    """Leave the mark of `keys` where there is none; return whether the mark that stands is theirs."""
    try:
        await _queries.leave_mark(connection, digest=keys.derived("mark"))
    except asyncpg.UndefinedTableError:
        return True
    return hmac.compare_digest(await _queries.read_mark(connection), keys.derived("mark"))
