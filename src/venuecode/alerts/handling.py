"""Use cases on an alert that was opened: take, give, note, instruct, dispose, hand over, close; and what nobody took.

Each is a line of the timeline, an event of the record, and a hint to consoles and guards.
"""

from datetime import timedelta
from typing import Any

import structlog
from prometheus_client import Counter, Histogram

from venuecode.alerts import store
from venuecode.alerts.model import (
    Act,
    Alert,
    AlertNotInThatState,
    Disposition,
    Happening,
    Instruction,
    Level,
    NoSuchColleague,
    State,
    StopSeen,
    Times,
)
from venuecode.alerts.rules import AFTER, ancestors, first_instruction
from venuecode.alerts.service import CHANNEL, GUARDS, Alerts
from venuecode.alerts.settings import AlertSettings
from venuecode.audit.model import SYSTEM, Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.looks.service import Looks
from venuecode.identity.model import OfficerSession
from venuecode.infra.db import Database
from venuecode.infra.hints import Hints
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.regions.rules import Scope
from venuecode.regions.service import Divisions

BUCKETS = (30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400)
TAKEN = Histogram("venuecode_alert_acknowledge_seconds", "Opened until acknowledged", ["severity"], buckets=BUCKETS)
ENDED = Histogram("venuecode_alert_close_seconds", "Opened until closed", ["severity"], buckets=BUCKETS)
RAISED = Counter("venuecode_alerts_raised_total", "Alerts that nobody took in time, by the level reached", ["level"])
log = structlog.get_logger()


class Handling:
    """What officers do with an alert, from taking it to closing it."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        hints: Hints,
        alerts: Alerts,
        looks: Looks,
        divisions: Divisions,
        ring: KeyRing,
        settings: AlertSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._hints = hints
        self._alerts = alerts
        self._looks = looks
        self._divisions = divisions
        self._ring = ring
        self._settings = settings

    async def acknowledge(self, by: OfficerSession, alert_id: int, instruction: Instruction | None = None) -> Alert:
        """Take an alert for the officer's department; a second time changes nothing. Raises `NotFound`."""
        alert = await self._alerts.get(by.scope, alert_id)
        told, now = instruction or first_instruction(alert.reason), self._clock.now()
        async with self._db.transaction() as connection:
            taken = await store.acknowledge(connection, alert_id, by.officer_id, by.division_code, told, now)
            if taken:
                await self._note(connection, by, alert, Act.ACKNOWLEDGED, detail=told)
        if taken and alert.acknowledged_at is None:
            TAKEN.labels(alert.severity.name.lower()).observe((now - alert.opened_at).total_seconds())
        return await self._changed(by, alert)

    async def assign(self, by: OfficerSession, alert_id: int, officer_id: int) -> Alert:
        """Give an alert to a health officer of a division that it concerns. Raises `NoSuchColleague`."""
        alert = await self._alerts.get(by.scope, alert_id)
        async with self._db.transaction() as connection:
            if officer_id not in {one for one, _ in await store.colleagues(connection, self._reach(alert))}:
                raise NoSuchColleague
            _held(await store.assign(connection, alert_id, officer_id, self._clock.now()))
            await self._note(connection, by, alert, Act.ASSIGNED, assigned_to=officer_id)
        return await self._changed(by, alert)

    async def note(self, by: OfficerSession, alert_id: int, text: str) -> Alert:
        """Keep what the officer found out; sealed, for it may name people."""
        alert = await self._alerts.get(by.scope, alert_id)
        async with self._db.transaction() as connection:
            await store.touch(connection, alert_id, self._clock.now())
            await self._note(connection, by, alert, Act.NOTED, text=text)
        return await self._changed(by, alert)

    async def instruct(self, by: OfficerSession, alert_id: int, instruction: Instruction) -> Alert:
        """Tell the guard what to do with the person now."""
        alert = await self._alerts.get(by.scope, alert_id)
        async with self._db.transaction() as connection:
            _held(await store.instruct(connection, alert_id, instruction, self._clock.now()))
            await self._note(connection, by, alert, Act.INSTRUCTED, detail=instruction)
        return await self._changed(by, alert)

    async def dispose(self, by: OfficerSession, alert_id: int, disposition: Disposition, text: str | None) -> Alert:
        """Say what became of the person; the guard is told the instruction that goes with it."""
        alert = await self._alerts.get(by.scope, alert_id)
        told = AFTER[disposition]
        async with self._db.transaction() as connection:
            _held(await store.dispose(connection, alert_id, disposition, told, self._clock.now()))
            await self._note(connection, by, alert, Act.DISPOSED, detail=disposition, text=text)
        return await self._changed(by, alert)

    async def hand_over(self, by: OfficerSession, alert_id: int, to: DivisionCode, text: str | None) -> Alert:
        """Give an alert to another division, whose officers have all the time of its severity to take it."""
        alert = await self._alerts.get(by.scope, alert_id)
        self._divisions.get(to)
        async with self._db.transaction() as connection:
            _held(await store.hand_over(connection, alert_id, to, self._clock.now()))
            await self._note(connection, by, alert, Act.HANDED_OVER, detail=to, text=text)
        return await self._changed(by, alert)

    async def close(self, by: OfficerSession, alert_id: int) -> Alert:
        """End an alert that was disposed of."""
        alert = await self._alerts.get(by.scope, alert_id)
        now = self._clock.now()
        async with self._db.transaction() as connection:
            _held(await store.close(connection, alert_id, by.officer_id, now))
            await self._note(connection, by, alert, Act.CLOSED)
        ENDED.labels(alert.severity.name.lower()).observe((now - alert.opened_at).total_seconds())
        return await self._changed(by, alert)

    async def timeline(self, scope: Scope, alert_id: int) -> list[Happening]:
        """Return what was done with an alert, oldest first."""
        await self._alerts.get(scope, alert_id)
        async with self._db.connection() as connection:
            return await store.events_of(connection, self._ring, alert_id)

    async def colleagues(self, scope: Scope, alert_id: int) -> list[tuple[int, str]]:
        """Return to whom an alert may be given."""
        alert = await self._alerts.get(scope, alert_id)
        async with self._db.connection() as connection:
            return await store.colleagues(connection, self._reach(alert))

    async def past_stops(self, by: OfficerSession, alert_id: int, reason: str) -> list[StopSeen]:
        """Return the person's stops within the officer's divisions: a look, which the person can read.

        Raises `NotFound`, also where nobody knows the person, and `TooManyRequests`.
        """
        alert = await self._alerts.get(by.scope, alert_id)
        if alert.person_id is None:
            raise NotFound
        await self._looks.count(by)
        async with self._db.transaction() as connection:
            await self._audit.record(
                connection,
                by.actor,
                "alert.stops_read",
                Subject("person", PersonId(alert.person_id)),
                division_code=by.division_code,
                reason=reason,
                look=True,
                details={"alert_id": alert_id},
            )
            return await store.stops_of_person(connection, alert.person_id, by.scope)

    async def times(self, scope: Scope) -> list[Times]:
        """Return how long the alerts of a scope took, most urgent first."""
        since = self._clock.now() - timedelta(days=self._settings.times_days)
        async with self._db.connection() as connection:
            return await store.times(connection, scope, since)

    async def raise_overdue(self) -> int:
        """Send up a level what nobody took in its time; return how many."""
        now = self._clock.now()
        async with self._db.transaction() as connection:
            raised = await store.raise_overdue(connection, self._settings.waits, now)
            for alert_id, level, division_code in raised:
                name = level.name.lower()
                await store.add_event(connection, alert_id, Act.RAISED, now, detail=name)
                await self._audit.record(
                    connection,
                    SYSTEM,
                    "alert.raised",
                    Subject("alert", alert_id),
                    division_code=division_code,
                    details={"level": name},
                )
        for _, level, _ in raised:
            RAISED.labels(Level(level).name.lower()).inc()
        if raised:
            self._hints.tell(CHANNEL, [str(alert_id) for alert_id, *_ in raised])
        return len(raised)

    @staticmethod
    def _reach(alert: Alert) -> list[DivisionCode]:
        codes = [code for code in (alert.division_code, alert.home_code, alert.handed_code) if code]
        return list(dict.fromkeys(one for code in codes for one in ancestors(code)))

    async def _note(
        self,
        connection: Any,
        by: OfficerSession,
        alert: Alert,
        act: Act,
        *,
        detail: str | None = None,
        assigned_to: int | None = None,
        text: str | None = None,
    ) -> None:
        note = self._ring.seal(text, store.NOTE) if text else None
        await store.add_event(
            connection,
            alert.id,
            act,
            self._clock.now(),
            officer_id=by.officer_id,
            division_code=by.division_code,
            detail=detail,
            assigned_to=assigned_to,
            note=note,
        )
        await self._audit.record(
            connection,
            by.actor,
            f"alert.{act}",
            Subject("alert", alert.id),
            division_code=alert.division_code,
            details={"detail": detail} if detail else None,
        )

    async def _changed(self, by: OfficerSession, alert: Alert) -> Alert:
        self._hints.tell(CHANNEL, [str(alert.id)])
        self._hints.tell(GUARDS, [str(alert.door_id)])
        return await self._alerts.get(by.scope, alert.id)


def _held(done: bool) -> None:
    if not done:
        raise AlertNotInThatState(state=State.ACKNOWLEDGED)
