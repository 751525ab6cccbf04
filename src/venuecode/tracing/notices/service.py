"""Use cases of notices: preview in numbers, send, a second officer's word above the brake, who read them."""

from datetime import timedelta
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.family.service import Family
from venuecode.identity.model import CitizenSession, OfficerSession
from venuecode.infra.db import Database
from venuecode.infra.jobs import enqueue
from venuecode.kernel.clock import SHOWN_ZONE, Clock
from venuecode.kernel.errors import NotFound
from venuecode.tracing.cases import store as cases
from venuecode.tracing.cases.model import QueryKind, SecondOfficerNeeded
from venuecode.tracing.desk import store as places
from venuecode.tracing.desk.groups import ContactsWanted, Gathered, Groups, Involved, VenueWanted
from venuecode.tracing.desk.service import Desk
from venuecode.tracing.notices import store
from venuecode.tracing.notices.model import (
    NobodyToTell,
    Notice,
    NoticeKind,
    NoticeState,
    NotWaiting,
    OwnNotice,
    Preview,
    Urgency,
)
from venuecode.tracing.notices.rules import needs_second_officer
from venuecode.tracing.settings import TracingSettings

SEND = "tracing.notices"
DAY = timedelta(days=1)
MOST_OWN = 50


class Notices:
    """Who is told, how urgently, and whether they read it."""

    def __init__(
        self, db: Database, clock: Clock, audit: AuditLog, family: Family, desk: Desk, settings: TracingSettings
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._family = family
        self._desk = desk
        self._groups = Groups(db, desk)
        self._settings = settings

    async def preview(
        self,
        officer: OfficerSession,
        case_id: int,
        reason: str,
        urgency: Urgency,
        wanted: ContactsWanted | VenueWanted,
    ) -> Preview:
        """Return what sending would do, in numbers; shows and tells nobody. Raises what `Groups.gather` raises."""
        found = await self._groups.gather(officer, case_id, QueryKind.NOTICE, reason, wanted)
        async with self._db.transaction() as connection:
            fresh, told = await self._fresh(connection, found, urgency)
            people = await self._recipients(connection, fresh, sms=True)
            told_today = await store.told_since(connection, officer.officer_id, self._clock.now() - DAY)
            venue = await _venue_name(connection, wanted)
        await self._desk.show(officer, found.case, QueryKind.NOTICE, reason, [])
        return Preview(
            people=len(fresh),
            told_before=told,
            elsewhere=found.elsewhere,
            messages=sum(one.sms == "waiting" for one in people),
            no_phone=sum(one.sms == "no_phone" for one in people),
            second_officer=needs_second_officer(len(fresh), told_today, self._settings.notice_people),
            venue_name=venue,
        )

    async def send(
        self,
        officer: OfficerSession,
        case_id: int,
        reason: str,
        urgency: Urgency,
        wanted: ContactsWanted | VenueWanted,
        *,
        sms: bool,
    ) -> Notice:
        """Tell everybody found who was not told as urgently before; above the brake it waits for a second officer.

        Raises `NobodyToTell` and what `Groups.gather` raises.
        """
        found = await self._groups.gather(officer, case_id, QueryKind.NOTICE, reason, wanted)
        now = self._clock.now()
        async with self._db.transaction() as connection:
            await store.hold_case(connection, case_id)
            fresh, _ = await self._fresh(connection, found, urgency)
            if not fresh:
                raise NobodyToTell
            told_today = await store.told_since(connection, officer.officer_id, now - DAY)
            waits = needs_second_officer(len(fresh), told_today, self._settings.notice_people)
            new = store.NewNotice(
                case_id=case_id,
                division_code=found.case.division_code,
                urgency=urgency.value,
                kind=(NoticeKind.VENUE if isinstance(wanted, VenueWanted) else NoticeKind.CONTACTS).value,
                venue_id=wanted.venue_id if isinstance(wanted, VenueWanted) else None,
                sms=sms,
                people=len(fresh),
                state=(NoticeState.WAITING if waits else NoticeState.SENDING).value,
                reason=reason,
            )
            notice_id = await store.add_notice(connection, new, officer.officer_id, now)
            people = await self._recipients(connection, fresh, sms=sms)
            await store.add_people(connection, notice_id, people, None if waits else now)
            if not waits:
                await enqueue(connection, SEND, {})
            details = {"people": len(fresh), "urgency": urgency.value, "waits": waits}
            await self._record(connection, officer, "notice.made", notice_id, reason, details)
            notice = await self._one(connection, officer, notice_id)
        await self._desk.show(officer, found.case, QueryKind.NOTICE, reason, [])
        return notice

    async def of_case(self, officer: OfficerSession, case_id: int) -> list[Notice]:
        """Return the notices of a case of the officer's divisions, newest first; raises `NotFound`."""
        async with self._db.connection() as connection:
            case = await cases.case_by_id(connection, case_id)
            if case is None or not officer.scope.covers(case.division_code):
                raise NotFound
            return await store.notices(connection, officer.scope, case_id=case_id)

    async def waiting(self, officer: OfficerSession) -> list[Notice]:
        """Return notices of the officer's divisions that wait for a second officer."""
        async with self._db.connection() as connection:
            return await store.notices(connection, officer.scope, state=NoticeState.WAITING)

    async def decide(self, officer: OfficerSession, notice_id: int, *, approve: bool) -> Notice:
        """Let a notice go out, or not, as another officer; raises `NotFound`, `SecondOfficerNeeded`, `NotWaiting`."""
        now = self._clock.now()
        async with self._db.transaction() as connection:
            notice = await self._one(connection, officer, notice_id)
            if notice.made_by == officer.officer_id:
                raise SecondOfficerNeeded
            state = NoticeState.SENDING if approve else NoticeState.REFUSED
            if not await store.decide(connection, notice_id, state, officer.officer_id, now):
                raise NotWaiting
            if approve:
                await store.release(connection, notice_id, now)
                await enqueue(connection, SEND, {})
            await self._record(connection, officer, f"notice.{'approved' if approve else 'refused'}", notice_id)
            return await self._one(connection, officer, notice_id)

    async def own(self, by: CitizenSession) -> list[OwnNotice]:
        """Return what the person, and whoever they look after, was told; newest first."""
        async with self._db.connection() as connection:
            people = [by.person_id, *await self._family.ward_ids(connection, by.person_id)]
            return await store.own_notices(connection, people, MOST_OWN)

    async def read(self, by: CitizenSession, notice_id: int) -> None:
        """Note that a notice was read, for the person and those they look after; raises `NotFound`."""
        async with self._db.transaction() as connection:
            people = [by.person_id, *await self._family.ward_ids(connection, by.person_id)]
            if not await store.read(connection, notice_id, people, self._clock.now()):
                raise NotFound

    async def _fresh(self, connection: Any, found: Gathered, urgency: Urgency) -> tuple[list[Involved], int]:
        """Return those whom the officer may act for and who were not told before, and how many were."""
        mine = [one for one in found.people if one.person_id in found.seen]
        told = await store.told_before(connection, found.case.id, urgency, [one.person_id for one in mine])
        return [one for one in mine if one.person_id not in told], len(told)

    async def _recipients(self, connection: Any, people: list[Involved], *, sms: bool) -> list[store.Recipient]:
        """Return whom a message goes to: one phone gets one, however many of its family are told."""
        phones = await store.phones(connection, [one.person_id for one in people]) if sms else {}
        served: set[int] = set()
        recipients = []
        for one in sorted(people, key=lambda one: phones.get(one.person_id) != one.person_id):
            to, day = phones.get(one.person_id), one.last_at.astimezone(SHOWN_ZONE).date()
            state = "none" if not sms else "no_phone" if to is None else "shared" if to in served else "waiting"
            if to is not None:
                served.add(to)
            recipients.append(store.Recipient(one.person_id, day, state, to))
        return recipients

    async def _one(self, connection: Any, officer: OfficerSession, notice_id: int) -> Notice:
        found = await store.notices(connection, officer.scope, notice_id=notice_id)
        if not found:
            raise NotFound
        return found[0]

    async def _record(
        self,
        connection: Any,
        officer: OfficerSession,
        action: str,
        notice_id: int,
        reason: str | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        await self._audit.record(
            connection,
            officer.actor,
            action,
            Subject("notice", notice_id),
            division_code=officer.division_code,
            reason=reason,
            details=details,
        )


async def _venue_name(connection: Any, wanted: ContactsWanted | VenueWanted) -> str | None:
    if not isinstance(wanted, VenueWanted):
        return None
    venue = await places.venue_of(connection, wanted.venue_id)
    return str(venue["full_name"]) if venue else None
