"""Facts into their tables, in bulk: matched to people, checked, stored, and the statuses they change derived."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.health import errors, store, waiting
from venuecode.health.checks import fault_of
from venuecode.health.deriving import Deriving
from venuecode.health.ledger.model import Cause, ChangeLine
from venuecode.health.model import (
    Entered,
    Entry,
    FactFor,
    FactKind,
    NewDeclaration,
    NewFact,
    NewOrder,
    NewTest,
    NewVaccination,
    Source,
    TestResult,
)
from venuecode.health.packing import KINDS
from venuecode.health.policy.service import Policies
from venuecode.health.store import Held
from venuecode.identity.people.documents import Document
from venuecode.identity.people.service import People
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.ids import PersonId

CONTENT = "declaration.content"
"""Where a declaration's content is sealed for (ADR 0008)."""


@dataclass(slots=True)
class Stored:
    """What one call stored: the outcome of each fact, in order, and whose colour changed."""

    entered: list[Entered]
    changes: list[ChangeLine] = field(default_factory=list)


class Entering:
    """Takes facts within the caller's transaction."""

    def __init__(
        self, clock: Clock, audit: AuditLog, people: People, policies: Policies, deriving: Deriving, ring: KeyRing
    ) -> None:
        self._clock = clock
        self._audit = audit
        self._people = people
        self._policies = policies
        self._deriving = deriving
        self._ring = ring

    async def enter(self, connection: Any, source: Source, facts: Sequence[FactFor]) -> Stored:
        """Store what can be taken, and say of every fact what became of it; a handful of statements for thousands."""
        now = self._clock.now()
        _, policy = await self._policies.active(connection)
        people = await self._match(connection, facts)
        allowed = await self._allowed(connection, source, facts, people)
        entered: list[Entered] = []
        good: list[tuple[int, PersonId, NewFact]] = []
        unknown: list[tuple[int, Document, NewFact]] = []
        for n, given in enumerate(facts):
            person_id = people[n]
            fault = fault_of(given.fact, source, policy, now)
            if fault is None and person_id is not None and person_id not in allowed:
                fault = errors.UNKNOWN_DOCUMENT
            if fault is not None:
                entered.append(Entered(Entry.REFUSED, fault=fault))
            elif person_id is None:
                assert isinstance(given.subject, Document)
                unknown.append((n, given.subject, given.fact))
                entered.append(Entered(Entry.WAITING))
            else:
                good.append((n, person_id, given.fact))
                entered.append(Entered(Entry.KNOWN, person_id))
        if unknown:
            await waiting.keep(connection, self._people.seal, self._ring, unknown, source, now)
        new = await self._insert(connection, source, good, now)
        for n, fact_id in new.items():
            entered[n] = Entered(Entry.NEW, people[n], fact_id)
        fresh = [(person_id, fact) for n, person_id, fact in good if n in new]
        changes = await self.after(connection, source, fresh, now)
        await self._record(connection, source, entered, facts)
        return Stored(entered, changes)

    async def after(
        self, connection: Any, source: Source, fresh: Sequence[tuple[PersonId, NewFact]], now: datetime
    ) -> list[ChangeLine]:
        """Bring the statuses of people up to date with facts just stored; return whose colour changed."""
        if not fresh:
            return []
        newest = _newest_tests(fresh)
        certain: set[int] = {person_id for person_id, fact in fresh if _may_turn(fact)}
        doses = {person_id for person_id, fact in fresh if isinstance(fact, NewVaccination)}
        others = {person_id for person_id, _ in fresh} - newest.keys()
        held: list[Held] = []
        older: set[int] = set()
        if newest:
            held, older = await store.note_tests(connection, newest, now)
        if others:
            await store.touch_statuses(connection, others, now)
        if doses:
            await store.renew(connection, FactKind.VACCINATION, doses, now)
        _, policy = await self._policies.active(connection)  # after the rows are held: see Deriving.derive
        if policy.tests.routine_hours is not None:
            certain |= newest.keys()
        certain -= {row.person_id for row in held}
        if certain or older:
            held += await store.hold_statuses(connection, certain, older - certain)
        return await self._deriving.derive(connection, held, Cause.FACT, source.name, source.actor, now)

    async def _match(self, connection: Any, facts: Sequence[FactFor]) -> list[PersonId | None]:
        seal = self._people.seal
        indexes = [
            (given.index or seal.document_index(given.subject)) if isinstance(given.subject, Document) else None
            for given in facts
        ]
        asked = [index for index in indexes if index is not None]
        found = await self._people.ids_of_indexes(connection, asked) if asked else {}
        return [
            found.get(index) if index is not None else cast("PersonId | None", given.subject)  # no index: a person
            for given, index in zip(facts, indexes, strict=True)
        ]

    async def _allowed(
        self, connection: Any, source: Source, facts: Sequence[FactFor], people: Sequence[PersonId | None]
    ) -> set[PersonId]:
        """Return which of the people exist, and lie in the source's scope if it has one.

        Whoever was found by a document exists; a sheet without a scope needs no look at its people.
        """
        ids = {person_id for person_id in people if person_id is not None}
        scope = source.scope
        if not ids or (scope is None and all(isinstance(given.subject, Document) for given in facts)):
            return ids
        divisions = await store.divisions_of(connection, ids)
        return {
            person_id
            for person_id in ids
            if person_id in divisions and (scope is None or scope.covers(divisions[person_id]))
        }

    async def _insert(
        self, connection: Any, source: Source, good: Sequence[tuple[int, PersonId, NewFact]], now: datetime
    ) -> dict[int, int]:
        tests = [((n, person), fact) for n, person, fact in good if isinstance(fact, NewTest)]
        doses = [((n, person), fact) for n, person, fact in good if isinstance(fact, NewVaccination)]
        orders = [((n, person), fact) for n, person, fact in good if isinstance(fact, NewOrder)]
        said = [
            ((n, person), fact, self._ring.seal(fact.content, CONTENT))
            for n, person, fact in good
            if isinstance(fact, NewDeclaration)
        ]
        new: dict[int, int] = {}
        if tests:
            new |= await store.insert_tests(connection, tests, source, now)
        if doses:
            new |= await store.insert_vaccinations(connection, doses, source, now)
        if orders:
            new |= await store.insert_orders(connection, orders, source, now)
        if said:
            new |= await store.insert_declarations(connection, said, source, now)
        return new

    async def _record(
        self, connection: Any, source: Source, entered: Sequence[Entered], facts: Sequence[FactFor]
    ) -> None:
        """Put one event on record: of the one fact, or of how many there were."""
        new = [n for n, outcome in enumerate(entered) if outcome.entry is Entry.NEW]
        if not new and len(facts) == 1:
            return
        if len(facts) == 1:
            kind = KINDS[type(facts[0].fact)].name.lower()
            person_id = entered[0].person_id
            assert person_id is not None
            division = (await store.divisions_of(connection, [person_id])).get(person_id)
            await self._audit.record(
                connection,
                source.actor,
                f"health.{kind}_entered",
                Subject("person", person_id),
                division_code=division,
                reason=getattr(facts[0].fact, "evidence", "") or None,
                details={"fact": entered[0].fact_id, "source": source.name, **_said(facts[0].fact)},
            )
            return
        counts = Counter(outcome.entry for outcome in entered)
        await self._audit.record(
            connection,
            source.actor,
            "health.facts_entered",
            Subject("division", int(source.division_code)) if source.division_code else None,
            division_code=source.division_code,
            details={
                "source": source.name,
                **{entry.value: counts[entry] for entry in Entry if counts[entry]},
            },
        )


def _said(fact: NewFact) -> dict[str, str]:
    """Return the one word of a fact that its event carries."""
    if isinstance(fact, NewTest):
        return {"result": fact.result.name.lower()}
    if isinstance(fact, NewOrder):
        return {"reason": fact.reason.name.lower()}
    return {}


def _newest_tests(facts: Iterable[tuple[PersonId, NewFact]]) -> dict[int, NewTest]:
    newest: dict[int, NewTest] = {}
    for person_id, fact in facts:
        if isinstance(fact, NewTest):
            best = newest.get(person_id)
            if best is None or (best.sampled_at, best.result) < (fact.sampled_at, fact.result):
                newest[person_id] = fact
    return newest


def _may_turn(fact: NewFact) -> bool:
    """Whether a fact may bring a colour by itself."""
    if isinstance(fact, NewTest):
        return fact.result is TestResult.POSITIVE
    return isinstance(fact, NewOrder) or (isinstance(fact, NewDeclaration) and bool(fact.flags))
