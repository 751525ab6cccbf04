"""What a worker does for posters: makes batches, deletes expired ones."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from itertools import groupby
from typing import Any, BinaryIO

from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.kernel.clock import Clock
from venuecode.venues.posters import store
from venuecode.venues.posters.archive import PosterArchive
from venuecode.venues.posters.batch import BatchState, PosterBatch
from venuecode.venues.posters.model import Layout
from venuecode.venues.posters.rendering import PosterPress
from venuecode.venues.posters.service import BATCH_JOB, PosterDesk

_VENUES_AT_ONCE = 100
_PROGRESS_SECONDS = 1.0
_PIECE = 1 << 20


class BatchMaker:
    """Makes the ZIP of a batch: a PDF for each venue, in a folder for each division."""

    def __init__(self, db: Database, clock: Clock, desk: PosterDesk, press: PosterPress) -> None:
        self._db = db
        self._clock = clock
        self._desk = desk
        self._press = press

    async def make(self, payload: dict[str, Any]) -> None:
        """Run the job `posters.batch`; a second run makes the same again, and a finished batch is left alone."""
        batch_id = int(payload["batch_id"])
        batch = await self._start(batch_id)
        if batch is None:
            return
        try:
            with tempfile.TemporaryFile() as file:
                posters = await self._write(batch, file)
                await self._keep(batch_id, posters, file)
        except Exception:
            async with self._db.transaction() as connection:
                await store.fail_batch(connection, batch_id, self._clock.now())
            raise

    async def delete_expired(self) -> None:
        """Delete the batches whose days are over."""
        async with self._db.transaction() as connection:
            await store.delete_expired(connection, self._clock.now())

    async def _start(self, batch_id: int) -> PosterBatch | None:
        async with self._db.transaction() as connection:
            batch = await store.lock_batch(connection, batch_id)
            if batch is None or batch.state is BatchState.DONE:
                return None
            await store.start_batch(connection, batch_id, self._clock.now())
            return batch

    async def _write(self, batch: PosterBatch, file: BinaryIO) -> int:
        done, told = 0, time.monotonic()
        with closing(PosterArchive(file, self._desk.today())) as archive:
            async for doors in self._venues(batch):
                await asyncio.to_thread(self._add, archive, doors, batch.layout)
                done += len(doors)
                if time.monotonic() - told >= _PROGRESS_SECONDS:
                    told = time.monotonic()
                    await self._tell(batch.id, done)
        return done

    async def _venues(self, batch: PosterBatch) -> AsyncIterator[list[store.DoorToPrint]]:
        for start in range(0, len(batch.venue_ids), _VENUES_AT_ONCE):
            async with self._db.connection() as connection:
                doors = await store.doors_to_print(connection, batch.venue_ids[start : start + _VENUES_AT_ONCE])
            for _, of_venue in groupby(doors, key=lambda door: door.venue_id):
                yield list(of_venue)

    def _add(self, archive: PosterArchive, doors: Sequence[store.DoorToPrint], layout: Layout | None) -> None:
        pdf = self._press.pdf([self._desk.poster(door) for door in doors], layout)
        archive.add([self._desk.folder(doors[0])], doors[0].short_name, pdf)

    async def _tell(self, batch_id: int, done: int) -> None:
        async with self._db.transaction() as connection:
            await store.note_progress(connection, batch_id, done)

    async def _keep(self, batch_id: int, posters: int, file: BinaryIO) -> None:
        size = file.tell()
        file.seek(0)
        async with self._db.transaction() as connection:
            batch = await store.lock_batch(connection, batch_id)
            if batch is None or batch.state is BatchState.DONE:
                return  # expired meanwhile, or another worker that took it over was quicker
            await store.delete_chunks(connection, batch_id)
            for number, piece in enumerate(iter(lambda: file.read(_PIECE), b"")):
                await store.insert_chunk(connection, batch_id, number, piece)
            await store.finish_batch(connection, batch_id, posters=posters, size_bytes=size, at=self._clock.now())


def register_jobs(book: JobBook, maker: BatchMaker) -> None:
    """Tell the worker what posters need."""
    book.job(BATCH_JOB, maker.make)
    book.every("posters.delete_expired", "20 19 * * *", maker.delete_expired)  # 03:20 in Shanghai
