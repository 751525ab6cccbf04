"""A citizen declares health or travel, for themselves or for somebody whom they look after, and reads it again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from venuecode.audit.model import Actor, ActorKind
from venuecode.health.declarations import store
from venuecode.health.declarations.content import Content, Unfit, fact_of, read_content
from venuecode.health.entering import CONTENT
from venuecode.health.model import DeclarationKind, Entry, FactFor, NewDeclaration, Source
from venuecode.health.service import Health
from venuecode.health.settings import HealthSettings
from venuecode.identity.family.service import Family
from venuecode.identity.model import CitizenSession
from venuecode.identity.people.countries import nationalities
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.limits import Limit, use
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.errors import InvalidInput, NotFound
from venuecode.kernel.ids import PersonId
from venuecode.regions.service import Divisions

DAY = timedelta(days=1)
MOST_SHOWN = 20
OWN = "self"
"""The source of what somebody declares here themselves."""


@dataclass(frozen=True, slots=True)
class OwnDeclaration:
    """A declaration as the person reads it again; `content` is none for one in a form of before."""

    id: int
    kind: DeclarationKind
    declared_at: datetime
    source: str
    content: Content | None


class Declarations:
    """The use cases."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        people: People,
        family: Family,
        health: Health,
        ring: KeyRing,
        divisions: Divisions,
        settings: HealthSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._people = people
        self._family = family
        self._health = health
        self._ring = ring
        self._divisions = divisions
        self._settings = settings

    def fact(self, content: Content, declared_at: datetime) -> NewDeclaration:
        """Return the fact of a declaration; raises `Unfit`."""
        countries = frozenset(nationalities())
        return fact_of(content, declared_at, self._people.today(), self._divisions.known, countries)

    async def declare(self, caller: CitizenSession, person_id: PersonId, content: Content) -> OwnDeclaration:
        """Take a declaration; what it means is the policy's part.

        Raises `InvalidInput`, `TooManyRequests`, and `NotFound` for anybody but the caller and those they look after.
        """
        now = self._clock.now()
        try:
            fact = self.fact(content, now)
        except Unfit as unfit:
            raise InvalidInput(fields={unfit.field: unfit.text}) from unfit
        async with self._db.transaction() as connection:
            await self._must_speak_for(connection, caller, person_id)
            limit = Limit("declarations_day", self._settings.declarations_per_person_day, DAY)
            await use(connection, limit, self._people.seal.limit_key(f"declares:{person_id}"), now)
            source = Source(OWN, Actor(ActorKind.CITIZEN, caller.person_id))
            entered = (await self._health.enter_facts(connection, source, [FactFor(person_id, fact)]))[0]
            if entered.entry is Entry.REFUSED:
                assert entered.fault is not None
                raise InvalidInput(fields={entered.fault.field: entered.fault.text})
        return OwnDeclaration(entered.fact_id or 0, fact.kind, now, OWN, content)

    async def own(self, caller: CitizenSession, person_id: PersonId) -> list[OwnDeclaration]:
        """Return the latest declarations of the caller or of somebody they look after, newest first."""
        async with self._db.connection() as connection:
            await self._must_speak_for(connection, caller, person_id)
            rows = await store.declarations_of(connection, person_id, MOST_SHOWN)
        return [
            OwnDeclaration(
                row.id,
                row.kind,
                row.declared_at,
                row.source,
                read_content(row.kind, self._ring.open(row.content, CONTENT)),
            )
            for row in rows
        ]

    async def _must_speak_for(self, connection: object, caller: CitizenSession, person_id: PersonId) -> None:
        if person_id == caller.person_id:
            return
        if person_id not in await self._family.ward_ids(connection, caller.person_id):
            raise NotFound
