"""Use cases of cases: open, confirm, set the window, end, ask another division for leave."""

from datetime import datetime, timedelta
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.model import OfficerSession
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import Conflict, NotFound
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.regions.rules import Scope
from venuecode.regions.service import Divisions
from venuecode.tracing.cases import store
from venuecode.tracing.cases.model import (
    Basis,
    Case,
    CaseNotOpen,
    CaseOpenAlready,
    CaseState,
    GrantRequest,
    GrantState,
    NoPositiveTest,
    PublicCounts,
    SecondOfficerNeeded,
)
from venuecode.tracing.cases.rules import check_window, told, window_of
from venuecode.tracing.policy import shipped_policy
from venuecode.tracing.settings import TracingSettings


class Cases:
    """Who may be traced, why, and until when."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        people: People,
        divisions: Divisions,
        settings: TracingSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._divisions = divisions
        self._settings = settings
        self._public: PublicCounts | None = None

    async def open(
        self, officer: OfficerSession, person_id: PersonId, document_reference: str | None, reason: str
    ) -> Case:
        """Open a case of a person of the officer's divisions.

        With a positive test in the facts it is open at once; with a document it waits for a second officer. Raises
        `NotFound`, `NoPositiveTest`, `CaseOpenAlready`.
        """
        now = self._clock.now()
        async with self._db.transaction() as connection:
            person = (await self._people.of_ids(connection, [person_id])).get(person_id)
            if person is None or not officer.scope.covers(person.division_code):
                raise NotFound
            await store.end_overdue(connection, now)
            test_at = None
            if document_reference is None:
                test_at = await store.positive_test_at(connection, person_id)
                if test_at is None or now - test_at > timedelta(days=self._settings.test_days):
                    raise NoPositiveTest
            since, until = window_of(test_at or now, shipped_policy().window_days, now)
            new = store.NewCase(
                person_id=person_id,
                division_code=person.division_code,
                basis=Basis.DOCUMENT if test_at is None else Basis.POSITIVE_TEST,
                test_at=test_at,
                document_reference=document_reference,
                state=CaseState.PROPOSED if test_at is None else CaseState.OPEN,
                infectious_from=since,
                infectious_until=until,
                opened_by=officer.officer_id,
                opened_at=now,
                ends_at=now + timedelta(days=self._settings.case_days),
            )
            case_id = await store.add_case(connection, new)
            if case_id is None:
                raise CaseOpenAlready
            await self._record(connection, officer, "case.opened", case_id, person.division_code, reason)
            await self._audit.record_looks(
                connection,
                officer.actor,
                "case.opened",
                [person_id],
                division_code=officer.division_code,
                reason=reason,
                shown_after=self._settings.look_delay,
            )
            return await self._now(connection, case_id)

    async def page(self, scope: Scope, state: CaseState | None, before: int | None, most: int) -> list[Case]:
        """Return cases of the scope, newest first."""
        async with self._db.transaction() as connection:
            await store.end_overdue(connection, self._clock.now())
            return await store.cases_in_scope(connection, scope, state, before, most)

    async def get(self, officer: OfficerSession, case_id: int) -> Case:
        """Return a case of the officer's divisions; raises `NotFound`."""
        async with self._db.transaction() as connection:
            await store.end_overdue(connection, self._clock.now())
            return await self._in_scope(connection, officer, case_id)

    async def confirm(self, officer: OfficerSession, case_id: int) -> Case:
        """Confirm what another officer proposed; raises `NotFound`, `SecondOfficerNeeded`, `CaseNotOpen`."""
        async with self._db.transaction() as connection:
            case = await self._in_scope(connection, officer, case_id)
            if case.state is not CaseState.PROPOSED:
                raise CaseNotOpen
            if not await store.confirm(connection, case_id, officer.officer_id, self._clock.now()):
                raise SecondOfficerNeeded
            await self._record(connection, officer, "case.confirmed", case_id, case.division_code)
            return await self._now(connection, case_id)

    async def set_window(
        self, officer: OfficerSession, case_id: int, version: int, since: datetime, until: datetime, reason: str
    ) -> Case:
        """Change the infectious window; raises `NotFound`, `Conflict`, `InvalidInput`."""
        check_window(since, until, self._clock.now())
        async with self._db.transaction() as connection:
            case = await self._in_scope(connection, officer, case_id)
            if not await store.set_window(connection, case_id, version, since, until):
                raise Conflict
            details = {"from": since.isoformat(), "until": until.isoformat()}
            await self._record(connection, officer, "case.window_set", case_id, case.division_code, reason, details)
            return await self._now(connection, case_id)

    async def end(self, officer: OfficerSession, case_id: int, reason: str) -> Case:
        """End a case: nothing can be asked under it any more. Raises `NotFound`."""
        async with self._db.transaction() as connection:
            case = await self._in_scope(connection, officer, case_id)
            if await store.end_case(connection, case_id, officer.officer_id, self._clock.now()):
                await self._record(connection, officer, "case.ended", case_id, case.division_code, reason)
            return await self._now(connection, case_id)

    async def grants(self, officer: OfficerSession, case_id: int) -> list[GrantRequest]:
        """Return what other divisions were asked under a case; raises `NotFound`."""
        async with self._db.connection() as connection:
            await self._in_scope(connection, officer, case_id)
            return await store.grants_of_case(connection, case_id)

    async def ask(self, officer: OfficerSession, case_id: int, division_code: str, reason: str) -> GrantRequest:
        """Ask another division's officers for leave; raises `NotFound`, `CaseNotOpen`, `UnknownDivision`."""
        division = self._divisions.get(division_code)
        async with self._db.transaction() as connection:
            case = await self._in_scope(connection, officer, case_id)
            if case.state is not CaseState.OPEN:
                raise CaseNotOpen
            grant_id = await store.ask_grant(
                connection, case_id, division.code, reason, officer.officer_id, self._clock.now()
            )
            await self._record(connection, officer, "case.leave_asked", case_id, division.code, reason)
            return await self._grant(connection, grant_id)

    async def waiting(self, officer: OfficerSession) -> list[GrantRequest]:
        """Return what other divisions ask of the officer's own."""
        async with self._db.connection() as connection:
            return await store.grants_waiting(connection, officer.scope)

    async def decide(self, officer: OfficerSession, grant_id: int, *, granted: bool) -> GrantRequest:
        """Grant or refuse what another division asks; raises `NotFound`, `Conflict` where somebody decided already."""
        async with self._db.transaction() as connection:
            grant = await store.grant_by_id(connection, grant_id)
            if grant is None or not officer.scope.covers(grant.division_code):
                raise NotFound
            state = GrantState.GRANTED if granted else GrantState.REFUSED
            if not await store.decide_grant(connection, grant_id, state, officer.officer_id, self._clock.now()):
                raise Conflict
            act = f"case.leave_{state.value}"
            await self._record(connection, officer, act, grant.case_id, grant.division_code)
            return await self._grant(connection, grant_id)

    async def public_counts(self) -> PublicCounts:
        """Return how much is traced, for anybody to read: rounded, and counted anew only now and then."""
        now = self._clock.now()
        if self._public is None or now - self._public.as_of >= timedelta(minutes=self._settings.public_minutes):
            async with self._db.connection() as connection:
                counts = await store.public_counts(connection, now)
            least = self._settings.public_least
            self._public = PublicCounts({name: told(count, least) for name, count in counts.items()}, least, now)
        return self._public

    async def warnings(self, officer: OfficerSession, before: int | None, most: int) -> list[Any]:
        """Return odd uses in the auditor's divisions, newest first."""
        async with self._db.connection() as connection:
            return await store.warnings_in_scope(connection, officer.scope, before, most)

    async def see_warning(self, officer: OfficerSession, warning_id: int) -> None:
        """Note that an auditor has looked into a warning; raises `NotFound`."""
        async with self._db.transaction() as connection:
            if not await store.see_warning(
                connection, warning_id, officer.scope, officer.officer_id, self._clock.now()
            ):
                raise NotFound

    async def _in_scope(self, connection: Any, officer: OfficerSession, case_id: int) -> Case:
        case = await store.case_by_id(connection, case_id)
        if case is None or not officer.scope.covers(case.division_code):
            raise NotFound
        return case

    async def _now(self, connection: Any, case_id: int) -> Case:
        case = await store.case_by_id(connection, case_id)
        assert case is not None
        return case

    async def _grant(self, connection: Any, grant_id: int) -> GrantRequest:
        grant = await store.grant_by_id(connection, grant_id)
        assert grant is not None
        return grant

    async def _record(
        self,
        connection: Any,
        officer: OfficerSession,
        action: str,
        case_id: int,
        division_code: DivisionCode,
        reason: str | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        await self._audit.record(
            connection,
            officer.actor,
            action,
            Subject("case", case_id),
            division_code=division_code,
            reason=reason,
            details=details,
        )
