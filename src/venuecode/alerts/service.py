"""Use cases of alerts: list, report; and the live stream to officers' consoles."""

import asyncio
import time
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog

from venuecode.alerts import store
from venuecode.alerts.model import Alert, Kind, LetIn, Report, Severity, State
from venuecode.audit.model import Actor, ActorKind, Subject
from venuecode.audit.service import AuditLog
from venuecode.infra.db import Database
from venuecode.infra.hints import Hints
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import NotFound
from venuecode.regions.rules import Scope

CHANNEL = "venuecode_alerts"
GUARDS = "venuecode_alerts_handled"
"""Hints with ids of doors at which an alert was taken or changed."""
SHOWN_TO_GUARDS = timedelta(hours=4)
MOST_SHOWN_TO_GUARDS = 20
SAME_REPORT = timedelta(minutes=2)
LOOK_SECONDS = 2.0
OVERLAP = timedelta(seconds=15)
MOST_WAITING = 1_000
log = structlog.get_logger()


class Alerts:
    """What officers do with alerts, and how guards open one."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, hints: Hints) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._hints = hints

    async def page(
        self,
        scope: Scope,
        state: State | None,
        kind: Kind | None,
        before: int | None,
        since: datetime | None,
        most: int,
        severity: Severity | None = None,
        mine: int | None = None,
    ) -> list[Alert]:
        """Return alerts of the scope, newest first."""
        async with self._db.connection() as connection:
            return await store.alerts_in_scope(
                connection,
                scope,
                state=state,
                kind=kind,
                before=before,
                since=since,
                severity=severity,
                mine=mine,
                most=most,
            )

    async def get(self, scope: Scope, alert_id: int) -> Alert:
        """Return an alert of the scope; raises `NotFound`."""
        async with self._db.connection() as connection:
            alert = await store.alert_by_id(connection, alert_id)
        if alert is None or not alert.within(scope):
            raise NotFound
        return alert

    async def count_open(self, scope: Scope) -> int:
        """Return how many alerts of the scope nobody has acknowledged."""
        async with self._db.connection() as connection:
            return await store.count_open(connection, scope)

    async def handled_at(self, door_ids: Collection[int]) -> list[Any]:
        """Return what was taken lately at these doors, last change first."""
        since = self._clock.now() - SHOWN_TO_GUARDS
        async with self._db.connection() as connection:
            return await store.handled_at_doors(connection, door_ids, since, MOST_SHOWN_TO_GUARDS)

    async def report(self, report: Report) -> int:
        """Open the alert of a guard's report and return its id; the same report within two minutes is the same."""
        now = self._clock.now()
        async with self._db.transaction() as connection:
            alert_id = await store.recent_report(connection, report, now - SAME_REPORT)
            if alert_id is None:
                alert_id = await store.open_report(connection, report, now)
                await self._audit.record(
                    connection,
                    Actor(ActorKind.CITIZEN, report.reported_by),
                    "alert.reported",
                    Subject("alert", alert_id),
                )
        self._hints.tell(CHANNEL, [str(alert_id)])
        return alert_id

    async def let_in(self, one: LetIn) -> None:
        """Open the alert of somebody whom a door without a network let in; told again, it is the same."""
        async with self._db.transaction() as connection:
            alert_id = await store.open_let_in(connection, one, self._clock.now())
        if alert_id is not None:
            self._hints.tell(CHANNEL, [str(alert_id)])


class AlertScreen:
    """One console's open stream."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.queue: asyncio.Queue[Alert | None] = asyncio.Queue(MOST_WAITING)
        self.cut_off = False


class AlertHub:
    """Shows changed alerts to the consoles of this process that may see them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._screens: set[AlertScreen] = set()
        self._seen: dict[tuple[int, datetime], None] = {}
        self._cursor = clock.now()
        self._wake = asyncio.Event()

    def hear(self, _words: frozenset[str]) -> None:
        """Take a hint that some alert changed."""
        if self._screens:
            self._wake.set()

    def open(self, scope: Scope) -> AlertScreen:
        """Begin to show alerts of a scope; `close` it."""
        if not self._screens:
            self._cursor = self._clock.now()
        screen = AlertScreen(scope)
        self._screens.add(screen)
        return screen

    def close(self, screen: AlertScreen) -> None:
        """End a stream."""
        self._screens.discard(screen)

    def end_all(self) -> None:
        """End every stream: this process is about to stop, and the consoles go on at another or the next one."""
        for screen in self._screens:
            screen.cut_off = True
            with suppress(asyncio.QueueFull):
                screen.queue.put_nowait(None)

    async def run(self) -> None:
        """Look when hinted and every two seconds while anybody watches, until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._wake.wait()
            self._wake.clear()
            began = time.monotonic()
            try:
                await self.look()
            except Exception as fault:  # noqa: BLE001 - the next look catches up
                log.warning("alerts_look_failed", fault=type(fault).__name__)
            await asyncio.sleep(max(0.0, 0.1 - (time.monotonic() - began)))

    async def look(self) -> None:
        """Read what changed and show it."""
        if not self._screens:
            return
        now, since = self._clock.now(), self._cursor - OVERLAP
        async with self._db.connection() as connection:
            alerts = await store.changed_since(connection, since)
        for alert in alerts:
            if (alert.id, alert.changed_at) in self._seen:
                continue
            self._seen[alert.id, alert.changed_at] = None
            for screen in self._screens:
                if alert.within(screen.scope):
                    _show(screen, alert)
        self._cursor = now
        self._seen = {key: None for key in self._seen if key[1] > now - 2 * OVERLAP}


def _show(screen: AlertScreen, alert: Alert) -> None:
    try:
        screen.queue.put_nowait(alert)
    except asyncio.QueueFull:
        screen.cut_off = True
