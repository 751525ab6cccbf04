"""SQL of follow-ups, as typed functions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode
from venuecode.regions.rules import Scope
from venuecode.tracing.desk.groups import Involved
from venuecode.tracing.followup.model import DivisionTally, FollowUp, Mark, Step, StepKind

_queries = load_queries(__file__)
MOST = 5_000
"""Read at once for an act on many."""


def _follow_up(row: Any) -> FollowUp:
    return FollowUp(
        id=row["id"],
        person_id=row["person_id"],
        case_id=row["case_id"],
        case_number=row["case_number"],
        masked_name=row["masked_name"],
        home_division=DivisionCode(row["home_division"]),
        division_code=DivisionCode(row["division_code"]),
        contact_class=row["contact_class"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        reason=row["reason"],
        added_at=row["added_at"],
        reached_at=row["reached_at"],
        isolated_at=row["isolated_at"],
        tested_at=row["tested_at"],
        closed_at=row["closed_at"],
        proposal_id=row["proposal_id"],
        order_state=row["order_state"],
        last_note=row["last_note"],
        version=row["row_version"],
    )


async def add(
    connection: Any,
    case_id: int,
    people: Sequence[Involved],
    divisions: Mapping[int, str],
    *,
    reason: str,
    officer_id: int,
    now: datetime,
) -> dict[int, str]:
    """Put people on the list and return, for those who are new on it, whose officers follow them up."""
    rows = _queries.add(
        connection,
        case_id=case_id,
        people=[one.person_id for one in people],
        divisions=[divisions[one.person_id] for one in people],
        classes=[one.relation.value for one in people],
        first=[one.first_at for one in people],
        last=[one.last_at for one in people],
        reason=reason,
        officer_id=officer_id,
        now=now,
    )
    return {row["person_id"]: row["division_code"] async for row in rows}


async def add_steps(
    connection: Any,
    case_id: int,
    people: Mapping[int, str],
    kind: StepKind,
    *,
    officer_id: int,
    now: datetime,
    note: str = "",
) -> None:
    """Add the same entry to the history of several people; `people` maps each to the division that has them."""
    await _queries.add_steps(
        connection,
        case_id=case_id,
        people=list(people),
        divisions=list(people.values()),
        kind=kind.value,
        officer_id=officer_id,
        now=now,
        note=note,
    )


async def follow_ups(
    connection: Any,
    scope: Scope,
    *,
    case_id: int | None = None,
    open_only: bool | None = None,
    people: Sequence[int] | None = None,
    after: int = 0,
    most: int = MOST,
) -> list[FollowUp]:
    rows = _queries.follow_ups(
        connection,
        low=scope.low,
        high=scope.high,
        case_id=case_id,
        open=open_only,
        people=None if people is None else list(people),
        after=after,
        most=most,
    )
    return [_follow_up(row) async for row in rows]


async def steps_of(connection: Any, person_id: int, case_id: int) -> list[Step]:
    return [
        Step(row["at"], StepKind(row["kind"]), row["officer_name"], DivisionCode(row["division_code"]), row["note"])
        async for row in _queries.steps_of(connection, person_id=person_id, case_id=case_id)
    ]


async def mark(connection: Any, person_id: int, case_id: int, version: int, what: Mark | None, now: datetime) -> bool:
    """Set a mark, or only count the version up for a note; false when somebody else was faster."""
    done = await _queries.mark(
        connection,
        person_id=person_id,
        case_id=case_id,
        version=version,
        mark=what.value if what else "",
        now=now,
    )
    return done is not None


async def assign(connection: Any, case_id: int, people: Sequence[int], division_code: str, scope: Scope) -> list[int]:
    """Hand people of a scope over to a division; return those who were another's before."""
    rows = _queries.assign(
        connection,
        case_id=case_id,
        people=list(people),
        division_code=division_code,
        low=scope.low,
        high=scope.high,
    )
    return [row["person_id"] async for row in rows]


async def note_order(connection: Any, case_id: int, people: Sequence[int], proposal_id: int) -> None:
    await _queries.note_order(connection, case_id=case_id, people=list(people), proposal_id=proposal_id)


async def progress_by_division(connection: Any, case_id: int) -> list[DivisionTally]:
    return [DivisionTally(**row) async for row in _queries.progress_by_division(connection, case_id=case_id)]
