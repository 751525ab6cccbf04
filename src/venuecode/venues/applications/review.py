"""What an officer does with applications of the own division: the queue, approve, return, reject."""

from datetime import UTC, datetime, timedelta
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.messages.model import Notice
from venuecode.identity.messages.service import Messages
from venuecode.identity.model import OfficerSession
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import Conflict, NotFound
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.text import Text
from venuecode.regions.rules import Scope
from venuecode.venues import store as venue_store
from venuecode.venues.applications import store
from venuecode.venues.applications.issuing import Issuer
from venuecode.venues.applications.model import (
    Application,
    ApplicationKind,
    ApplicationNotInThatState,
    ApplicationState,
    QueueEntry,
    QueueFilter,
    ReviewCase,
)
from venuecode.venues.classes import VenueClass
from venuecode.venues.history import History

RESULTS = {
    ApplicationState.APPROVED: Text("已通过", "approved"),
    ApplicationState.RETURNED: Text("请修改后重新提交", "please mend it and hand it in again"),
    ApplicationState.REJECTED: Text("未通过", "rejected"),
}
"""What the applicant is told of a decision; the reason stands in the app."""
START = (datetime(2000, 1, 1, tzinfo=UTC), 0)


class Reviews:
    """The reviewer's use cases. An application outside the officer's scope is not found."""

    def __init__(
        self,
        db: Database,
        keys: Keys,
        clock: Clock,
        history: History,
        issuer: Issuer,
        audit: AuditLog,
        messages: Messages,
    ) -> None:
        self._db = db
        self._ring = keys.ring
        self._clock = clock
        self._history = history
        self._issuer = issuer
        self._audit = audit
        self._messages = messages

    async def queue(
        self,
        session: OfficerSession,
        after: tuple[datetime, int],
        size: int,
        *,
        scope: Scope,
        state: ApplicationState = ApplicationState.SUBMITTED,
        venue_class: VenueClass | None = None,
        waiting_days: int = 0,
    ) -> tuple[list[QueueEntry], int]:
        """Return a page, the longest filed first, and how many wait in the officer's whole scope."""
        filed_by = self._clock.now() - timedelta(days=waiting_days)
        wanted = QueueFilter(state, scope, venue_class, filed_by)
        async with self._db.connection() as connection:
            entries = await store.queue(connection, wanted, after, size)
            return entries, await store.count_queue(connection, session.scope)

    async def look(self, session: OfficerSession, application_id: int) -> ReviewCase:
        """Return an application with its duplicates and history; the look itself is recorded."""
        async with self._db.transaction() as connection:
            application = await store.application_by_id(connection, self._ring, application_id)
            application, division = self._in_scope(session, application)
            await self._audit.record(
                connection,
                session.actor,
                "application.read",
                Subject("person", application.person_id),
                division_code=division,
                look=True,
                details={"application_id": application_id},
            )
            venue = None
            if application.kind is ApplicationKind.AMENDMENT and application.venue_id:
                venue = await venue_store.venue_by_id(connection, self._ring, application.venue_id)
            return ReviewCase(
                application,
                venue.facts if venue else None,
                await store.duplicates_of(connection, application),
                await store.events_of_application(connection, application_id),
            )

    async def approve(self, session: OfficerSession, application_id: int, version: int) -> Application:
        """Issue the venue or apply the amendment; raises `Conflict` if it changed since `version`."""
        async with self._db.transaction() as connection:
            application, _ = await self._submitted(connection, session, application_id, version)
            checked = self._issuer.check(application)
            await self._issuer.fulfil(connection, application, checked, session.actor, session.officer_id)
            await self._tell(connection, application, ApplicationState.APPROVED)
            return await self._now(connection, application_id)

    async def send_back(
        self, session: OfficerSession, application_id: int, version: int, reason: str, *, final: bool
    ) -> Application:
        """Return it for correction, or reject it for good, with a reason that the applicant reads."""
        state = ApplicationState.REJECTED if final else ApplicationState.RETURNED
        async with self._db.transaction() as connection:
            application, division = await self._submitted(connection, session, application_id, version)
            await store.mark_decided(
                connection,
                application_id,
                state,
                self._clock.now(),
                reason=reason,
                officer_id=session.officer_id,
            )
            await self._history.record(
                connection,
                session.actor,
                f"application.{state}",
                division_code=division,
                application_id=application_id,
                reason=reason,
            )
            await self._tell(connection, application, state)
            return await self._now(connection, application_id)

    async def _tell(self, connection: Any, application: Application, state: ApplicationState) -> None:
        result = RESULTS[state]
        values = {"venue": application.filing.short_name or "", "result": result.zh, "result_en": result.en}
        await self._messages.tell(connection, application.person_id, Notice.APPLICATION_REVIEWED, values)

    async def _submitted(
        self, connection: Any, session: OfficerSession, application_id: int, version: int
    ) -> tuple[Application, DivisionCode]:
        application = await store.lock_application(connection, self._ring, application_id)
        application, division = self._in_scope(session, application)
        if application.state is not ApplicationState.SUBMITTED:
            raise ApplicationNotInThatState
        if application.version != version:
            raise Conflict
        return application, division

    def _in_scope(self, session: OfficerSession, application: Application | None) -> tuple[Application, DivisionCode]:
        division = application.division_code if application else None
        if application is None or division is None or not session.scope.covers(division):
            raise NotFound
        return application, division

    async def _now(self, connection: Any, application_id: int) -> Application:
        application = await store.application_by_id(connection, self._ring, application_id)
        assert application is not None
        return application
