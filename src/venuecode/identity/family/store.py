"""SQL of bonds between people, as typed functions."""

from datetime import datetime
from typing import Any

from venuecode.identity.people.model import ConsentBy, Relation, Relative
from venuecode.identity.people.store import person_of
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import PersonId

_queries = load_queries(__file__)


async def hold_guardian(connection: Any, guardian_id: int) -> None:
    await _queries.hold_guardian(connection, guardian_id=guardian_id)


async def count_wards(connection: Any, guardian_id: int) -> int:
    count: int = await _queries.count_wards(connection, guardian_id=guardian_id)
    return count


async def bind(
    connection: Any, guardian_id: int, ward_id: int, relation: Relation, consent_by: ConsentBy, now: datetime
) -> bool:
    """Whether the two are bound now and were not before."""
    bound = await _queries.bind(
        connection,
        guardian_id=guardian_id,
        ward_id=ward_id,
        relation=relation.value,
        consent_by=consent_by.value,
        now=now,
    )
    return bound is not None


async def unbind(connection: Any, person_id: int, other_id: int, now: datetime) -> bool:
    ended = await _queries.unbind(connection, person_id=person_id, other_id=other_id, now=now)
    return ended is not None


def _relative(row: Any) -> Relative:
    return Relative(person_of(row), Relation(row["relation"]), row["consent_at"], ConsentBy(row["consent_by"]))


async def wards(connection: Any, person_id: int) -> list[Relative]:
    return [_relative(row) async for row in _queries.wards(connection, person_id=person_id)]


async def guardians(connection: Any, person_id: int) -> list[Relative]:
    return [_relative(row) async for row in _queries.guardians(connection, person_id=person_id)]


async def ward_ids(connection: Any, guardian_id: int) -> set[PersonId]:
    return {PersonId(row["ward_id"]) async for row in _queries.ward_ids(connection, guardian_id=guardian_id)}
