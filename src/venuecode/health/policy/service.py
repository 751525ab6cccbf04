"""The active policy of every process, and how a version becomes it."""

from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.health.policy import store
from venuecode.health.policy.document import Policy
from venuecode.health.policy.model import (
    DocumentUnfit,
    NotADraft,
    NothingBefore,
    NotTried,
    OwnDraft,
    PolicyState,
    PolicyVersion,
    TooLow,
)
from venuecode.health.policy.table import shipped_policy
from venuecode.identity.model import OfficerSession
from venuecode.infra.db import Database
from venuecode.infra.jobs import enqueue
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotFound
from venuecode.kernel.text import Text
from venuecode.regions.rules import path_prefix

PREFECTURE_DIGITS = 4
TRIED_WITHIN = timedelta(hours=24)
FOLLOW_SECONDS = 1.0
"""How often a process looks whether another version has become the active one."""
RECOMPUTE = "health.recompute"
"""The job that brings everybody's status to the active version."""
DRY_RUN = "health.dry_run"
"""The job that counts what a draft would change."""


class Policies:
    """Versions of the policy."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._active: tuple[int, Policy] = (0, shipped_policy())

    @property
    def current(self) -> Policy:
        """The active policy as this process last heard, at most two seconds ago; for what is only read or shown."""
        return self._active[1]

    async def active(self, connection: Any | None = None) -> tuple[int, Policy]:
        """Return the active version and its policy as of now; within the caller's transaction if there is one."""
        if connection is None:
            async with self._db.connection() as own:
                return await self.active(own)
        version = await store.active_version(connection)
        if version != self._active[0]:
            found = await store.version_by_number(connection, version)
            assert found is not None
            self._active = (version, found.policy)
        return self._active

    async def follow(self) -> None:
        """Hear which version is active."""
        await self.active()

    async def list(self, most: int = 50) -> list[PolicyVersion]:
        """Return the versions, newest first."""
        async with self._db.connection() as connection:
            return await store.versions(connection, most)

    async def get(self, version: int) -> PolicyVersion:
        """Return one version; raises `NotFound`."""
        async with self._db.connection() as connection:
            found = await store.version_by_number(connection, version)
        if found is None:
            raise NotFound
        return found

    async def save_draft(self, officer: OfficerSession, document: dict[str, Any], note: str) -> PolicyVersion:
        """Check and keep a document as a draft; raises `DocumentUnfit` with every fault by its place."""
        policy = read_policy(document)
        async with self._db.transaction() as connection:
            version = await store.insert_draft(connection, policy, note, officer.officer_id, self._clock.now())
            await self._record(connection, officer, "policy.drafted", version, note)
        return await self.get(version)

    async def activate(self, officer: OfficerSession, version: int) -> PolicyVersion:
        """Make a draft the active version and have everybody's status brought to it.

        Raises `NotFound`, `NotADraft`, `OwnDraft` for whoever wrote it, `NotTried` without a dry run within a day,
        and `TooLow` for an officer below a prefecture.
        """
        _require_level(officer)
        async with self._db.transaction() as connection:
            await store.hold(connection)
            found = await store.version_by_number(connection, version)
            if found is None:
                raise NotFound
            if found.state is not PolicyState.DRAFT:
                raise NotADraft
            if found.made_by == officer.officer_id:
                raise OwnDraft
            tried = await store.last_tried(connection, version)
            if tried is None or tried < self._clock.now() - TRIED_WITHIN:
                raise NotTried
            await self._make_active(connection, officer, found, "policy.activated")
        return await self.get(version)

    async def step_back(self, officer: OfficerSession) -> PolicyVersion:
        """Make the version active again that was so before the present one; raises `NothingBefore`, `TooLow`."""
        _require_level(officer)
        async with self._db.transaction() as connection:
            await store.hold(connection)
            found = await store.version_before(connection)
            if found is None:
                raise NothingBefore
            await self._make_active(connection, officer, found, "policy.stepped_back")
        return await self.get(found.version)

    async def _make_active(self, connection: Any, officer: OfficerSession, found: PolicyVersion, action: str) -> None:
        await store.make_active(connection, found.version, officer.officer_id, self._clock.now())
        await self._record(connection, officer, action, found.version, found.note)
        await enqueue(connection, RECOMPUTE, {"version": found.version})

    async def _record(self, connection: Any, officer: OfficerSession, action: str, version: int, note: str) -> None:
        await self._audit.record(
            connection,
            officer.actor,
            action,
            Subject("policy", version),
            division_code=officer.division_code,
            reason=note or None,
        )


def _require_level(officer: OfficerSession) -> None:
    """A policy holds for everybody: no county or street decides on it."""
    if len(path_prefix(officer.division_code)) > PREFECTURE_DIGITS:
        raise TooLow


def read_policy(document: dict[str, Any]) -> Policy:
    """Return the checked policy of a document; raises `DocumentUnfit`."""
    try:
        return Policy.model_validate(document)
    except ValidationError as fault:
        faults = {
            ".".join(map(str, error["loc"])) or "document": Text(f"格式有误：{error['msg']}", error["msg"])
            for error in fault.errors(include_url=False, include_input=False)
        }
        raise DocumentUnfit(fields=faults) from None
