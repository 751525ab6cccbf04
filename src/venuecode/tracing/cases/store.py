"""SQL of cases, as typed functions."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from venuecode.infra.sql import load_queries
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.kernel.ids import DivisionCode
from venuecode.regions.rules import Scope
from venuecode.tracing.cases.model import (
    Basis,
    Case,
    CaseState,
    GrantRequest,
    GrantState,
    Oddity,
    QueryKind,
    Use,
)

_queries = load_queries(__file__)


class NewCase(NamedTuple):
    """What a case is opened with."""

    person_id: int
    division_code: str
    basis: Basis
    test_at: datetime | None
    document_reference: str | None
    state: CaseState
    infectious_from: datetime
    infectious_until: datetime
    opened_by: int
    opened_at: datetime
    ends_at: datetime


class Named(NamedTuple):
    """A person as a list shows them."""

    id: int
    masked_name: str
    division_code: str


def _case(row: Any) -> Case:
    return Case(
        id=row["id"],
        number=row["number"],
        person_id=row["person_id"],
        masked_name=row["masked_name"],
        division_code=DivisionCode(row["division_code"]),
        basis=Basis(row["basis"]),
        test_at=row["test_at"],
        document_reference=row["document_reference"],
        state=CaseState(row["state"]),
        infectious_from=row["infectious_from"],
        infectious_until=row["infectious_until"],
        opened_by=row["opened_by"],
        opened_by_name=row["opened_by_name"],
        opened_at=row["opened_at"],
        confirmed_by_name=row["confirmed_by_name"],
        confirmed_at=row["confirmed_at"],
        ends_at=row["ends_at"],
        ended_at=row["ended_at"],
        queries=row["queries"],
        people_reached=row["people_reached"],
        version=row["row_version"],
    )


def _grant(row: Any) -> GrantRequest:
    return GrantRequest(
        id=row["id"],
        case_id=row["case_id"],
        case_number=row["case_number"],
        division_code=DivisionCode(row["division_code"]),
        case_division_code=DivisionCode(row["case_division_code"]),
        reason=row["reason"],
        state=GrantState(row["state"]),
        asked_by_name=row["asked_by_name"],
        asked_at=row["asked_at"],
        decided_at=row["decided_at"],
    )


async def positive_test_at(connection: Any, person_id: int) -> datetime | None:
    taken: datetime | None = await _queries.positive_test_at(connection, person_id=person_id)
    return taken


async def add_case(connection: Any, new: NewCase) -> int | None:
    """Store a case and return its id; none where the person has one that has not ended."""
    year = new.opened_at.astimezone(SHOWN_ZONE).year
    case_id: int | None = await _queries.add_case(connection, year=str(year), **new._asdict())
    return case_id


async def end_overdue(connection: Any, now: datetime) -> None:
    await _queries.end_overdue(connection, now=now)


async def case_by_id(connection: Any, case_id: int) -> Case | None:
    row = await _queries.case_by_id(connection, id=case_id)
    return _case(row) if row else None


async def cases_in_scope(
    connection: Any, scope: Scope, state: CaseState | None, before: int | None, most: int
) -> list[Case]:
    rows = _queries.cases_in_scope(
        connection, low=scope.low, high=scope.high, state=state.value if state else None, before=before, most=most
    )
    return [_case(row) async for row in rows]


async def confirm(connection: Any, case_id: int, officer_id: int, now: datetime) -> bool:
    return await _queries.confirm(connection, id=case_id, officer_id=officer_id, now=now) is not None


async def set_window(connection: Any, case_id: int, version: int, since: datetime, until: datetime) -> bool:
    done = await _queries.set_window(connection, id=case_id, version=version, since=since, until=until)
    return done is not None


async def end_case(connection: Any, case_id: int, officer_id: int, now: datetime) -> bool:
    return await _queries.end_case(connection, id=case_id, officer_id=officer_id, now=now) is not None


async def ask_grant(
    connection: Any, case_id: int, division_code: str, reason: str, officer_id: int, now: datetime
) -> int:
    grant_id: int = await _queries.ask_grant(
        connection, case_id=case_id, division_code=division_code, reason=reason, officer_id=officer_id, now=now
    )
    return grant_id


async def grant_by_id(connection: Any, grant_id: int) -> GrantRequest | None:
    row = await _queries.grant_by_id(connection, id=grant_id)
    return _grant(row) if row else None


async def grants_of_case(connection: Any, case_id: int) -> list[GrantRequest]:
    return [_grant(row) async for row in _queries.grants_of_case(connection, case_id=case_id)]


async def grants_waiting(connection: Any, scope: Scope) -> list[GrantRequest]:
    return [_grant(row) async for row in _queries.grants_waiting(connection, low=scope.low, high=scope.high)]


async def decide_grant(connection: Any, grant_id: int, state: GrantState, officer_id: int, now: datetime) -> bool:
    done = await _queries.decide_grant(connection, id=grant_id, state=state.value, officer_id=officer_id, now=now)
    return done is not None


async def note_query(
    connection: Any, *, at: datetime, case_id: int, officer_id: int, kind: QueryKind, reason: str, people: int
) -> None:
    await _queries.note_query(
        connection, at=at, case_id=case_id, officer_id=officer_id, kind=kind.value, reason=reason, people=people
    )


async def reach(
    connection: Any, case_id: int, officer_id: int, people: Collection[int], day: date, at: datetime
) -> list[int]:
    """Note whom the officer is shown; return those whom they had not been shown today under this case."""
    rows = _queries.reach(
        connection, case_id=case_id, officer_id=officer_id, people=sorted(set(people)), day=day, at=at
    )
    return [row["person_id"] async for row in rows]


async def is_reached(connection: Any, case_id: int, person_id: int) -> bool:
    reached: bool = await _queries.is_reached(connection, case_id=case_id, person_id=person_id)
    return reached


async def people_today(connection: Any, officer_id: int, since: datetime) -> int:
    count: int = await _queries.people_today(connection, officer_id=officer_id, since=since)
    return count


async def use_of(connection: Any, officer_id: int, hour_ago: datetime, day_ago: datetime, *, night: bool) -> Use:
    """Return how much an officer asked lately; queries at night count while it is night only."""
    row = await _queries.use_of(connection, officer_id=officer_id, hour_ago=hour_ago, day_ago=day_ago)
    return Use(**{**row, "night_queries": row["night_queries"] if night else 0})


async def warn(
    connection: Any, *, at: datetime, day: date, officer_id: int, case_id: int | None, division_code: str, kind: Oddity
) -> int | None:
    """Store a warning and return its id; none where the same one was given today."""
    warning_id: int | None = await _queries.warn(
        connection,
        at=at,
        day=day,
        officer_id=officer_id,
        case_id=case_id,
        division_code=division_code,
        kind=kind.value,
    )
    return warning_id


async def warnings_in_scope(connection: Any, scope: Scope, before: int | None, most: int) -> list[Any]:
    rows = _queries.warnings_in_scope(connection, low=scope.low, high=scope.high, before=before, most=most)
    return [row async for row in rows]


async def see_warning(connection: Any, warning_id: int, scope: Scope, officer_id: int, now: datetime) -> bool:
    done = await _queries.see_warning(
        connection, id=warning_id, low=scope.low, high=scope.high, officer_id=officer_id, now=now
    )
    return done is not None


async def public_counts(connection: Any, now: datetime) -> dict[str, int]:
    return dict(await _queries.public_counts(connection, now=now))


async def people_of(connection: Any, people: Collection[int]) -> dict[int, Named]:
    rows = _queries.people_of(connection, people=list(people))
    return {row["id"]: Named(row["id"], row["masked_name"], row["division_code"]) async for row in rows}
