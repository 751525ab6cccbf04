"""What a citizen does with an application: start, save as typed, submit, read where it stands, drop."""

from typing import Any

from venuecode.audit.model import Actor, ActorKind
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import Conflict, NotFound
from venuecode.kernel.ids import PersonId, VenueId
from venuecode.venues import store as venue_store
from venuecode.venues.applications import store
from venuecode.venues.applications.issuing import Issuer
from venuecode.venues.applications.model import (
    AmendmentWaits,
    Application,
    ApplicationKind,
    ApplicationNotInThatState,
    ApplicationState,
    Duplicate,
    TooManyDrafts,
    VenueNotOpenToAmendment,
)
from venuecode.venues.filing import Faults, Filing
from venuecode.venues.history import History
from venuecode.venues.members import store as members
from venuecode.venues.model import Event, Role, VenueFacts, VenueState
from venuecode.venues.settings import VenueSettings

_OPEN = {ApplicationState.DRAFT, ApplicationState.RETURNED}


class Applications:
    """The applicant's use cases. Somebody else's application is not found."""

    def __init__(
        self, db: Database, keys: Keys, clock: Clock, history: History, issuer: Issuer, settings: VenueSettings
    ) -> None:
        self._db = db
        self._ring = keys.ring
        self._clock = clock
        self._history = history
        self._issuer = issuer
        self._settings = settings

    async def start(self, person_id: PersonId, filing: Filing) -> Application:
        """Begin a draft; raises `TooManyDrafts`."""
        async with self._db.transaction() as connection:
            limit = self._settings.drafts_per_person
            if await store.count_unfinished(connection, person_id) >= limit:
                raise TooManyDrafts(limit=limit)
            started = await store.insert_draft(connection, self._ring, person_id, filing, self._clock.now())
            return await self._own(connection, person_id, started)

    async def start_amendment(self, person_id: PersonId, venue_id: VenueId) -> Application:
        """Begin to change what is filed about a venue that one manages, or go on with what was begun.

        Raises `AmendmentWaits` while one that a former manager handed in is not decided.
        """
        async with self._db.transaction() as connection:
            venue = await venue_store.lock_venue(connection, self._ring, venue_id)
            if venue is None or await members.role_of(connection, venue_id, person_id) is not Role.MANAGER:
                raise NotFound
            if venue.state is not VenueState.ACTIVE:
                raise VenueNotOpenToAmendment
            begun = await store.open_amendment(connection, self._ring, venue_id)
            if begun and begun.person_id == person_id:
                return begun
            if begun and begun.state is ApplicationState.SUBMITTED:
                raise AmendmentWaits
            if begun:  # a former manager's, never finished
                await self._withdraw(connection, begun, person_id)
            filing = filing_of(venue.facts)
            started = await store.insert_draft(
                connection, self._ring, person_id, filing, self._clock.now(), amended=venue_id
            )
            return await self._own(connection, person_id, started)

    async def save(self, person_id: PersonId, application_id: int, filing: Filing) -> Application:
        """Keep the form as typed, right or wrong; raises `ApplicationNotInThatState` once it is submitted."""
        async with self._db.transaction() as connection:
            await self._own_open(connection, person_id, application_id)
            await store.save_form(connection, self._ring, application_id, filing, self._clock.now())
            return await self._own(connection, person_id, application_id)

    async def submit(self, person_id: PersonId, application_id: int, version: int) -> Application:
        """Hand the form in: a code at once or a place in the queue, as the class's policy says.

        Raises `InvalidInput` with every fault, `Conflict` if the form was saved since `version`, and
        `ApplicationNotInThatState` for the second of two submissions.
        """
        actor = Actor(ActorKind.CITIZEN, person_id)
        async with self._db.transaction() as connection:
            application = await self._own_open(connection, person_id, application_id)
            if application.version != version:
                raise Conflict
            await self._check_still_manager(connection, application)
            checked = self._issuer.check(application)
            facts = self._issuer.facts(checked)
            await store.mark_submitted(connection, application_id, facts, self._clock.now())
            await self._history.record(
                connection,
                actor,
                "application.submitted",
                division_code=facts.division_code,
                application_id=application_id,
            )
            if not await self._issuer.needs_review(connection, application, facts):
                await self._issuer.fulfil(connection, application, checked, actor, None)
            return await self._own(connection, person_id, application_id)

    async def drop(self, person_id: PersonId, application_id: int) -> None:
        """Delete a draft that was never submitted, or withdraw a returned one."""
        async with self._db.transaction() as connection:
            application = await self._own_open(connection, person_id, application_id)
            if application.state is ApplicationState.DRAFT:
                await store.delete_application(connection, application_id)
            else:
                await self._withdraw(connection, application, person_id)

    async def get(self, person_id: PersonId, application_id: int) -> Application:
        """Return one's own application."""
        async with self._db.connection() as connection:
            return await self._own(connection, person_id, application_id)

    async def mine(self, person_id: PersonId) -> list[Application]:
        """Return one's applications, newest first."""
        async with self._db.connection() as connection:
            return await store.applications_of_person(connection, self._ring, person_id)

    async def around(self, application: Application) -> tuple[Faults, list[Duplicate], list[Event]]:
        """Return what is still wrong with the form, likely duplicates, and the history."""
        open_form = application.state in _OPEN
        async with self._db.connection() as connection:
            duplicates = await store.duplicates_of(connection, application) if open_form else []
            events = await store.events_of_application(connection, application.id)
        return (self._issuer.check(application).faults if open_form else {}), duplicates, events

    async def _check_still_manager(self, connection: Any, application: Application) -> None:
        """Somebody who handed a venue over has no more say in what is filed about it."""
        if application.kind is ApplicationKind.NEW or application.venue_id is None:
            return
        role = await members.role_of(connection, application.venue_id, application.person_id)
        if role is not Role.MANAGER:
            raise NotFound

    async def _withdraw(self, connection: Any, application: Application, by: PersonId) -> None:
        await store.mark_decided(connection, application.id, ApplicationState.REJECTED, self._clock.now())
        await self._history.record(
            connection,
            Actor(ActorKind.CITIZEN, by),
            "application.withdrawn",
            division_code=application.division_code,
            application_id=application.id,
        )

    async def _own(self, connection: Any, person_id: PersonId, application_id: int) -> Application:
        application = await store.application_by_id(connection, self._ring, application_id)
        if application is None or application.person_id != person_id:
            raise NotFound
        return application

    async def _own_open(self, connection: Any, person_id: PersonId, application_id: int) -> Application:
        application = await store.lock_application(connection, self._ring, application_id)
        if application is None or application.person_id != person_id:
            raise NotFound
        if application.state not in _OPEN:
            raise ApplicationNotInThatState
        return application


def filing_of(facts: VenueFacts) -> Filing:
    """Return the form that files these facts."""
    return Filing(
        full_name=facts.full_name,
        short_name=facts.short_name,
        venue_class=int(facts.venue_class),
        type=facts.type,
        credit_code=facts.credit_code,
        division_code=facts.division_code,
        address=facts.address,
        latitude=facts.latitude,
        longitude=facts.longitude,
        responsible_person=facts.responsible_person,
        responsible_phone=facts.responsible_phone,
        department=facts.department,
    )
