"""Facts about documents that match nobody yet: kept sealed, found by the document's blind index, taken up once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from venuecode.health.model import NewFact, Source
from venuecode.health.packing import packed, unpacked
from venuecode.identity.people.documents import Document
from venuecode.identity.people.sealing import PersonSeal
from venuecode.infra.sql import load_queries
from venuecode.kernel.encryption import KeyRing

_queries = load_queries(__file__)

SEALED = "waiting_fact.sealed"
"""Where a waiting fact is sealed for (ADR 0008)."""


class Taken(NamedTuple):
    """A fact that waited, and who brought it when."""

    fact: NewFact
    source: str
    entered_by: int | None
    entered_at: datetime


async def keep(
    connection: Any,
    seal: PersonSeal,
    ring: KeyRing,
    facts: Sequence[tuple[int, Document, NewFact]],
    source: Source,
    now: datetime,
) -> None:
    """Keep facts until somebody registers with their document; the same fact twice is kept once."""
    texts = [_text(fact) for _, _, fact in facts]
    async for _ in _queries.insert_waiting(
        connection,
        document_indexes=[seal.document_index(document) for _, document, _ in facts],
        digests=[_digest(ring, source, text) for text in texts],
        sealed=[ring.seal(text, SEALED) for text in texts],
        source=source.name,
        entered_by=source.officer_id,
        now=now,
    ):
        pass


async def take(connection: Any, ring: KeyRing, document_index: bytes) -> list[Taken]:
    """Return what waited for the document of a blind index, oldest first; it waits no longer."""
    rows = [row async for row in _queries.take_waiting(connection, document_index=document_index)]
    return [
        Taken(
            unpacked(msgspec.json.decode(ring.open(row["sealed"], SEALED))),
            row["source"],
            row["entered_by"],
            row["entered_at"],
        )
        for row in sorted(rows, key=lambda row: row["id"])
    ]


class Waiting(NamedTuple):
    """A fact that still waits."""

    id: int
    fact: NewFact
    entered_by: int | None


async def of_source(connection: Any, ring: KeyRing, document_index: bytes, source: str) -> list[Waiting]:
    """Return what a source brought about a document and waits yet; the rows are held."""
    return [
        Waiting(row["id"], unpacked(msgspec.json.decode(ring.open(row["sealed"], SEALED))), row["entered_by"])
        async for row in _queries.waiting_of_source(connection, document_index=document_index, source=source)
    ]


async def drop_these(connection: Any, document_index: bytes, ids: Sequence[int]) -> None:
    """Remove facts that wait for a document."""
    await _queries.drop_these_waiting(connection, document_index=document_index, ids=list(ids))


def _text(fact: NewFact) -> str:
    return msgspec.json.encode(packed(fact)).decode()


def _digest(ring: KeyRing, source: Source, text: str) -> bytes:
    return ring.blind_index(f"{source.name}\0{text}", SEALED)


async def drop(connection: Any, before: datetime) -> int:
    """Remove what has waited since before a moment; return how many."""
    return int((await _queries.drop_waiting(connection, before=before)).split()[-1])
