"""The brake on turning people: facts that would give too many a worse colour within an hour wait for an approver.

After the red codes of Zhengzhou in 2022 (domain: abuse): no one source turns a crowd, by mistake or otherwise.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.health.deriving import people_of
from venuecode.health.entering import Entering, Stored
from venuecode.health.ledger import store
from venuecode.health.model import Entered, Entry, FactFor, Source
from venuecode.health.policy.service import Policies
from venuecode.kernel.clock import Clock

HOUR = timedelta(hours=1)
HELD = timedelta(days=14)
"""How long held facts wait for an approver; longer than an order, for they are no proposal but what somebody knows."""


class TooManyTurned(Exception):
    """The facts would turn more people than the policy allows; nothing of them is stored. `people`: whom."""

    def __init__(self, people: set[int], stored: Stored) -> None:
        super().__init__(len(people))
        self.people = people
        self.stored = stored


class Limited:
    """Entering, with the brake."""

    def __init__(self, clock: Clock, audit: AuditLog, policies: Policies, entering: Entering) -> None:
        self._clock = clock
        self._audit = audit
        self._policies = policies
        self._entering = entering

    async def enter(
        self, connection: Any, source: Source, facts: Sequence[FactFor], *, unlimited: bool = False
    ) -> Stored:
        """Enter facts; raises `TooManyTurned`, and leaves nothing behind, unless it is `unlimited`."""
        async with connection.transaction():
            stored = await self._entering.enter(connection, source, facts)
            turned = people_of(stored.changes)
            if turned and not unlimited:
                _, policy = await self._policies.active(connection)
                limit = policy.turned_per_hour
                by_source, in_all = await store.turned_since(connection, source.name, self._clock.now() - HOUR)
                if by_source > limit.by_one_source or in_all > limit.in_all:
                    raise TooManyTurned(turned, stored)
            return stored

    async def enter_or_hold(self, connection: Any, source: Source, facts: Sequence[FactFor]) -> list[Entered]:
        """Enter facts; those of people whom they would turn beyond the limit are held for an approver."""
        try:
            return (await self.enter(connection, source, facts)).entered
        except TooManyTurned as fault:
            return await self._hold(connection, source, facts, fault)

    async def _hold(
        self, connection: Any, source: Source, facts: Sequence[FactFor], fault: TooManyTurned
    ) -> list[Entered]:
        entered = list(fault.stored.entered)
        held = [
            n for n, outcome in enumerate(entered) if outcome.entry is Entry.NEW and outcome.person_id in fault.people
        ]
        rest = [n for n in range(len(facts)) if n not in set(held)]
        await self._propose(connection, source, [(entered[n], facts[n]) for n in held])
        for n in held:
            entered[n] = Entered(Entry.HELD, entered[n].person_id)
        if rest:
            stored = await self._entering.enter(connection, source, [facts[n] for n in rest])
            for n, outcome in zip(rest, stored.entered, strict=True):
                entered[n] = outcome
        return entered

    async def _propose(self, connection: Any, source: Source, held: Sequence[tuple[Entered, FactFor]]) -> None:
        now = self._clock.now()
        facts = [(outcome.person_id, given.fact) for outcome, given in held if outcome.person_id is not None]
        proposal_id = await store.held_lately(connection, source, now - HOUR)
        if proposal_id is not None:
            await store.add_facts(connection, proposal_id, facts)
            return
        proposal_id = await store.insert_proposal(
            connection,
            facts,
            source,
            held=True,
            evidence="",
            case_reference="",
            now=now,
            expires_at=now + HELD,
        )
        await self._audit.record(
            connection,
            source.actor,
            "health.facts_held",
            Subject("proposal", proposal_id),
            division_code=source.division_code,
            details={"facts": len(facts), "source": source.name},
        )
