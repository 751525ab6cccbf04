"""Dry runs: what a draft would make of everybody, counted by the worker, read by whoever decides on it."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.health.policy import store
from venuecode.health.policy.service import DRY_RUN
from venuecode.health.recompute import Recompute, Trial
from venuecode.identity.model import OfficerSession
from venuecode.infra.db import Database
from venuecode.infra.jobs import enqueue
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import DivisionCode
from venuecode.regions.rules import Scope

NOTE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Moved:
    """How many people of a division would go from one colour to another."""

    before: str
    after: str
    division_code: DivisionCode
    people: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody who would, masked."""

    before: str
    after: str
    masked_name: str
    division_code: DivisionCode


@dataclass(frozen=True, slots=True)
class DryRun:
    """A dry run; `moved` and `samples` are none until it is finished."""

    version: int
    asked_at: datetime
    people_total: int
    people_done: int
    finished_at: datetime | None
    moved: list[Moved] | None
    samples: list[Sample] | None


class Trials:
    """Asks for dry runs, runs and shows them."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, recompute: Recompute) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._recompute = recompute

    async def ask(self, officer: OfficerSession, version: int) -> DryRun:
        """Have the worker count what a version would change; raises `NotFound`."""
        async with self._db.transaction() as connection:
            if await store.version_by_number(connection, version) is None:
                raise NotFound
            trial_id = await store.insert_trial(connection, version, officer.officer_id, self._clock.now())
            await enqueue(connection, DRY_RUN, {"trial": trial_id})
            await self._audit.record(
                connection,
                officer.actor,
                "policy.tried",
                Subject("policy", version),
                division_code=officer.division_code,
            )
        asked = await self.last(officer.scope, version)
        assert asked is not None
        return asked

    async def run(self, trial_id: int) -> None:
        """Count; once more is as good as once."""
        async with self._db.connection() as connection:
            row = await store.trial_by_id(connection, trial_id)
            version = await store.version_by_number(connection, row["version"])
        assert version is not None
        async with self._db.connection() as connection:
            noted = 0.0

            async def note(done: int, total: int) -> None:
                nonlocal noted
                if time.monotonic() - noted > NOTE_SECONDS:
                    noted = time.monotonic()
                    await store.note_trial(connection, trial_id, done, total)

            trial = await self._recompute.dry_run(version.policy, note)
            await store.finish_trial(connection, trial_id, trial.people, _result(trial), self._clock.now())

    async def last(self, scope: Scope, version: int) -> DryRun | None:
        """Return the last dry run of a version, as far as it lies in the scope; none if there was none.

        Raises `NotFound` for a version that does not exist.
        """
        async with self._db.connection() as connection:
            row = await store.last_trial(connection, version)
            if row is None and await store.version_by_number(connection, version) is None:
                raise NotFound
        if row is None:
            return None
        result = row["result"]
        return DryRun(
            version,
            row["asked_at"],
            row["people_total"],
            row["people_done"],
            row["finished_at"],
            None if result is None else [moved for moved in _moved(result) if scope.covers(moved.division_code)],
            None if result is None else [one for one in _samples(result) if scope.covers(one.division_code)],
        )


def _result(trial: Trial) -> dict[str, Any]:
    return {
        "moved": [
            [before.name.lower(), after.name.lower(), division, people]
            for (before, after, division), people in sorted(trial.counts.items())
        ],
        "samples": [
            [before.name.lower(), after.name.lower(), name, division]
            for (before, after), some in sorted(trial.samples.items())
            for name, division in some
        ],
    }


def _moved(result: dict[str, Any]) -> list[Moved]:
    return [Moved(*row) for row in result["moved"]]


def _samples(result: dict[str, Any]) -> list[Sample]:
    return [Sample(*row) for row in result["samples"]]
