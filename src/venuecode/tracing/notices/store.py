"""SQL of notices, as typed functions."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode
from venuecode.regions.rules import Scope
from venuecode.tracing.notices.model import Due, Notice, NoticeKind, NoticeState, OwnNotice, Urgency

_queries = load_queries(__file__)


class NewNotice(NamedTuple):
    """What a notice is made with."""

    case_id: int
    division_code: str
    urgency: str
    kind: str
    venue_id: int | None
    sms: bool
    people: int
    state: str
    reason: str


class Recipient(NamedTuple):
    """Somebody a notice goes to, and what becomes of the message."""

    person_id: int
    exposed_on: date
    sms: str
    sms_to: int | None


async def told_before(connection: Any, case_id: int, urgency: Urgency, people: Sequence[int]) -> set[int]:
    rows = _queries.told_before(connection, case_id=case_id, urgency=urgency.value, people=list(people))
    return {row["person_id"] async for row in rows}


async def phones(connection: Any, people: Sequence[int]) -> dict[int, int | None]:
    """Return whose phone serves each of the people; none where there is none."""
    rows = _queries.phones(connection, people=list(people))
    return {row["person_id"]: row["sms_to"] async for row in rows}


async def told_since(connection: Any, officer_id: int, since: datetime) -> int:
    count: int = await _queries.told_since(connection, officer_id=officer_id, since=since)
    return count


async def hold_case(connection: Any, case_id: int) -> None:
    await _queries.hold_case(connection, case_id=case_id)


async def add_notice(connection: Any, new: NewNotice, officer_id: int, now: datetime) -> int:
    notice_id: int = await _queries.add_notice(connection, **new._asdict(), officer_id=officer_id, now=now)
    return notice_id


async def add_people(connection: Any, notice_id: int, people: Sequence[Recipient], due_at: datetime | None) -> None:
    await _queries.add_people(
        connection,
        notice_id=notice_id,
        people=[one.person_id for one in people],
        days=[one.exposed_on for one in people],
        sms=[one.sms for one in people],
        sms_to=[one.sms_to for one in people],
        due_at=due_at,
    )


async def notices(
    connection: Any,
    scope: Scope,
    *,
    case_id: int | None = None,
    notice_id: int | None = None,
    state: NoticeState | None = None,
) -> list[Notice]:
    rows = _queries.notices(
        connection,
        low=scope.low,
        high=scope.high,
        case_id=case_id,
        id=notice_id,
        state=state.value if state else None,
    )
    return [_notice(row) async for row in rows]


def _notice(row: Any) -> Notice:
    return Notice(
        id=row["id"],
        case_id=row["case_id"],
        case_number=row["case_number"],
        division_code=DivisionCode(row["division_code"]),
        urgency=Urgency(row["urgency"]),
        kind=NoticeKind(row["kind"]),
        venue_name=row["venue_name"],
        sms=row["sms"],
        people=row["people"],
        state=NoticeState(row["state"]),
        reason=row["reason"],
        made_by=row["made_by"],
        made_by_name=row["made_by_name"],
        made_at=row["made_at"],
        decided_by_name=row["decided_by_name"],
        decided_at=row["decided_at"],
        read=row["read"],
        sms_sent=row["sms_sent"],
        sms_waiting=row["sms_waiting"],
        sms_failed=row["sms_failed"],
        no_phone=row["no_phone"],
    )


async def decide(connection: Any, notice_id: int, state: NoticeState, officer_id: int, now: datetime) -> bool:
    done = await _queries.decide(connection, id=notice_id, state=state.value, officer_id=officer_id, now=now)
    return done is not None


async def release(connection: Any, notice_id: int, now: datetime) -> None:
    await _queries.release(connection, id=notice_id, now=now)


async def take_due(connection: Any, now: datetime, most: int) -> list[Due]:
    return [
        Due(
            row["person_id"],
            row["notice_id"],
            row["sms_to"],
            row["sms_tries"],
            row["phone"],
            Urgency(row["urgency"]),
        )
        async for row in _queries.take_due(connection, now=now, most=most)
    ]


async def note_sms(connection: Any, due: Due, sms: str, now: datetime) -> None:
    await _queries.note_sms(connection, person_id=due.person_id, notice_id=due.notice_id, sms=sms, now=now)


async def end_sent(connection: Any) -> None:
    await _queries.end_sent(connection)


async def own_notices(connection: Any, people: Sequence[int], most: int) -> list[OwnNotice]:
    return [
        OwnNotice(
            id=row["id"],
            person_id=row["person_id"],
            masked_name=row["masked_name"],
            urgency=Urgency(row["urgency"]),
            venue_name=row["venue_name"],
            exposed_on=row["exposed_on"],
            division_code=DivisionCode(row["division_code"]),
            at=row["at"],
            read_at=row["read_at"],
        )
        async for row in _queries.own_notices(connection, people=list(people), most=most)
    ]


async def read(connection: Any, notice_id: int, people: Sequence[int], now: datetime) -> bool:
    rows = _queries.read(connection, id=notice_id, people=list(people), now=now)
    return bool([row async for row in rows])
