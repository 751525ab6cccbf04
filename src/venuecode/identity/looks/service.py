"""An officer looks at a person: within scope, limited, with a reason, and never without a trace."""

from datetime import timedelta

from venuecode.audit.model import Event, Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.model import OfficerSession
from venuecode.identity.people.documents import Document
from venuecode.identity.people.model import Person
from venuecode.identity.people.sealing import PersonSeal
from venuecode.identity.people.service import People
from venuecode.identity.settings import IdentitySettings
from venuecode.infra.db import Database
from venuecode.infra.limits import Limit, use
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import PersonId
from venuecode.regions.service import Divisions

HOUR = timedelta(hours=1)


class Looks:
    """The one way for an officer to see a person, and for the person to see that."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        people: People,
        divisions: Divisions,
        settings: IdentitySettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._divisions = divisions
        self._settings = settings

    @property
    def seal(self) -> PersonSeal:
        """What opens the fields of a person that was looked up."""
        return self._people.seal

    async def find(
        self, by: OfficerSession, document: Document, reason: str, action: str = "person.looked_up"
    ) -> Person:
        """Return the person of a document within the officer's divisions; `action` is what the record calls the look.

        Nobody's document and that of a person elsewhere are answered alike, with `NotFound`; both are recorded.
        Raises `TooManyRequests`.
        """
        await self.count(by)
        async with self._db.transaction() as connection:
            person = await self._people.find_by_document(connection, document)
            allowed = person is not None and by.scope.covers(person.division_code)
            await self._audit.record(
                connection,
                by.actor,
                action if allowed else "person.look_refused",
                Subject("person", person.id) if person else None,
                division_code=by.division_code,
                reason=reason,
                look=allowed,
            )
        if person is None or not allowed:
            raise NotFound
        return person

    async def see(self, by: OfficerSession, person_id: PersonId, reason: str) -> Person:
        """Return a person of the officer's divisions, to be shown in full; raises `NotFound`, `TooManyRequests`."""
        await self.count(by)
        person = await self._people.get(person_id)
        allowed = by.scope.covers(person.division_code)
        async with self._db.transaction() as connection:
            await self._audit.record(
                connection,
                by.actor,
                "person.seen" if allowed else "person.look_refused",
                Subject("person", person_id),
                division_code=by.division_code,
                reason=reason,
                look=allowed,
            )
        if not allowed:
            raise NotFound
        return person

    async def at_me(self, person_id: PersonId, *, before: int | None, most: int) -> list[Event]:
        """Return who looked at a person, newest first."""
        return await self._audit.looks_at(person_id, before=before, most=most)

    def record_prefix(self, by: OfficerSession) -> str:
        """Return what the division codes begin with that an auditor may read; empty: the whole deployment."""
        return "" if by.scope.covers(self._divisions.start.code) else by.scope.low

    async def count(self, by: OfficerSession) -> None:
        """Count a look towards the officer's limit; raises `TooManyRequests`."""
        limit = Limit("looks_per_officer_hour", self._settings.looks_per_officer_hour, HOUR)
        async with self._db.transaction() as connection:
            await use(connection, limit, self.seal.limit_key(f"officer:{by.officer_id}"), self._clock.now())
