"""SQL of appeals, as typed functions; seals and opens what people wrote."""

from datetime import datetime
from typing import Any

from venuecode.health.appeals.model import Appeal, AppealState, Photo
from venuecode.health.reasons import Reason
from venuecode.infra.sql import load_queries
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.regions.rules import Scope

_queries = load_queries(__file__)
CONTENT, PHOTO, ANSWER = "appeal.content", "appeal.photo", "appeal.answer"


def _appeal(row: Any, ring: KeyRing) -> Appeal:
    return Appeal(
        id=row["id"],
        person_id=PersonId(row["person_id"]),
        fact_id=row["fact_id"],
        reason=Reason(row["reason"]),
        source=row["source"],
        division_code=DivisionCode(row["division_code"]),
        state=AppealState(row["state"]),
        content=ring.open(row["content"], CONTENT),
        has_photo=row["photo_type"] is not None,
        made_at=row["made_at"],
        due_at=row["due_at"],
        answer=None if row["answer"] is None else ring.open(row["answer"], ANSWER),
        decided_at=row["decided_at"],
        decided_by=row["decided_by"],
    )


async def insert(
    connection: Any,
    ring: KeyRing,
    person_id: PersonId,
    fact: tuple[int, Reason, str],
    division_code: DivisionCode,
    content: str,
    photo: Photo | None,
    now: datetime,
    due_at: datetime,
) -> int | None:
    """Store an appeal against a fact (id, reason, source); None where one is open already."""
    fact_id, reason, source = fact
    appeal_id: int | None = await _queries.insert_appeal(
        connection,
        person_id=person_id,
        fact_id=fact_id,
        reason=reason.value,
        source=source,
        division_code=division_code,
        content=ring.seal(content, CONTENT),
        photo=None if photo is None else ring.seal_bytes(photo.content, PHOTO),
        photo_type=None if photo is None else photo.media_type,
        now=now,
        due_at=due_at,
    )
    return appeal_id


async def count_open(connection: Any, person_id: PersonId) -> int:
    """Return how many of a person's appeals wait."""
    return int(await _queries.count_open(connection, person_id=person_id))


async def of_person(connection: Any, ring: KeyRing, person_id: PersonId) -> list[Appeal]:
    """Return a person's appeals, newest first."""
    return [_appeal(row, ring) async for row in _queries.appeals_of_person(connection, person_id=person_id)]


async def get(connection: Any, ring: KeyRing, appeal_id: int, *, hold: bool = False) -> Appeal | None:
    """Return an appeal; `hold` keeps others from deciding it."""
    read = _queries.hold_appeal if hold else _queries.appeal_by_id
    row = await read(connection, appeal_id=appeal_id)
    return None if row is None else _appeal(row, ring)


async def photo_of(connection: Any, ring: KeyRing, appeal_id: int) -> Photo | None:
    """Return the picture of an appeal."""
    row = await _queries.appeal_by_id(connection, appeal_id=appeal_id)
    if row is None or row["photo"] is None:
        return None
    return Photo(row["photo_type"], ring.open_bytes(row["photo"], PHOTO))


async def page(connection: Any, ring: KeyRing, scope: Scope, *, decided: bool, most: int) -> list[Appeal]:
    """Return the appeals of a scope: those that wait, most urgent first, or those decided, newest first."""
    read = _queries.appeals_decided if decided else _queries.appeals_waiting
    return [_appeal(row, ring) async for row in read(connection, low=scope.low, high=scope.high, most=most)]


async def decide(
    connection: Any, ring: KeyRing, appeal: Appeal, state: AppealState, answer: str, by: int, now: datetime
) -> None:
    """Store what became of an appeal."""
    await _queries.decide_appeal(
        connection,
        person_id=appeal.person_id,
        appeal_id=appeal.id,
        state=state.value,
        answer=ring.seal(answer, ANSWER),
        now=now,
        decided_by=by,
    )
