"""Use cases of discipline: send a measure, read them, see them, answer one."""

from typing import Any

from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import DivisionCode, OfficerId, PersonId, VenueId
from venuecode.venues.access import VenueAccess
from venuecode.venues.discipline import store
from venuecode.venues.discipline.model import Measure, MeasureAnswered, MeasureKind
from venuecode.venues.history import History
from venuecode.venues.model import Caller, Venue

ACTS = {
    MeasureKind.REMINDER: "venue.reminder_sent",
    MeasureKind.WARNING: "venue.warning_sent",
    MeasureKind.SUSPENSION: "venue.suspended",
}


class Discipline:
    """Between an officer in charge of a venue and its manager."""

    def __init__(self, db: Database, clock: Clock, access: VenueAccess, history: History) -> None:
        self._db = db
        self._clock = clock
        self._access = access
        self._history = history

    async def send(self, caller: Caller, venue_id: VenueId, kind: MeasureKind, reason: str) -> list[Measure]:
        """Send a reminder or a warning; return the venue's measures. A suspension goes with `Venues.set_state`."""
        async with self._db.transaction() as connection:
            venue = await self._access.to_change(connection, caller, venue_id)
            await self.keep(connection, caller, venue, kind, reason)
            return await store.of_venue(connection, venue_id)

    async def keep(self, connection: Any, caller: Caller, venue: Venue, kind: MeasureKind, reason: str) -> None:
        """Store a measure and its line of history within the caller's transaction; the venue must be locked."""
        scope = caller.scope
        if scope is None:
            raise NotFound
        officer = (OfficerId(caller.actor.id or 0), DivisionCode(scope.division))
        measure_id = await store.insert(connection, venue.id, kind, reason, officer, self._clock.now())
        await self._history.record(
            connection,
            caller.actor,
            ACTS[kind],
            division_code=venue.facts.division_code,
            venue_id=venue.id,
            reason=reason,
            details={"measure_id": measure_id},
        )

    async def of_venue(self, caller: Caller, venue_id: VenueId) -> list[Measure]:
        """Return the measures against a venue to an officer of its division, newest first."""
        async with self._db.connection() as connection:
            await self._access.to_see(connection, caller, venue_id)
            return await store.of_venue(connection, venue_id)

    async def of_manager(self, person_id: PersonId) -> list[Measure]:
        """Return those against the venues that a person manages, the unanswered first."""
        async with self._db.connection() as connection:
            return await store.of_manager(connection, person_id)

    async def see(self, caller: Caller, venue_id: VenueId, through: int) -> None:
        """Note that the manager has before their eyes what was sent, up to the measure `through`."""
        async with self._db.transaction() as connection:
            await self._access.to_see(connection, caller, venue_id)
            await store.mark_seen(connection, venue_id, through, self._clock.now())

    async def answer(self, caller: Caller, venue_id: VenueId, measure_id: int, text: str) -> Measure:
        """Keep the manager's answer, whatever the venue's state; it can be given once.

        The record says that there is an answer. Its words, in which a manager may name people, stay beside the measure.
        """
        async with self._db.transaction() as connection:
            venue = await self._access.to_see(connection, caller, venue_id)
            measure = await store.lock(connection, venue_id, measure_id)
            if measure is None:
                raise NotFound
            if measure.answered_at is not None:
                raise MeasureAnswered
            await store.answer(connection, measure_id, text, PersonId(caller.actor.id or 0), self._clock.now())
            await self._history.record(
                connection,
                caller.actor,
                "venue.measure_answered",
                division_code=venue.facts.division_code,
                venue_id=venue_id,
                details={"measure_id": measure_id},
            )
            answered = await store.lock(connection, venue_id, measure_id)
            return answered or measure
