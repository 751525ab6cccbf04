"""SQL of paper cards, as typed functions."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from venuecode.audit.model import Actor
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import PersonId
from venuecode.passes.cards.model import Card, RevokedBecause

_queries = load_queries(__file__)


def _card(row: Any) -> Card:
    return Card(**dict(row))


async def hold_person(connection: Any, person_id: PersonId) -> None:
    """Make a second issue for the same person wait until this transaction ends."""
    await _queries.hold_person(connection, person_id=person_id)


async def good_card(connection: Any, person_id: PersonId) -> Card | None:
    """Return the person's card that is not revoked; it may have expired."""
    row = await _queries.good_card(connection, person_id=person_id)
    return _card(row) if row else None


async def good_cards(connection: Any, person_ids: Collection[PersonId]) -> dict[PersonId, Card]:
    """Return the cards that are not revoked, by person."""
    rows = _queries.good_cards(connection, person_ids=list(person_ids))
    return {PersonId(row["person_id"]): _card(row) async for row in rows}


async def card_by_digest(connection: Any, code_hash: bytes) -> Card | None:
    """Return the card of a code, good or not."""
    row = await _queries.card_by_digest(connection, code_hash=code_hash)
    return _card(row) if row else None


async def insert_card(
    connection: Any,
    *,
    person_id: PersonId,
    code: bytes,
    code_hash: bytes,
    issued_at: datetime,
    valid_until: datetime,
    by: Actor,
    replaces: int | None,
) -> int:
    """Add a card, to be found by its digest; return its id."""
    card_id: int = await _queries.insert_card(
        connection,
        person_id=person_id,
        code=code,
        code_hash=code_hash,
        issued_at=issued_at,
        valid_until=valid_until,
        issued_by_kind=by.kind.value,
        issued_by=by.id,
        replaces=replaces,
    )
    await _queries.insert_card_code(connection, code_hash=code_hash, person_id=person_id, card_id=card_id)
    return card_id


async def revoke(connection: Any, person_id: PersonId, because: RevokedBecause, by: Actor, now: datetime) -> int | None:
    """End the person's good card; return its id, None if there is none."""
    card_id: int | None = await _queries.revoke(
        connection, person_id=person_id, because=because.value, by_kind=by.kind.value, by=by.id, now=now
    )
    return card_id


async def revoked_digests(connection: Any, since: datetime, now: datetime) -> list[bytes]:
    """Return the digests of cards revoked after `since` that would otherwise still be good."""
    rows = _queries.revoked_digests(connection, since=since, now=now)
    return [row["code_hash"] async for row in rows]
