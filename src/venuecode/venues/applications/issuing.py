"""Turns a checked application into an issued venue, or an amendment into the venue's new facts."""

from typing import Any

from venuecode.audit.model import Actor
from venuecode.infra.keys import Keys
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.ids import OfficerId, VenueId
from venuecode.regions.service import Divisions
from venuecode.venues import store
from venuecode.venues.applications import store as applications
from venuecode.venues.applications.model import (
    Application,
    ApplicationKind,
    ApplicationState,
    VenueNotOpenToAmendment,
)
from venuecode.venues.classes import VenueClass
from venuecode.venues.filing import Checked, check_filing
from venuecode.venues.history import History
from venuecode.venues.members import store as members
from venuecode.venues.model import Role, VenueFacts, VenueState
from venuecode.venues.settings import VenueSettings


class Issuer:
    """Checks and fulfils applications within the caller's transaction."""

    def __init__(
        self, keys: Keys, clock: Clock, history: History, divisions: Divisions, settings: VenueSettings
    ) -> None:
        self._ring = keys.ring
        self._clock = clock
        self._history = history
        self._divisions = divisions
        self._settings = settings

    def check(self, application: Application) -> Checked:
        """Check the form as a whole."""
        return check_filing(
            application.filing,
            self._is_leaf,
            most_doors=self._settings.doors_per_venue,
            with_doors=application.kind is ApplicationKind.NEW,
        )

    def facts(self, checked: Checked) -> VenueFacts:
        """Return the checked facts; raises `InvalidInput` with all faults."""
        if checked.facts is None:
            raise InvalidInput(fields=checked.faults)
        return checked.facts

    async def needs_review(self, connection: Any, application: Application, facts: VenueFacts) -> bool:
        """Whether an officer must see it: an amendment also when the class it leaves is a reviewed one."""
        classes: set[VenueClass] = {facts.venue_class}
        if application.kind is ApplicationKind.AMENDMENT and application.venue_id:
            venue = await store.venue_by_id(connection, self._ring, application.venue_id)
            classes |= {venue.facts.venue_class} if venue else set()
        return bool(classes & self._settings.reviewed_classes)

    async def fulfil(
        self, connection: Any, application: Application, checked: Checked, actor: Actor, officer: OfficerId | None
    ) -> VenueId:
        """Issue or amend the venue and close the application."""
        facts = self.facts(checked)
        if application.kind is ApplicationKind.NEW:
            venue_id = await self._issue(connection, application, checked, actor)
            act = "venue.issued"
        else:
            venue_id = await self._amend(connection, application, facts)
            act = "venue.amended"
        await applications.mark_decided(
            connection,
            application.id,
            ApplicationState.APPROVED,
            self._clock.now(),
            venue_id=venue_id,
            officer_id=officer,
        )
        await self._history.record(
            connection,
            actor,
            act,
            division_code=facts.division_code,
            venue_id=venue_id,
            application_id=application.id,
        )
        return venue_id

    async def _issue(self, connection: Any, application: Application, checked: Checked, actor: Actor) -> VenueId:
        now = self._clock.now()
        venue_id = await store.insert_venue(connection, self._ring, self.facts(checked), actor, now)
        await store.insert_doors(connection, venue_id, checked.doors, now)
        await members.insert_member(connection, venue_id, application.person_id, Role.MANAGER, now)
        return venue_id

    async def _amend(self, connection: Any, application: Application, facts: VenueFacts) -> VenueId:
        assert application.venue_id is not None
        venue = await store.lock_venue(connection, self._ring, application.venue_id)
        if venue is None or venue.state is not VenueState.ACTIVE:
            raise VenueNotOpenToAmendment
        if facts != venue.facts:
            await store.update_venue_facts(connection, self._ring, venue.id, facts, self._clock.now())
            await store.note_change(connection, venue_id=venue.id)
        return venue.id

    def _is_leaf(self, code: str) -> bool:
        return self._divisions.known(code) and not self._divisions.has_children(code)
