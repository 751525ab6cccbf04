"""Officers' accounts: made, changed, disabled, reset within an administrator's scope; who is at work."""

import secrets
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from venuecode.audit.model import SYSTEM, Actor, Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.model import OfficerSession, Role, SessionEnded
from venuecode.identity.officers import store
from venuecode.identity.officers.model import (
    NewOfficer,
    NotOnOneself,
    Officer,
    OfficerState,
    OutOfScope,
    PasswordTemporary,
    UserNameTaken,
    WeakPassword,
)
from venuecode.identity.officers.passwords import Passwords
from venuecode.identity.officers.rules import is_strong
from venuecode.identity.sessions.service import Sessions
from venuecode.identity.tokens import HolderKind
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import DivisionCode, OfficerId, SessionId
from venuecode.regions.rules import Scope


def temporary_password() -> str:
    """Return 72 random bits as something that can be read out."""
    return secrets.token_urlsafe(9)


class Officers:
    """The accounts of officers."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, sessions: Sessions, passwords: Passwords) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._sessions = sessions
        self._passwords = passwords

    async def at_work(
        self, officer_id: OfficerId, session_id: SessionId, *, first_password_will_do: bool = False
    ) -> OfficerSession:
        """Return who acts, with role and scope as they are now.

        Raises `SessionEnded` for a disabled account, `PasswordTemporary` while the password is somebody else's.
        """
        async with self._db.connection() as connection:
            officer = await store.officer_by_id(connection, officer_id)
        if officer is None or officer.state is not OfficerState.ACTIVE:
            raise SessionEnded
        if officer.password_temporary and not first_password_will_do:
            raise PasswordTemporary
        return OfficerSession(officer.id, session_id, officer.role, officer.division_code, Scope(officer.division_code))

    async def get(self, officer_id: OfficerId) -> Officer:
        """Return an account; raises `NotFound`."""
        async with self._db.connection() as connection:
            officer = await store.officer_by_id(connection, officer_id)
        if officer is None:
            raise NotFound
        return officer

    async def create(
        self, new: NewOfficer, password: str | None = None, by: OfficerSession | None = None
    ) -> tuple[Officer, str]:
        """Make an account and return it with its password: the one given, or a random one to be changed at once.

        `by` is none for the first-run command, which may act anywhere. Raises `OutOfScope`, `UserNameTaken`,
        `WeakPassword`.
        """
        if by is not None and not by.scope.covers(new.division_code):
            raise OutOfScope
        if password is not None and not is_strong(password, new.user_name):
            raise WeakPassword
        chosen = password or temporary_password()
        password_hash = await self._passwords.hash(chosen)
        async with self._db.transaction() as connection:
            officer_id = await store.insert_officer(
                connection,
                new,
                password_hash=password_hash,
                password_temporary=password is None,
                created_at=self._clock.now(),
                created_by=by.officer_id if by else None,
            )
            if officer_id is None:
                raise UserNameTaken
            await self._record(connection, by, "officer.created", officer_id, new.division_code, role=new.role)
            created = await store.officer_by_id(connection, officer_id)
        assert created is not None
        return created, chosen

    async def in_scope(
        self,
        by: OfficerSession,
        *,
        role: Role | None = None,
        state: OfficerState | None = None,
        part: str | None = None,
        after: int = 0,
        most: int = 50,
    ) -> list[Officer]:
        """Return accounts of the administrator's scope with ids above `after`."""
        async with self._db.connection() as connection:
            return await store.officers_in_scope(
                connection, by.scope, role=role, state=state, part=part, after=after, most=most
            )

    async def change(
        self,
        officer_id: OfficerId,
        by: OfficerSession,
        *,
        display_name: str | None = None,
        role: Role | None = None,
        division_code: DivisionCode | None = None,
        state: OfficerState | None = None,
    ) -> Officer:
        """Change an account of the own scope into one of the own scope; a disabled one is signed out.

        Raises `NotFound` for one that the administrator may not see, `OutOfScope`, `NotOnOneself`.
        """
        async with self._db.transaction() as connection:
            officer = await self._within(connection, officer_id, by)
            if officer.id == by.officer_id and (role or division_code or state):
                raise NotOnOneself
            if division_code is not None and not by.scope.covers(division_code):
                raise OutOfScope
            changed = replace(
                officer,
                display_name=display_name or officer.display_name,
                role=role or officer.role,
                division_code=division_code or officer.division_code,
                state=state or officer.state,
            )
            await store.change_officer(connection, changed)
            if changed.state is OfficerState.DISABLED:
                await self._sessions.end(HolderKind.OFFICER, officer.id, connection=connection)
            await self._record(
                connection, by, "officer.changed", officer.id, changed.division_code,
                role=changed.role, state=changed.state,
            )  # fmt: skip
        return changed

    async def reset(self, officer_id: OfficerId, by: OfficerSession) -> str:
        """Give an account a temporary password and a second factor to be set up anew; return the password."""
        password = temporary_password()
        password_hash = await self._passwords.hash(password)
        async with self._db.transaction() as connection:
            officer = await self._within(connection, officer_id, by)
            if officer.id == by.officer_id:
                raise NotOnOneself
            await store.reset_officer(connection, officer.id, password_hash)
            await self._sessions.end(HolderKind.OFFICER, officer.id, connection=connection)
            await self._record(connection, by, "officer.reset", officer.id, officer.division_code)
        return password

    async def sign_out(self, officer_id: OfficerId, by: OfficerSession) -> None:
        """End all sessions of an account of the administrator's scope."""
        async with self._db.transaction() as connection:
            officer = await self._within(connection, officer_id, by)
            await self._sessions.end(HolderKind.OFFICER, officer.id, connection=connection)
            await self._record(connection, by, "officer.signed_out", officer.id, officer.division_code)

    async def of_ids(self, officer_ids: Collection[int]) -> dict[int, Officer]:
        """Return those of the accounts that exist."""
        async with self._db.connection() as connection:
            return await store.officers_by_ids(connection, officer_ids)

    async def exists_any(self) -> bool:
        """Whether there is any officer yet."""
        async with self._db.connection() as connection:
            return await store.count_officers(connection) > 0

    async def _within(self, connection: Any, officer_id: OfficerId, by: OfficerSession) -> Officer:
        officer = await store.officer_by_id(connection, officer_id)
        if officer is None or not by.scope.covers(officer.division_code):
            raise NotFound
        return officer

    async def _record(
        self,
        connection: Any,
        by: OfficerSession | None,
        action: str,
        officer_id: OfficerId,
        division_code: DivisionCode,
        **details: str,
    ) -> None:
        actor: Actor = by.actor if by else SYSTEM
        subject = Subject("officer", officer_id)
        await self._audit.record(connection, actor, action, subject, division_code=division_code, details=details)
