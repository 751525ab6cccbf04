"""Printing posters: those of a venue at once, those of many venues as a batch in the background."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from typing import Any

from venuecode.audit.model import Actor, ActorKind, Subject
from venuecode.audit.service import AuditLog
from venuecode.infra.db import Database
from venuecode.infra.jobs import enqueue
from venuecode.kernel.clock import SHOWN_ZONE, Clock
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import DoorId, OfficerId, VenueId
from venuecode.regions.rules import Scope
from venuecode.regions.service import Divisions
from venuecode.venues.classes import CLASS_NAMES, TYPES, VenueType
from venuecode.venues.code import url_of
from venuecode.venues.model import Caller, VenueState
from venuecode.venues.posters import store
from venuecode.venues.posters.batch import (
    BatchNotReady,
    BatchState,
    BatchTooLarge,
    NothingToPrint,
    PosterBatch,
    Selection,
    VenueNotActive,
)
from venuecode.venues.posters.model import Layout, PosterData
from venuecode.venues.posters.settings import PosterSettings

BATCH_JOB = "posters.batch"
"""Name of the job that makes a batch; its payload is `{"batch_id": …}`."""
MOST_PARTS = 20
"""Batches that one request may be made in."""


class PosterDesk:
    """Composes what posters show: names and address from the tables, the date from the clock, the address to open."""

    def __init__(self, clock: Clock, divisions: Divisions, public_url: str) -> None:
        self._clock = clock
        self._divisions = divisions
        self._public_url = public_url

    def today(self) -> date:
        """Return the date that posters made now carry."""
        return self._clock.now().astimezone(SHOWN_ZONE).date()

    def poster(self, door: store.DoorToPrint) -> PosterData:
        """Return the poster of a door."""
        return PosterData(
            code=door.code,
            url=url_of(door.code, self._public_url),
            short_name=door.short_name,
            full_name=door.full_name,
            door_name=door.door_name,
            address=self._divisions.full_name(door.division_code, "zh") + door.address,
            direction=door.direction,
            printed_on=self.today(),
            vehicle=door.vehicle,
        )

    def folder(self, door: store.DoorToPrint) -> str:
        """Return the division's own name, by which a ZIP is sorted for handing out."""
        return self._divisions.get(door.division_code).name.zh

    def batch_name(self, batch: PosterBatch, language: str) -> tuple[str, str]:
        """Return the names of the division and of the type or class that a batch is of; empty if it is of all."""
        kind = TYPES.get(VenueType(batch.venue_type)) if batch.venue_type else None
        what = kind.name if kind else CLASS_NAMES[batch.venue_class] if batch.venue_class else None
        return self._divisions.full_name(batch.division_code, language), what.in_language(language) if what else ""


def parts_of(venues: Sequence[tuple[VenueId, int]], most: int) -> list[list[tuple[VenueId, int]]]:
    """Divide (venue, posters) into parts of at most `most` posters; a venue with more is a part of its own."""
    parts: list[list[tuple[VenueId, int]]] = []
    room = 0
    for venue in venues:
        if venue[1] > room:
            parts.append([])
            room = most
        parts[-1].append(venue)
        room -= venue[1]
    return parts


class Posters:
    """The use cases. A venue that the caller may not see is not found."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, desk: PosterDesk, settings: PosterSettings) -> None:
        self._db = db
        self._audit = audit
        self._clock = clock
        self._desk = desk
        self._settings = settings

    async def of_venue(self, caller: Caller, venue_id: VenueId) -> list[PosterData]:
        """Return the posters of all open doors of a venue."""
        async with self._db.connection() as connection:
            return await self._of_doors(connection, caller, venue_id, None)

    async def of_door(self, caller: Caller, door_id: DoorId) -> PosterData:
        """Return the poster of one open door."""
        async with self._db.connection() as connection:
            venue_id = await store.venue_of_door(connection, door_id)
            if venue_id is None:
                raise NotFound
            return (await self._of_doors(connection, caller, venue_id, door_id))[0]

    async def _of_doors(
        self, connection: Any, caller: Caller, venue_id: VenueId, door_id: DoorId | None
    ) -> list[PosterData]:
        standing = await store.venue_standing(connection, venue_id)
        if standing is None or not _may_print(caller, standing):
            raise NotFound
        if standing.state is not VenueState.ACTIVE:
            raise VenueNotActive
        doors = await store.doors_to_print(connection, [venue_id])
        posters = [self._desk.poster(door) for door in doors if door_id in {None, door.door_id}]
        if not posters:
            raise NothingToPrint
        return posters

    async def request_batch(
        self, officer_id: OfficerId, scope: Scope, selection: Selection, layout: Layout | None
    ) -> PosterBatch:
        """Fix the venues of a batch and have it made; what lies outside the officer's division is left out.

        More posters than a batch holds are made in parts, a batch each; the first of these is returned.
        """
        if not scope.covers(selection.division_code):
            raise NotFound
        limit = self._settings.batch_posters * MOST_PARTS
        async with self._db.transaction() as connection:
            venues = await store.venues_to_print(connection, selection, limit + 1)
            if not venues:
                raise NothingToPrint
            parts = parts_of(venues, self._settings.batch_posters)
            if len(parts) > MOST_PARTS:
                raise BatchTooLarge(limit=limit, total=await store.count_posters(connection, selection))
            ids = [
                await self._request(connection, officer_id, selection, layout, part, (number, len(parts)))
                for number, part in enumerate(parts, 1)
            ]
            return await self._own(connection, officer_id, scope, ids[0])

    async def _request(
        self,
        connection: Any,
        officer_id: OfficerId,
        selection: Selection,
        layout: Layout | None,
        venues: Sequence[tuple[VenueId, int]],
        place: tuple[int, int],
    ) -> int:
        now, total = self._clock.now(), sum(posters for _, posters in venues)
        batch_id = await store.insert_batch(
            connection,
            officer_id=officer_id,
            selection=selection,
            part=place[0],
            parts=place[1],
            layout=layout,
            venue_ids=[venue_id for venue_id, _ in venues],
            posters_total=total,
            requested_at=now,
            expires_at=now + timedelta(days=self._settings.batch_days),
        )
        await self._audit.record(
            connection,
            Actor(ActorKind.OFFICER, officer_id),
            "posters.batch_requested",
            Subject("poster_batch", batch_id),
            division_code=selection.division_code,
            details={"posters": total},
        )
        await enqueue(connection, BATCH_JOB, {"batch_id": batch_id})
        return batch_id

    def named(self, batch: PosterBatch, language: str) -> tuple[str, str]:
        """Return the names of the division and of the type or class that a batch is of; empty if it is of all."""
        return self._desk.batch_name(batch, language)

    async def batch(self, officer_id: OfficerId, scope: Scope, batch_id: int) -> PosterBatch:
        """Return one of the officer's own batches that has not expired."""
        async with self._db.connection() as connection:
            return await self._own(connection, officer_id, scope, batch_id)

    async def batches(self, officer_id: OfficerId, before: int, most: int) -> Sequence[PosterBatch]:
        """Return the officer's own batches, newest first, those with an id below `before`."""
        async with self._db.connection() as connection:
            return await store.batches_of(connection, officer_id, self._clock.now(), before=before, most=most)

    async def zip_of(self, officer_id: OfficerId, scope: Scope, batch_id: int) -> tuple[int, AsyncIterator[bytes]]:
        """Return the size and the pieces of a finished batch; raises `BatchNotReady` before."""
        batch = await self.batch(officer_id, scope, batch_id)
        if batch.state is not BatchState.DONE or batch.size_bytes is None:
            raise BatchNotReady
        return batch.size_bytes, self._pieces(batch.id)

    async def _pieces(self, batch_id: int) -> AsyncIterator[bytes]:
        number = 0
        while True:
            # one short look-up a piece: a slow download must not hold a connection of the pool
            async with self._db.connection() as connection:
                piece = await store.chunk(connection, batch_id, number)
            if piece is None:
                return
            yield piece
            number += 1

    async def _own(self, connection: Any, officer_id: OfficerId, scope: Scope, batch_id: int) -> PosterBatch:
        batch = await store.batch_by_id(connection, batch_id)
        if batch is None or batch.officer_id != officer_id or not scope.covers(batch.division_code):
            raise NotFound
        if batch.expires_at <= self._clock.now():
            raise NotFound
        return batch


def _may_print(caller: Caller, standing: store.Standing) -> bool:
    if caller.scope is not None:
        return caller.scope.covers(standing.division_code)
    return standing.manager == caller.actor.id
