"""SQL of batches of cards, as typed functions."""

from datetime import date, datetime, timedelta
from typing import Any

from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode, OfficerId, PersonId
from venuecode.passes.batches.model import BatchState, CardBatch, Resident, Selection
from venuecode.passes.cards.rules import AgeGroup, born_within
from venuecode.regions.rules import Scope

_queries = load_queries(__file__)
GOOD_ENOUGH = timedelta(days=14)
"""Who has a card for longer than this needs no new one."""


async def residents(connection: Any, selection: Selection, today: date, now: datetime, most: int) -> list[Resident]:
    """Return at most `most` people of the selection, by division."""
    scope = Scope(selection.division_code)
    rows = _queries.residents(
        connection,
        low=scope.low,
        high=scope.high,
        person_ids=None if selection.person_ids is None else list(selection.person_ids),
        old=AgeGroup.FROM_60 in selection.groups,
        old_until=born_within(AgeGroup.FROM_60, today)[1],
        young=AgeGroup.UNDER_18 in selection.groups,
        young_from=born_within(AgeGroup.UNDER_18, today)[0],
        renew=selection.renew,
        soon=now + GOOD_ENOUGH,
        now=now,
        most=most,
    )
    return [
        Resident(
            PersonId(row["person_id"]),
            row["masked_name"],
            DivisionCode(row["division_code"]),
            row["birth_date"],
            row["card_until"],
        )
        async for row in rows
    ]


async def insert_batch(connection: Any, batch: CardBatch) -> int:
    """Add a batch that waits; return its id, that of `batch` is not used."""
    batch_id: int = await _queries.insert_batch(
        connection,
        officer_id=batch.officer_id,
        division_code=batch.division_code,
        person_ids=list(batch.person_ids),
        reason=batch.reason,
        cards_total=batch.cards_total,
        requested_at=batch.requested_at,
        expires_at=batch.expires_at,
    )
    return batch_id


def _batch(row: Any) -> CardBatch:
    values = dict(row)
    values["person_ids"] = tuple(PersonId(one) for one in values["person_ids"])
    values["state"] = BatchState(values["state"])
    return CardBatch(**values)


async def batch_by_id(connection: Any, batch_id: int) -> CardBatch | None:
    """Return a batch, expired or not."""
    row = await _queries.batch_by_id(connection, batch_id=batch_id)
    return _batch(row) if row else None


async def lock_batch(connection: Any, batch_id: int) -> CardBatch | None:
    """Return a batch, locked until the transaction ends."""
    row = await _queries.lock_batch(connection, batch_id=batch_id)
    return _batch(row) if row else None


async def batches_of(
    connection: Any, officer_id: OfficerId, now: datetime, *, before: int, most: int
) -> list[CardBatch]:
    """Return an officer's batches that have not expired, newest first, those with an id below `before`."""
    rows = _queries.batches_of(connection, officer_id=officer_id, now=now, before=before, most=most)
    return [_batch(row) async for row in rows]


async def start_batch(connection: Any, batch_id: int) -> None:
    """Say that a worker makes it."""
    await _queries.start_batch(connection, batch_id=batch_id)


async def note_progress(connection: Any, batch_id: int, cards_done: int) -> None:
    """Say how many cards are issued."""
    await _queries.note_progress(connection, batch_id=batch_id, cards_done=cards_done)


async def keep_file(
    connection: Any, batch_id: int, pieces: list[bytes], *, cards: int, media_type: str, at: datetime
) -> None:
    """Store the finished file in pieces, in place of what an earlier run stored."""
    await _queries.delete_chunks(connection, batch_id=batch_id)
    for number, piece in enumerate(pieces):
        await _queries.insert_chunk(connection, batch_id=batch_id, number=number, bytes=piece)
    size = sum(len(piece) for piece in pieces)
    await _queries.finish_batch(
        connection, batch_id=batch_id, cards=cards, media_type=media_type, size_bytes=size, at=at
    )


async def fail_batch(connection: Any, batch_id: int, at: datetime) -> None:
    """Say that this run failed; a further run starts it again."""
    await _queries.fail_batch(connection, batch_id=batch_id, at=at)


async def chunk(connection: Any, batch_id: int, number: int) -> bytes | None:
    """Return one piece of the file; None behind the last."""
    content: bytes | None = await _queries.chunk(connection, batch_id=batch_id, number=number)
    return content


async def delete_expired(connection: Any, now: datetime) -> None:
    """Delete the batches whose days are over, their files with them; the cards stay good."""
    await _queries.delete_expired(connection, now=now)
