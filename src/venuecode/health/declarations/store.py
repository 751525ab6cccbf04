"""SQL of declarations, as typed functions; storing one is health/store.py's part."""

from datetime import datetime
from typing import Any, NamedTuple

from venuecode.health.model import DeclarationKind
from venuecode.infra.sql import load_queries

_queries = load_queries(__file__)


class DeclarationRow(NamedTuple):
    """A declaration on file with its content sealed."""

    id: int
    kind: DeclarationKind
    declared_at: datetime
    source: str
    content: bytes


async def declarations_of(connection: Any, person_id: int, most: int) -> list[DeclarationRow]:
    """Return the standing declarations of a person, newest first."""
    rows = _queries.declarations_of(connection, person_id=person_id, most=most)
    return [
        DeclarationRow(row["id"], DeclarationKind(row["kind"]), row["declared_at"], row["source"], row["content"])
        async for row in rows
    ]
