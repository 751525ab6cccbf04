"""SQL of alerts, as typed functions. The alerts of stops are written by the scan's own statement (scanning)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from venuecode.alerts.model import (
    Act,
    Alert,
    Disposition,
    Happening,
    Instruction,
    Kind,
    LetIn,
    Level,
    Report,
    Severity,
    State,
    StopSeen,
    Times,
    ToldGuard,
)
from venuecode.health.reasons import Reason
from venuecode.infra.sql import load_queries
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.kernel.verdict import Colour
from venuecode.regions.rules import Scope

_queries = load_queries(__file__)
NOTE = "alert_event.note"
_NONE = (None, None)


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
        person_id=row["person_id"],
        severity=Severity(row["severity"]),
        level=Level(row["level"]),
        raised_at=row["raised_at"],
        home_code=row["home_code"],
        handed_code=row["handed_code"],
        department_code=row["department_code"],
        assigned_to=row["assigned_to"],
        assigned_name=row["assigned_name"],
        instruction=Instruction(row["instruction"]) if row["instruction"] else None,
        disposition=Disposition(row["disposition"]) if row["disposition"] else None,
        closed_by=row["closed_name"],
        closed_at=row["closed_at"],
        latitude=row["latitude"],
        longitude=row["longitude"],
    )


async def alerts_in_scope(
    connection: Any,
    scope: Scope,
    *,
    state: State | None = None,
    kind: Kind | None = None,
    before: int | None = None,
    since: datetime | None = None,
    severity: Severity | None = None,
    mine: int | None = None,
    most: int = 50,
) -> list[Alert]:
    """Return alerts of the scope, newest first, below the id `before`, changed after `since`."""
    rows = _queries.alerts_in_scope(
        connection,
        low=scope.low,
        high=scope.high,
        state=state,
        kind=kind,
        before=before,
        since=since,
        severity=severity,
        mine=mine,
        most=most,
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


async def acknowledge(
    connection: Any, alert_id: int, officer_id: int, department: DivisionCode, instruction: Instruction, now: datetime
) -> bool:
    """Whether the alert was open until now."""
    taken = await _queries.acknowledge(
        connection, id=alert_id, officer_id=officer_id, department_code=department, instruction=instruction, now=now
    )
    return taken is not None


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


async def touch(connection: Any, alert_id: int, now: datetime) -> None:
    """Show the alert anew to whoever watches."""
    await _queries.touch(connection, id=alert_id, now=now)


async def assign(connection: Any, alert_id: int, officer_id: int, now: datetime) -> bool:
    """Whether the alert was taken and not closed."""
    return await _queries.assign(connection, id=alert_id, officer_id=officer_id, now=now) is not None


async def instruct(connection: Any, alert_id: int, instruction: Instruction, now: datetime) -> bool:
    """Whether the alert was taken and not closed."""
    return await _queries.instruct(connection, id=alert_id, instruction=instruction, now=now) is not None


async def dispose(
    connection: Any, alert_id: int, disposition: Disposition, instruction: Instruction, now: datetime
) -> bool:
    """Whether the alert was taken and not closed."""
    done = await _queries.dispose(connection, id=alert_id, disposition=disposition, instruction=instruction, now=now)
    return done is not None


async def hand_over(connection: Any, alert_id: int, division_code: DivisionCode, now: datetime) -> bool:
    """Whether the alert was taken and not closed."""
    return await _queries.hand_over(connection, id=alert_id, division_code=division_code, now=now) is not None


async def close(connection: Any, alert_id: int, officer_id: int, now: datetime) -> bool:
    """Whether the alert was taken, disposed of and not closed."""
    return await _queries.close(connection, id=alert_id, officer_id=officer_id, now=now) is not None


async def add_event(
    connection: Any,
    alert_id: int,
    act: Act,
    now: datetime,
    *,
    officer_id: int | None = None,
    division_code: str | None = None,
    detail: str | None = None,
    assigned_to: int | None = None,
    note: bytes | None = None,
) -> None:
    """Add a line to the timeline."""
    await _queries.add_event(
        connection,
        alert_id=alert_id,
        now=now,
        act=act,
        officer_id=officer_id,
        division_code=division_code,
        detail=detail,
        assigned_to=assigned_to,
        note=note,
    )


async def events_of(connection: Any, ring: KeyRing, alert_id: int) -> list[Happening]:
    """Return the timeline, oldest first."""
    return [
        Happening(
            row["at"],
            Act(row["act"]),
            row["officer_name"],
            row["division_code"],
            row["detail"],
            row["assigned_name"],
            None if row["note"] is None else ring.open(row["note"], NOTE),
        )
        async for row in _queries.events_of(connection, alert_id=alert_id)
    ]


async def raise_overdue(connection: Any, waits: Sequence[float], now: datetime) -> list[tuple[int, Level, str]]:
    """Raise what nobody took in its time; return id, new level and division of each."""
    rows = _queries.raise_overdue(connection, waits=list(waits), now=now)
    return [(row["id"], Level(row["level"]), row["division_code"]) async for row in rows]


async def handled_at_doors(connection: Any, door_ids: Collection[int], since: datetime, most: int) -> list[Any]:
    """Return what was taken at doors since a moment, last change first."""
    return [row async for row in _queries.handled_at_doors(connection, door_ids=list(door_ids), since=since, most=most)]


async def stops_of_person(connection: Any, person_id: int, scope: Scope, most: int = 100) -> list[StopSeen]:
    """Return the stops of a person within a scope, newest first."""
    rows = _queries.stops_of_person(connection, person_id=person_id, low=scope.low, high=scope.high, most=most)
    return [
        StopSeen(row["at"], row["venue_name"], row["door_name"], Reason(row["reason"]), Colour(row["colour"]))
        async for row in rows
    ]


async def times(connection: Any, scope: Scope, since: datetime) -> list[Times]:
    """Return how long alerts of each severity took."""
    rows = _queries.times(connection, low=scope.low, high=scope.high, since=since)
    return [
        Times(
            Severity(row["severity"]),
            row["alerts"],
            *(row["acknowledge"] or (None, None)),
            *(row["close"] or (None, None)),
        )
        async for row in rows
    ]


async def colleagues(connection: Any, codes: Collection[str]) -> list[tuple[int, str]]:
    """Return id and name of the health officers at work in one of these divisions."""
    return [(row["id"], row["display_name"]) async for row in _queries.colleagues(connection, codes=list(codes))]
