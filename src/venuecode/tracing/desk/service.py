"""Asking about people: admit, count and record the question first, answer it, record whom the answer shows."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.model import OfficerSession
from venuecode.identity.people.sealing import PersonSeal
from venuecode.infra.db import Database
from venuecode.infra.limits import Limit, use
from venuecode.kernel.clock import SHOWN_ZONE, Clock
from venuecode.kernel.errors import NotFound
from venuecode.regions.rules import Scope
from venuecode.tracing.cases import store as cases
from venuecode.tracing.cases.model import (
    Case,
    CaseNotOpen,
    DivisionNotGranted,
    GrantState,
    NotOfThisCase,
    QueryKind,
    TooBroad,
)
from venuecode.tracing.cases.rules import is_night, may_ask, oddities
from venuecode.tracing.contacts import service as contacts
from venuecode.tracing.contacts import store as contact_store
from venuecode.tracing.contacts.store import NOBODY, Asked
from venuecode.tracing.desk import store
from venuecode.tracing.desk.model import (
    ContactList,
    Elsewhere,
    Exposure,
    SecondDegreeList,
    Shared,
    Trajectory,
)
from venuecode.tracing.desk.trajectory import steps_of
from venuecode.tracing.policy import Thresholds, shipped_policy
from venuecode.tracing.settings import TracingSettings
from venuecode.tracing.stays.service import Stays

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_LISTED = 500
MOST_PLACES = 100


class Desk:
    """The one way from an officer to stays and contacts."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        seal: PersonSeal,
        stays: Stays,
        settings: TracingSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._seal = seal
        self._stays = stays
        self._settings = settings

    async def contacts(
        self, officer: OfficerSession, case_id: int, reason: str, thresholds: Thresholds | None, *, export: bool = False
    ) -> ContactList:
        """Return the ranked contacts of a case. Raises what `admit` raises."""
        kind = QueryKind.EXPORT if export else QueryKind.CONTACTS
        case, scopes = await self.admit(officer, case_id, kind, reason)
        policy = shipped_policy()
        async with self._db.transaction() as connection:
            asked = [Asked(case.person_id, case.infectious_from, case.infectious_until)]
            found = await contacts.contacts(connection, asked, policy, thresholds, most=MOST_LISTED)
        mine = found.get(case.person_id, NOBODY)
        people, elsewhere = await self.split([c.person_id for c in mine.contacts], scopes)
        shown = [c for c in mine.contacts if c.person_id in people]
        await self.show(officer, case, kind, reason, [case.person_id, *people])
        return ContactList(
            case,
            thresholds or policy.thresholds,
            shown,
            people,
            mine.close_contacts,
            mine.companions,
            mine.others,
            elsewhere,
            await self._stays.derived_until(),
        )

    async def count(self, officer: OfficerSession, case_id: int, thresholds: Thresholds) -> tuple[int, int, int]:
        """Return how many contacts of each class there would be under other thresholds; nobody is shown."""
        case, _ = await self._admitted(officer, case_id)
        async with self._db.transaction() as connection:
            asked = [Asked(case.person_id, case.infectious_from, case.infectious_until)]
            found = await contacts.contacts(connection, asked, shipped_policy(), thresholds, most=0)
        mine = found.get(case.person_id, NOBODY)
        return mine.close_contacts, mine.companions, mine.others

    async def meetings(self, officer: OfficerSession, case_id: int, person_id: int, reason: str) -> list[Any]:
        """Return where and when a person met the case: the explanation of a rank."""
        case, _ = await self.admit(officer, case_id, QueryKind.MEETINGS, reason)
        await self._require_reached(case, person_id)
        async with self._db.connection() as connection:
            one = Asked(case.person_id, case.infectious_from, case.infectious_until)
            found = await contact_store.meetings_of(connection, one, person_id)
        await self.show(officer, case, QueryKind.MEETINGS, reason, [person_id])
        return found

    async def second_degree(
        self, officer: OfficerSession, case_id: int, reason: str, thresholds: Thresholds | None, *, export: bool = False
    ) -> SecondDegreeList:
        """Return the close contacts of a case's close contacts."""
        kind = QueryKind.EXPORT if export else QueryKind.SECOND_DEGREE
        case, scopes = await self.admit(officer, case_id, kind, reason)
        async with self._db.transaction() as connection:
            one = Asked(case.person_id, case.infectious_from, case.infectious_until)
            chain = await contacts.second_degree(connection, one, shipped_policy(), thresholds)
        listed = chain.second[:MOST_LISTED]
        people, elsewhere = await self.split([c.person_id for c in listed], scopes)
        shown = [c for c in listed if c.person_id in people]
        await self.show(officer, case, kind, reason, list(people))
        return SecondDegreeList(case, shown, people, len(chain.second), elsewhere)

    async def trajectory(
        self, officer: OfficerSession, case_id: int, person_id: int | None, reason: str, *, export: bool = False
    ) -> Trajectory:
        """Return where the case, or a person who came up under it, was within the infectious window."""
        kind = QueryKind.EXPORT if export else QueryKind.TRAJECTORY
        case, scopes = await self.admit(officer, case_id, kind, reason)
        wanted = case.person_id if person_id is None else person_id
        await self._require_reached(case, wanted)
        people, elsewhere = await self.split([wanted], scopes)
        if wanted not in people:
            raise DivisionNotGranted(division=elsewhere[0].division_code if elsewhere else "")
        async with self._db.connection() as connection:
            scans = await store.scans_of_person(
                connection, wanted, case.infectious_from - DAY, case.infectious_until + DAY
            )
        await self.show(officer, case, kind, reason, [wanted])
        steps = steps_of(scans, shipped_policy(), case.infectious_from, case.infectious_until)
        return Trajectory(case.number, people[wanted], case.infectious_from, case.infectious_until, steps)

    async def exposure(
        self,
        officer: OfficerSession,
        case_id: int,
        venue_id: int,
        since: datetime,
        until: datetime,
        reason: str,
        *,
        export: bool = False,
    ) -> Exposure:
        """Return who was at a venue between two moments of the infectious window; raises `NotFound` for no venue."""
        kind = QueryKind.EXPORT if export else QueryKind.EXPOSURE
        case, scopes = await self.admit(officer, case_id, kind, reason)
        since, until = max(since, case.infectious_from), min(until, case.infectious_until)
        async with self._db.connection() as connection:
            venue = await store.venue_of(connection, venue_id)
            if venue is None:
                raise NotFound
            if not any(scope.covers(venue["division_code"]) for scope in scopes):
                await self.refuse(officer, case_id, reason)
                raise DivisionNotGranted(division=venue["division_code"])
            present = await store.present_at_venue(connection, venue_id, since, until, MOST_LISTED)
            hours = await store.people_by_door_and_hour(connection, venue_id, since, until)
        people, elsewhere = await self.split([row["person_id"] for row in present], scopes)
        await self.show(officer, case, kind, reason, list(people))
        shown = [row for row in present if row["person_id"] in people]
        return Exposure(case.number, venue, shown, people, present[0]["people"] if present else 0, elsewhere, hours)

    async def shared(
        self, officer: OfficerSession, case_ids: Sequence[int], reason: str, *, export: bool = False
    ) -> Shared:
        """Return what cases of the officer's divisions have in common."""
        kind = QueryKind.EXPORT if export else QueryKind.SHARED
        asked, found = [], []
        for case_id in dict.fromkeys(case_ids):
            case, _ = await self.admit(officer, case_id, kind, reason)
            found.append(case)
            asked.append(Asked(case.person_id, case.infectious_from, case.infectious_until))
        async with self._db.transaction() as connection:
            places = await contact_store.shared_places(connection, asked, MOST_PLACES)
            links = await contact_store.met_each_other(connection, asked)
            met = await contacts.contacts(connection, asked, shipped_policy(), most=0)
        groups = contacts.clusters(
            [one.person_id for one in asked], [(link["person_id"], link["met_id"]) for link in links]
        )
        for case in found:
            await self.show(officer, case, kind, reason, [case.person_id])
        counts = {person: (one.close_contacts, one.companions) for person, one in met.items()}
        return Shared(found, places, links, groups, counts)

    async def _admitted(self, officer: OfficerSession, case_id: int) -> tuple[Case, list[Scope]]:
        """Return an open case of the officer's divisions and the scopes that may be seen under it."""
        async with self._db.connection() as connection:
            case = await cases.case_by_id(connection, case_id)
            if case is None or not officer.scope.covers(case.division_code):
                raise NotFound
            grants = await cases.grants_of_case(connection, case_id)
        if not may_ask(case, self._clock.now()):
            raise CaseNotOpen
        granted = [Scope(grant.division_code) for grant in grants if grant.state is GrantState.GRANTED]
        return case, [officer.scope, *granted]

    async def admit(
        self, officer: OfficerSession, case_id: int, kind: QueryKind, reason: str
    ) -> tuple[Case, list[Scope]]:
        """Let a question in: open case, own divisions, within limits. Refusals are recorded.

        Raises `NotFound`, `CaseNotOpen`, `TooManyRequests`, `TooBroad`.
        """
        try:
            case, scopes = await self._admitted(officer, case_id)
        except (NotFound, CaseNotOpen):
            await self.refuse(officer, case_id, reason)
            raise
        now = self._clock.now()
        limit = Limit("trace_queries_per_officer_hour", self._settings.queries_per_officer_hour, HOUR)
        async with self._db.transaction() as connection:
            await use(connection, limit, self._seal.limit_key(f"officer:{officer.officer_id}"), now)
            if await cases.people_today(connection, officer.officer_id, now - DAY) >= (
                self._settings.people_per_officer_day
            ):
                raise TooBroad
            await self._audit.record(
                connection,
                officer.actor,
                f"trace.{kind.value}",
                Subject("case", case_id),
                division_code=case.division_code,
                reason=reason,
            )
        return case, scopes

    async def refuse(self, officer: OfficerSession, case_id: int, reason: str) -> None:
        async with self._db.transaction() as connection:
            await self._audit.record(
                connection,
                officer.actor,
                "trace.refused",
                Subject("case", case_id),
                division_code=officer.division_code,
                reason=reason,
            )
            await self._warn_if_odd(connection, officer, None)

    async def _require_reached(self, case: Case, person_id: int) -> None:
        async with self._db.connection() as connection:
            if person_id != case.person_id and not await cases.is_reached(connection, case.id, person_id):
                raise NotOfThisCase

    async def split(
        self, people: Sequence[int], scopes: Sequence[Scope]
    ) -> tuple[dict[int, cases.Named], list[Elsewhere]]:
        """Part people into those whom the officer may see and counts, by county, of the others."""
        async with self._db.connection() as connection:
            found = await cases.people_of(connection, people)
        seen = {
            person: named
            for person, named in found.items()
            if any(scope.covers(named.division_code) for scope in scopes)  # type: ignore[arg-type]
        }
        hidden = Counter(named.division_code[:6] for person, named in found.items() if person not in seen)
        return seen, [Elsewhere(code, count) for code, count in hidden.most_common()]

    async def show(
        self, officer: OfficerSession, case: Case, kind: QueryKind, reason: str, people: Sequence[int]
    ) -> None:
        """Record the question and whom its answer shows, before it is given; each person once a day."""
        now = self._clock.now()
        day = now.astimezone(SHOWN_ZONE).date()
        async with self._db.transaction() as connection:
            await cases.note_query(
                connection,
                at=now,
                case_id=case.id,
                officer_id=officer.officer_id,
                kind=kind,
                reason=reason,
                people=len(people),
            )
            fresh = await cases.reach(connection, case.id, officer.officer_id, people, day, now)
            await self._audit.record_looks(
                connection,
                officer.actor,
                "trace.reached",
                fresh,
                division_code=officer.division_code,
                reason=reason,
                shown_after=self._settings.look_delay,
                details={"case": case.number},
            )
            await self._warn_if_odd(connection, officer, case.id)

    async def _warn_if_odd(self, connection: Any, officer: OfficerSession, case_id: int | None) -> None:
        now = self._clock.now()
        used = await cases.use_of(connection, officer.officer_id, now - HOUR, now - DAY, night=is_night(now))
        for oddity in oddities(used, self._settings):
            warning = await cases.warn(
                connection,
                at=now,
                day=now.astimezone(SHOWN_ZONE).date(),
                officer_id=officer.officer_id,
                case_id=case_id,
                division_code=officer.division_code,
                kind=oddity,
            )
            if warning is not None:
                await self._audit.record(
                    connection,
                    officer.actor,
                    "trace.odd_use",
                    Subject("officer", officer.officer_id),
                    division_code=officer.division_code,
                    details={"kind": oddity.value},
                )
