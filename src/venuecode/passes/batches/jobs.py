"""What a worker does for batches: issues the cards, sets them on sheets, deletes expired files."""

import asyncio
import io
from collections.abc import Sequence
from contextlib import closing
from itertools import groupby
from typing import Any

from venuecode.audit.model import Actor, ActorKind
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.passes.batches import store
from venuecode.passes.batches.model import BatchState, CardBatch
from venuecode.passes.batches.service import BATCH_JOB
from venuecode.passes.cards.printing import CardDesk
from venuecode.passes.cards.rendering import CardFace, CardLayout
from venuecode.passes.cards.service import Cards, good_cards_of
from venuecode.regions.service import Divisions
from venuecode.venues.posters.archive import PosterArchive

_AT_ONCE = 50
_PIECE = 1 << 20
PDF, ZIP = "application/pdf", "application/zip"
Faces = list[tuple[DivisionCode, CardFace]]


class CardBatchMaker:
    """Makes the file of a batch: one PDF of sheets, or a ZIP with a PDF for each street."""

    def __init__(
        self, db: Database, clock: Clock, people: People, cards: Cards, desk: CardDesk, divisions: Divisions
    ) -> None:
        self._db = db
        self._clock = clock
        self._people = people
        self._cards = cards
        self._desk = desk
        self._divisions = divisions

    async def make(self, payload: dict[str, Any]) -> None:
        """Run the job `cards.batch`; a second run keeps the cards that the first one issued."""
        batch_id = int(payload["batch_id"])
        batch = await self._start(batch_id)
        if batch is None:
            return
        try:
            faces = await self._issue(batch)
            content, media_type = await asyncio.to_thread(self._print, faces)
            await self._keep(batch_id, len(faces), content, media_type)
        except Exception:
            async with self._db.transaction() as connection:
                await store.fail_batch(connection, batch_id, self._clock.now())
            raise

    async def delete_expired(self) -> None:
        """Delete the files whose days are over."""
        async with self._db.transaction() as connection:
            await store.delete_expired(connection, self._clock.now())

    async def _start(self, batch_id: int) -> CardBatch | None:
        async with self._db.transaction() as connection:
            batch = await store.lock_batch(connection, batch_id)
            if batch is None or batch.state is BatchState.DONE:
                return None
            await store.start_batch(connection, batch_id)
            return batch

    async def _issue(self, batch: CardBatch) -> Faces:
        faces: Faces = []
        for start in range(0, len(batch.person_ids), _AT_ONCE):
            faces += await self._issue_some(batch, batch.person_ids[start : start + _AT_ONCE])
            async with self._db.transaction() as connection:
                await store.note_progress(connection, batch.id, len(faces))
        return faces

    async def _issue_some(self, batch: CardBatch, person_ids: Sequence[PersonId]) -> Faces:
        """Issue cards in one transaction, each of them a look that the person can read."""
        by = Actor(ActorKind.OFFICER, batch.officer_id)
        faces: Faces = []
        async with self._db.transaction() as connection:
            people = await self._people.of_ids(connection, person_ids)
            good = await good_cards_of(connection, person_ids, self._clock.now())
            for person in (people[one] for one in sorted(people)):
                card = good.get(person.id)
                if card is None or card.issued_at < batch.requested_at:
                    card = await self._cards.issue_to(connection, by, person, look=True, reason=batch.reason)
                faces.append((person.division_code, self._desk.face(person, card)))
        return faces

    def _print(self, faces: Faces) -> tuple[bytes, str]:
        by_street = [
            (street, [face for _, face in group])
            for street, group in groupby(sorted(faces, key=lambda one: one[0]), key=lambda one: one[0])
        ]
        if len(by_street) == 1:
            return self._desk.press.pdf(by_street[0][1], CardLayout.SHEET), PDF
        out = io.BytesIO()
        with closing(PosterArchive(out, self._people.today())) as archive:
            for street, own in by_street:
                archive.add([], self._divisions.get(street).name.zh, self._desk.press.pdf(own, CardLayout.SHEET))
        return out.getvalue(), ZIP

    async def _keep(self, batch_id: int, cards: int, content: bytes, media_type: str) -> None:
        pieces = [content[start : start + _PIECE] for start in range(0, len(content), _PIECE)]
        async with self._db.transaction() as connection:
            batch = await store.lock_batch(connection, batch_id)
            if batch is None or batch.state is BatchState.DONE:
                return  # another worker that took it over was quicker
            await store.keep_file(
                connection, batch_id, pieces, cards=cards, media_type=media_type, at=self._clock.now()
            )


def register_jobs(book: JobBook, maker: CardBatchMaker) -> None:
    """Tell the worker what batches of cards need."""
    book.job(BATCH_JOB, maker.make)
    book.every("cards.delete_expired", "25 19 * * *", maker.delete_expired)  # 03:25 in Shanghai
