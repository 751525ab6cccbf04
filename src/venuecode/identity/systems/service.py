"""The registry of other bodies' systems, kept by administrators within their scope."""

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

from venuecode.audit.model import SYSTEM, Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.model import OfficerSession
from venuecode.identity.officers.model import OutOfScope
from venuecode.identity.systems import store
from venuecode.identity.systems.model import Grant, IssuedKey, NewSystem, System, SystemState
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import DivisionCode

SECRET_PLACE = "external_system_key.secret"  # noqa: S105 - the name of a column


class Systems:
    """The registry."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, ring: KeyRing) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._ring = ring

    async def create(self, new: NewSystem, by: OfficerSession | None = None) -> tuple[System, IssuedKey]:
        """Register a system with its first key; `by` is none for a command. Raises `OutOfScope`."""
        if by is not None and not by.scope.covers(new.division_code):
            raise OutOfScope
        async with self._db.transaction() as connection:
            officer_id = by.officer_id if by else None
            system_id = await store.insert_system(connection, new, self._clock.now(), officer_id)
            issued, _ = await self._issue(connection, system_id, officer_id)
            system = await store.system_by_id(connection, system_id)
            assert system is not None
            await self._record(connection, by, "system.created", system)
        return system, issued

    async def in_scope(self, by: OfficerSession, *, after: int, most: int) -> list[System]:
        """Return systems of the administrator's scope with ids above `after`."""
        async with self._db.connection() as connection:
            return await store.systems_in_scope(connection, by.scope, after, most)

    async def of_ids(self, system_ids: Collection[int]) -> dict[int, System]:
        """Return those of the systems that exist, without their keys."""
        async with self._db.connection() as connection:
            return await store.systems_by_ids(connection, system_ids)

    async def change(
        self,
        system_id: int,
        by: OfficerSession,
        *,
        name: str | None = None,
        grants: frozenset[Grant] | None = None,
        requests_per_minute: int | None = None,
        looks_per_day: int | None = None,
        state: SystemState | None = None,
    ) -> System:
        """Change a system of the own scope; raises `NotFound`. A disabled one is refused at its next request."""
        async with self._db.transaction() as connection:
            system = await self._within(connection, system_id, by)
            changed = replace(
                system,
                name=name or system.name,
                grants=system.grants if grants is None else grants,
                requests_per_minute=requests_per_minute or system.requests_per_minute,
                looks_per_day=looks_per_day or system.looks_per_day,
                state=state or system.state,
            )
            await store.change_system(connection, changed)
            await self._record(connection, by, "system.changed", changed)
        return changed

    async def rotate(self, system_id: int, by: OfficerSession, overlap: timedelta) -> tuple[System, IssuedKey]:
        """Issue a new key; the ones before go on for `overlap`. Raises `NotFound`."""
        async with self._db.transaction() as connection:
            system = await self._within(connection, system_id, by)
            issued, key_id = await self._issue(connection, system.id, by.officer_id)
            await store.end_keys(connection, system.id, key_id, self._clock.now() + overlap)
            await self._record(connection, by, "system.key_issued", system)
            return await self._within(connection, system_id, by), issued

    async def revoke(self, system_id: int, key_id: int, by: OfficerSession) -> System:
        """Let a key end at once; raises `NotFound`."""
        async with self._db.transaction() as connection:
            system = await self._within(connection, system_id, by)
            if all(key.id != key_id for key in system.keys):
                raise NotFound
            if await store.end_key(connection, system.id, key_id, self._clock.now()):
                await self._record(connection, by, "system.key_revoked", system)
            return await self._within(connection, system_id, by)

    async def _issue(self, connection: Any, system_id: int, officer_id: int | None) -> tuple[IssuedKey, int]:
        issued = IssuedKey("vk" + secrets.token_hex(8), secrets.token_urlsafe(32))
        sealed = self._ring.seal(issued.secret, SECRET_PLACE)
        return issued, await store.insert_key(connection, system_id, issued.name, sealed, self._clock.now(), officer_id)

    async def _within(self, connection: Any, system_id: int, by: OfficerSession) -> System:
        system = await store.system_by_id(connection, system_id)
        if system is None or not by.scope.covers(DivisionCode(system.division_code)):
            raise NotFound
        return system

    async def _record(self, connection: Any, by: OfficerSession | None, action: str, system: System) -> None:
        details = {"kind": system.kind.value, "state": system.state.value, "grants": sorted(system.grants)}
        actor = by.actor if by else SYSTEM
        subject = Subject("external_system", system.id)
        await self._audit.record(
            connection, actor, action, subject, division_code=system.division_code, details=details
        )
