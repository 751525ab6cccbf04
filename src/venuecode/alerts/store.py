"""SQL of alerts, as typed functions. The alerts of stops are written by the scan's own statement (scanning)."""

from datetime import datetime
from typing import Any

from venuecode.alerts.model import Alert, Kind, LetIn, Report, State, ToldGuard
from venuecode.health.reasons import Reason
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.kernel.verdict import Colour
from venuecode.regions.rules import Scope

_queries = load_queries(__file__)


def _alert_of(row: Any) -> Alert:
    return Alert(
        id=row["id"],
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        person_name=row["masked_name"],
        venue_id=row["venue_id"],
        venue_name=row["venue_name"],
        door_id=row["door_id"],
        door_name=row["door_name"],
        division_code=DivisionCode(row["division_code"]),
        reason=Reason(row["reason"]),
        colour=Colour(row["colour"]),
        note=row["note"],
        count=row["count"],
        opened_at=row["opened_at"],
        last_at=row["last_at"],
        acknowledged_by=row["acknowledged_name"],
        acknowledged_at=row["acknowledged_at"],
        changed_at=row["changed_at"],
    )


async def alerts_in_scope(
    connection: Any,
    scope: Scope,
    *,
    state: State | None = None,
    kind: Kind | None = None,
    before: int | None = None,
    since: datetime | None = None,
    most: int = 50,
) -> list[Alert]:
    """Return alerts of the scope, newest first, below the id `before`, changed after `since`."""
    rows = _queries.alerts_in_scope(
        connection, low=scope.low, high=scope.high, state=state, kind=kind, before=before, since=since, most=most
    )
    return [_alert_of(row) async for row in rows]


async def alert_by_id(connection: Any, alert_id: int) -> Alert | None:
    row = await _queries.alert_by_id(connection, id=alert_id)
    return _alert_of(row) if row else None


async def count_open(connection: Any, scope: Scope) -> int:
    count: int = await _queries.count_open(connection, low=scope.low, high=scope.high)
    return count


async def changed_since(connection: Any, since: datetime, most: int = 1000) -> list[Alert]:
    """Return what changed after `since` in all divisions, oldest change first."""
    rows = _queries.changed_since(connection, since=since, most=most)
    return [_alert_of(row) async for row in rows]


async def acknowledge(connection: Any, alert_id: int, officer_id: int, now: datetime) -> bool:
    """Whether the alert was open until now."""
    return await _queries.acknowledge(connection, id=alert_id, officer_id=officer_id, now=now) is not None


async def open_report(connection: Any, report: Report, now: datetime) -> int:
    """Store a guard's report and return its id."""
    alert_id: int = await _queries.open_report(
        connection,
        person_id=report.person_id,
        visit_at=report.visit_at,
        visit_id=report.visit_id,
        reason=Reason.GUARD_REPORT.value,
        colour=report.colour.value,
        now=now,
        note=report.note,
        reported_by=report.reported_by,
        door_id=report.door_id,
    )
    return alert_id


async def recent_report(connection: Any, report: Report, after: datetime) -> int | None:
    """Return the same guard's report of the same visit, if it was opened after `after`."""
    alert_id: int | None = await _queries.recent_report(
        connection,
        reported_by=report.reported_by,
        door_id=report.door_id,
        visit_id=report.visit_id,
        person_id=report.person_id,
        after=after,
    )
    return alert_id


async def open_let_in(connection: Any, one: LetIn, now: datetime) -> int | None:
    """Store that somebody was let in and return the alert's id; None if it is stored already."""
    alert_id: int | None = await _queries.let_in(
        connection,
        person_id=one.person_id,
        visit_at=one.visit_at,
        visit_id=one.visit_id,
        door_id=one.door_id,
        reason=one.reason.value,
        colour=one.colour.value,
        now=now,
    )
    return alert_id


async def claim_untold(connection: Any, now: datetime, since: datetime, quiet_since: datetime) -> list[int]:
    """Mark the stops after `since` as told and return the door of each; doors told after `quiet_since` wait."""
    rows = _queries.claim_untold(connection, now=now, since=since, quiet_since=quiet_since)
    return [row["door_id"] async for row in rows]


async def guards_of_doors(connection: Any, door_ids: list[int]) -> list[ToldGuard]:
    """Return everybody who is bound to a door's venue, with the names of both."""
    rows = _queries.guards_of_doors(connection, door_ids=door_ids)
    return [ToldGuard(row["door_id"], row["door"], row["venue"], PersonId(row["person_id"])) async for row in rows]
