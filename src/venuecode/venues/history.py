"""Keeps what happened to a venue, twice: as history for those concerned, and in the audit record."""

from typing import Any

from venuecode.audit.model import Actor, Subject
from venuecode.audit.service import AuditLog
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import DoorId, VenueId
from venuecode.venues import store


class History:
    """Writes both within the caller's transaction."""

    def __init__(self, audit: AuditLog, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    async def record(
        self,
        connection: Any,
        actor: Actor,
        act: str,
        *,
        division_code: str | None,
        venue_id: VenueId | None = None,
        application_id: int | None = None,
        door_id: DoorId | None = None,
        reason: str | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        """Record `act` (`venue.suspended`, `application.returned`, …); `details` hold ids and codes only."""
        await store.insert_event(
            connection,
            act,
            actor,
            self._clock.now(),
            venue_id=venue_id,
            application_id=application_id,
            door_id=door_id,
            reason=reason,
        )
        subject = Subject("venue", venue_id) if venue_id else Subject("venue_application", application_id)
        named = {"application_id": application_id if venue_id else None, "door_id": door_id}
        await self._audit.record(
            connection,
            actor,
            act,
            subject,
            division_code=division_code,
            reason=reason,
            details={**{name: number for name, number in named.items() if number}, **(details or {})},
        )
