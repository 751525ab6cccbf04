"""The feature's face: facts in, facts taken back, a person's status with its reasons. Every look is on record."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from venuecode.audit.model import SYSTEM, Subject
from venuecode.audit.service import AuditLog
from venuecode.health import store, waiting
from venuecode.health.checks import OLDEST_TEST
from venuecode.health.deriving import Deriving
from venuecode.health.entering import Entering
from venuecode.health.errors import AlreadyWithdrawn, PersonNotFound, SameOfficer
from venuecode.health.ledger import store as ledger
from venuecode.health.ledger.model import Cause, Change
from venuecode.health.ledger.service import source_of
from venuecode.health.limited import Limited
from venuecode.health.model import (
    NO_FACTS,
    Entered,
    Entry,
    FactFor,
    Facts,
    Known,
    KnownPerson,
    NewTest,
    Source,
)
from venuecode.health.policy.service import Policies
from venuecode.health.reading import FactRead, read_fact
from venuecode.health.rules import KEPT, decide
from venuecode.health.sources import source_words
from venuecode.health.store import FactOnFile
from venuecode.identity.looks.service import Looks
from venuecode.identity.model import OfficerSession
from venuecode.identity.people.documents import Document
from venuecode.identity.people.model import Person
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.errors import InvalidInput, NotFound
from venuecode.kernel.ids import PersonId
from venuecode.regions.service import Divisions

AT_ONCE = 500


class Health:
    """What is known of people's health, and who may say so."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        people: People,
        looks: Looks,
        policies: Policies,
        entering: Entering,
        limited: Limited,
        deriving: Deriving,
        ring: KeyRing,
        divisions: Divisions,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._looks = looks
        self._policies = policies
        self._entering = entering
        self._limited = limited
        self._deriving = deriving
        self._ring = ring
        self._divisions = divisions

    async def enter_facts(self, connection: Any, source: Source, facts: Sequence[FactFor]) -> list[Entered]:
        """Enter facts within the caller's transaction; return what became of each, in order. Thousands a call are fine.

        Facts about documents that nobody is registered with wait for that person. Facts that would give more people a
        worse colour than the policy allows within an hour are held for an approver. The same fact twice is one.
        """
        return await self._limited.enter_or_hold(connection, source, facts)

    async def withdraw_fact(
        self, connection: Any, source: Source, person_id: PersonId, fact_id: int, why: str, evidence: str = ""
    ) -> None:
        """Take back a fact that was wrong, within the caller's transaction; it stays on file, and counts no longer.

        Raises `NotFound`, `AlreadyWithdrawn`, and `SameOfficer` for an officer who entered or approved it.
        """
        now = self._clock.now()
        fact = await store.fact_of(connection, person_id, fact_id)
        division = (await store.divisions_of(connection, [person_id])).get(person_id)
        if fact is None or division is None or (source.scope and not source.scope.covers(division)):
            raise NotFound
        _refuse_own(source.officer_id, fact)
        await store.touch_statuses(connection, [person_id], now)
        held = await store.hold_statuses(connection, [person_id])
        if not await store.insert_withdrawal(connection, person_id, fact, why, evidence, source, now):
            raise AlreadyWithdrawn
        await self._audit.record(
            connection,
            source.actor,
            "health.fact_withdrawn",
            Subject("person", person_id),
            division_code=division,
            reason=why,
            details={"fact": fact_id, "kind": fact.kind.name.lower(), "source": source.name},
        )
        await store.renew(connection, fact.kind, [person_id], now)
        await self._deriving.derive(connection, held, Cause.WITHDRAWAL, source.name, source.actor, now)

    async def check_not_own(self, connection: Any, officer: OfficerSession, person_id: PersonId, fact_id: int) -> None:
        """Raise `SameOfficer` for an officer who entered or approved a fact that is still on file."""
        fact = await store.fact_of(connection, person_id, fact_id)
        if fact is not None:
            _refuse_own(officer.officer_id, fact)

    async def take_up(self, connection: Any, person_id: PersonId, document: Document) -> None:
        """Enter what waited for a document, in the transaction that registers its person."""
        await self._take_up(connection, person_id, self._people.seal.document_index(document))

    async def take_up_the_rest(self) -> int:
        """Enter what came to wait in the very moment in which its person registered; return for how many people."""
        async with self._db.transaction() as connection:
            found = await store.registered_meanwhile(connection, AT_ONCE)
            for index, person_id in found:
                await self._take_up(connection, person_id, index)
        return len(found)

    async def drop_waiting(self) -> None:
        """Remove facts that nobody registered for while they could matter."""
        async with self._db.transaction() as connection:
            await waiting.drop(connection, self._clock.now() - OLDEST_TEST)

    async def _take_up(self, connection: Any, person_id: PersonId, document_index: bytes) -> None:
        taken = await waiting.take(connection, self._ring, document_index)
        by_source: defaultdict[tuple[str, int | None], list[FactFor]] = defaultdict(list)
        for one in taken:
            by_source[one.source, one.entered_by].append(FactFor(person_id, one.fact))
        for (name, officer_id), facts in by_source.items():
            await self._entering.enter(connection, Source(name, SYSTEM, officer_id=officer_id), facts)

    async def add_test(self, officer: OfficerSession, person_id: PersonId, test: NewTest) -> KnownPerson:
        """Enter one test result; raises `InvalidInput` and `NotFound`."""
        async with self._db.transaction() as connection:
            person = await self._in_scope(connection, officer, person_id)
            outcome = (await self.enter_facts(connection, source_of(officer), [FactFor(person_id, test)]))[0]
            if outcome.entry is Entry.REFUSED:
                assert outcome.fault is not None
                raise InvalidInput(fields={outcome.fault.field: outcome.fault.text})
            return await self._known(connection, person)

    async def get(self, officer: OfficerSession, person_id: PersonId) -> KnownPerson:
        """Return a person of the officer's divisions; raises `NotFound`."""
        async with self._db.connection() as connection:
            return await self._known(connection, await self._in_scope(connection, officer, person_id))

    async def own(self, person_id: PersonId) -> Known:
        """Return what is known of a person, for that person."""
        async with self._db.connection() as connection:
            return await self._read(connection, person_id)

    async def look_up(self, officer: OfficerSession, document: Document, reason: str) -> KnownPerson:
        """Return whose document it is, within the officer's divisions; the look is counted and goes on record."""
        try:
            person = await self._looks.find(officer, document, reason, "health.looked_up")
        except NotFound:
            raise PersonNotFound from None
        async with self._db.connection() as connection:
            return await self._known(connection, person)

    async def file_of(
        self, officer: OfficerSession, person_id: PersonId, reason: str
    ) -> tuple[KnownPerson, list[FactRead], list[Change]]:
        """Return a person's facts and changes of colour, newest first; the look and its reason go on record."""
        async with self._db.transaction() as connection:
            person = await self._in_scope(connection, officer, person_id)
            await self._audit.record(
                connection,
                officer.actor,
                "health.file_read",
                Subject("person", person_id),
                division_code=person.division_code,
                reason=reason,
                look=True,
            )
            facts = [read_fact(self._ring, line) for line in await store.facts_on_file(connection, person_id, AT_ONCE)]
            changes = await ledger.changes_of_person(connection, person_id, AT_ONCE)
            return await self._known(connection, person), facts, changes

    async def withdraw(
        self, officer: OfficerSession, person_id: PersonId, fact_id: int, why: str, evidence: str
    ) -> KnownPerson:
        """Take back a fact as an officer; raises what `withdraw_fact` raises."""
        async with self._db.transaction() as connection:
            person = await self._in_scope(connection, officer, person_id)
            await self.withdraw_fact(connection, source_of(officer), person_id, fact_id, why, evidence)
            return await self._known(connection, person)

    async def _in_scope(self, connection: Any, officer: OfficerSession, person_id: PersonId) -> Person:
        person = (await self._people.of_ids(connection, [person_id])).get(person_id)
        if person is None or not officer.scope.covers(person.division_code):
            raise NotFound
        return person

    async def _known(self, connection: Any, person: Person) -> KnownPerson:
        known = await self._read(connection, person.id)
        waiting_for = await ledger.open_about(connection, person.id, self._clock.now())
        return KnownPerson(person.id, person.masked_name, person.division_code, known, len(waiting_for))

    async def _read(self, connection: Any, person_id: PersonId) -> Known:
        now = self._clock.now()
        _, policy = await self._policies.active(connection)
        status = await store.status_of_person(connection, person_id)
        facts: Facts = (await store.facts_of(connection, [person_id], now - policy.longest - KEPT)).get(
            person_id, NO_FACTS
        )
        outcome = decide(facts, policy, now)
        said = {standing.source: source_words(standing.source, self._divisions) for standing in outcome.reasons}
        return Known(status, outcome, now, policy, said)


def _refuse_own(officer_id: int | None, fact: FactOnFile) -> None:
    if officer_id is not None and officer_id in {fact.entered_by, fact.approved_by}:
        raise SameOfficer
