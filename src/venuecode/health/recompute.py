"""Everybody's status brought to another policy version, or to the present moment: in stretches, beside live traffic."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from venuecode.audit.model import SYSTEM
from venuecode.health import store
from venuecode.health.deriving import Deriving
from venuecode.health.ledger.model import Cause
from venuecode.health.model import NO_FACTS
from venuecode.health.policy.document import Policy
from venuecode.health.policy.service import Policies
from venuecode.health.rules import KEPT, ROUTINE, decide, outcome_at
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.verdict import Colour

STRETCH = 20_000
"""People looked through at once; most of them are plain green and need nothing."""
AT_ONCE = 1_000
"""People derived in one transaction: held for some tens of milliseconds, in which scans read on."""
SAMPLES = 5

Progress = Callable[[int, int], Awaitable[None]]
"""Hears of people done and of all."""


async def _quiet(_done: int, _all: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Recomputed:
    """How many people were looked at, how many could not be plain green, how many changed."""

    people: int = 0
    derived: int = 0
    changed: int = 0


@dataclass(slots=True)
class Trial:
    """What a policy would make of everybody: people by (from, to) colour and division, and some of each."""

    people: int = 0
    counts: Counter[tuple[Colour, Colour, str]] = field(default_factory=Counter)
    samples: dict[tuple[Colour, Colour], list[tuple[str, str]]] = field(default_factory=dict)


class Recompute:
    """Goes through everybody."""

    def __init__(self, db: Database, clock: Clock, policies: Policies, deriving: Deriving) -> None:
        self._db = db
        self._clock = clock
        self._policies = policies
        self._deriving = deriving

    async def run(self, progress: Progress = _quiet) -> Recomputed:
        """Bring everybody to the active policy; only rows that differ are written. Can be stopped and run again."""
        _, policy = await self._policies.active()
        done, after = Recomputed(), 0
        async with self._db.connection() as connection:
            total = await store.count_statuses(connection)
        while True:
            now = self._clock.now()
            async with self._db.connection() as connection:
                last = await store.range_end(connection, after, STRETCH)
                if last is None:
                    return done
                people = await store.relevant_in_range(
                    connection, after, last, now - policy.longest - KEPT, every=_routine(policy)
                )
            for some in _batches(people):
                done.changed += await self._derive(some, Cause.POLICY, now)
            after = last
            done.derived += len(people)
            done.people = min(total, done.people + STRETCH)
            await progress(done.people, total)

    async def refresh(self) -> int:
        """Bring rows up to date whose colour or reasons changed by time alone; return how many were due."""
        due = 0
        while True:
            now = self._clock.now()
            async with self._db.connection() as connection:
                people = await store.due_people(connection, now, AT_ONCE)
            if not people:
                return due
            await self._derive(people, Cause.TIME, now)
            due += len(people)

    async def dry_run(self, policy: Policy, progress: Progress = _quiet) -> Trial:
        """Count what another policy would make of everybody now; nothing is held or written."""
        _, active = await self._policies.active()
        longest = max(policy.longest, active.longest)
        every = _routine(policy) or _routine(active)
        trial, after = Trial(), 0
        async with self._db.connection() as connection:
            total = await store.count_statuses(connection)
            while (last := await store.range_end(connection, after, STRETCH)) is not None:
                now = self._clock.now()
                people = await store.relevant_in_range(connection, after, last, now - longest - KEPT, every=every)
                for some in _batches(people):
                    await _try(connection, some, policy, trial, now)
                after = last
                trial.people = min(total, trial.people + STRETCH)
                await progress(trial.people, total)
        return trial

    async def _derive(self, people: Sequence[int], cause: Cause, now: datetime) -> int:
        async with self._db.transaction() as connection:
            held = await store.hold_statuses(connection, people)
            return len(await self._deriving.derive(connection, held, cause, ROUTINE, SYSTEM, now))


async def _try(connection: object, people: Sequence[int], policy: Policy, trial: Trial, now: datetime) -> None:
    facts = await store.facts_of(connection, people, now - policy.longest - KEPT)
    moved: dict[int, tuple[Colour, Colour]] = {}
    for row in await store.look_statuses(connection, people):
        before = outcome_at(row.steps, (), now).colour
        after = decide(facts.get(row.person_id, NO_FACTS), policy, now).colour
        if before is not after:
            moved[row.person_id] = before, after
    names = await store.names_of(connection, moved) if moved else {}
    for person_id, (before, after) in moved.items():
        name, division = names[person_id]
        trial.counts[before, after, division] += 1
        some = trial.samples.setdefault((before, after), [])
        if len(some) < SAMPLES:
            some.append((name, division))


def _batches(people: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(people), AT_ONCE):
        yield people[start : start + AT_ONCE]


def _routine(policy: Policy) -> bool:
    return policy.tests.routine_hours is not None
