"""SQL of policy versions, as typed functions."""

from datetime import datetime
from typing import Any

from venuecode.health.policy.document import Policy
from venuecode.health.policy.model import PolicyState, PolicyVersion
from venuecode.infra.sql import load_queries

_queries = load_queries(__file__)


def _version(row: Any) -> PolicyVersion:
    return PolicyVersion(
        version=row["version"],
        policy=Policy.model_validate(row["document"]),
        state=PolicyState(row["state"]),
        note=row["note"],
        made_by=row["made_by"],
        made_at=row["made_at"],
        activated_by=row["activated_by"],
        activated_at=row["activated_at"],
    )


async def active_version(connection: Any) -> int:
    version: int = await _queries.active_version(connection)
    return version


async def versions(connection: Any, most: int) -> list[PolicyVersion]:
    return [_version(row) async for row in _queries.versions(connection, most=most)]


async def version_by_number(connection: Any, version: int) -> PolicyVersion | None:
    row = await _queries.version_by_number(connection, version=version)
    return _version(row) if row else None


async def version_before(connection: Any) -> PolicyVersion | None:
    row = await _queries.version_before(connection)
    return _version(row) if row else None


async def insert_draft(connection: Any, policy: Policy, note: str, made_by: int, now: datetime) -> int:
    version: int = await _queries.insert_draft(
        connection, document=policy.model_dump(mode="json"), note=note, made_by=made_by, now=now
    )
    return version


async def make_active(connection: Any, version: int, officer_id: int, now: datetime) -> None:
    await _queries.retire_active(connection, now=now)
    await _queries.activate(connection, version=version, officer_id=officer_id, now=now)


async def hold(connection: Any) -> None:
    await _queries.hold_policy(connection)


async def insert_trial(connection: Any, version: int, asked_by: int, now: datetime) -> int:
    trial_id: int = await _queries.insert_trial(connection, version=version, asked_by=asked_by, now=now)
    return trial_id


async def trial_by_id(connection: Any, trial_id: int) -> Any:
    return await _queries.trial_by_id(connection, trial_id=trial_id)


async def last_trial(connection: Any, version: int) -> Any:
    return await _queries.last_trial(connection, version=version)


async def note_trial(connection: Any, trial_id: int, done: int, total: int) -> None:
    await _queries.note_trial(connection, trial_id=trial_id, people_done=done, people_total=total)


async def finish_trial(connection: Any, trial_id: int, people: int, result: dict[str, Any], now: datetime) -> None:
    await _queries.finish_trial(connection, trial_id=trial_id, people=people, result=result, now=now)


async def last_tried(connection: Any, version: int) -> datetime | None:
    """Return when the last dry run of a version finished; none if none did."""
    finished_at: datetime | None = await _queries.last_tried(connection, version=version)
    return finished_at
