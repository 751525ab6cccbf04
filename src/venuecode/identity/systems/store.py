"""SQL of other bodies' systems, as typed functions."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from venuecode.identity.systems.model import (
    Grant,
    NewSystem,
    System,
    SystemKey,
    SystemKind,
    SystemSession,
    SystemState,
)
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode, OfficerId, SystemId
from venuecode.regions.rules import Scope

_queries = load_queries(__file__)


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key with its sealed secret and the system that holds it."""

    key: SystemKey
    secret: bytes
    session: SystemSession
    state: SystemState
    requests_per_minute: int


def _grants(names: Collection[str]) -> frozenset[Grant]:
    return frozenset(Grant(name) for name in names)


def _system(row: Any) -> System:
    return System(
        id=SystemId(row["id"]),
        name=row["name"],
        kind=SystemKind(row["kind"]),
        division_code=DivisionCode(row["division_code"]),
        grants=_grants(row["grants"]),
        requests_per_minute=row["requests_per_minute"],
        state=SystemState(row["state"]),
        created_at=row["created_at"],
        created_by=None if row["created_by"] is None else OfficerId(row["created_by"]),
        origin_code=None if row["origin_code"] is None else DivisionCode(row["origin_code"]),
        looks_per_day=row["looks_per_day"],
    )


def _key(row: Any) -> SystemKey:
    return SystemKey(row["id"], row["name"], row["created_at"], row["ends_at"], row["used_at"])


async def insert_system(connection: Any, new: NewSystem, created_at: datetime, created_by: int | None) -> SystemId:
    system_id: int = await _queries.insert_system(
        connection,
        name=new.name,
        kind=new.kind.value,
        division_code=new.division_code,
        grants=sorted(new.grants),
        requests_per_minute=new.requests_per_minute,
        looks_per_day=new.looks_per_day,
        created_at=created_at,
        created_by=created_by,
        origin_code=new.origin_code,
    )
    return SystemId(system_id)


async def change_system(connection: Any, system: System) -> None:
    await _queries.change_system(
        connection,
        system_id=system.id,
        name=system.name,
        grants=sorted(system.grants),
        requests_per_minute=system.requests_per_minute,
        looks_per_day=system.looks_per_day,
        state=system.state.value,
    )


async def system_by_id(connection: Any, system_id: int) -> System | None:
    """Return a system with its keys."""
    row = await _queries.system_by_id(connection, system_id=system_id)
    return (await _with_keys(connection, [_system(row)]))[0] if row else None


async def systems_by_ids(connection: Any, system_ids: Collection[int]) -> dict[int, System]:
    """Return systems without their keys."""
    rows = _queries.systems_by_ids(connection, system_ids=list(system_ids))
    return {row["id"]: _system(row) async for row in rows}


async def systems_in_scope(connection: Any, scope: Scope, after: int, most: int) -> list[System]:
    rows = _queries.systems_in_scope(connection, low=scope.low, high=scope.high, after=after, most=most)
    return await _with_keys(connection, [_system(row) async for row in rows])


async def _with_keys(connection: Any, systems: list[System]) -> list[System]:
    keys: dict[int, list[SystemKey]] = {system.id: [] for system in systems}
    async for row in _queries.keys_of_systems(connection, system_ids=list(keys)):
        keys[row["system_id"]].append(_key(row))
    return [replace(system, keys=tuple(keys[system.id])) for system in systems]


async def insert_key(
    connection: Any, system_id: int, name: str, secret: bytes, created_at: datetime, created_by: int | None
) -> int:
    key_id: int = await _queries.insert_key(
        connection, system_id=system_id, name=name, secret=secret, created_at=created_at, created_by=created_by
    )
    return key_id


async def end_keys(connection: Any, system_id: int, kept: int, ends_at: datetime) -> None:
    await _queries.end_keys(connection, system_id=system_id, kept=kept, ends_at=ends_at)


async def end_key(connection: Any, system_id: int, key_id: int, now: datetime) -> bool:
    return await _queries.end_key(connection, system_id=system_id, key_id=key_id, now=now) is not None


async def key_by_name(connection: Any, name: str) -> KeptKey | None:
    row = await _queries.key_by_name(connection, name=name)
    return None if row is None else _kept(row)


async def key_of_token(connection: Any, token_hash: bytes, now: datetime) -> KeptKey | None:
    """Return the key that a token in force was issued to, its session bounded by what the token allows."""
    row = await _queries.key_of_token(connection, token_hash=token_hash, now=now)
    if row is None:
        return None
    kept = _kept(row)
    allowed = kept.session.grants & _grants(row["token_grants"])
    return replace(kept, session=replace(kept.session, grants=allowed, by_token=True))


async def insert_token(
    connection: Any, token_hash: bytes, key_id: int, grants: Collection[Grant], issued_at: datetime, ends_at: datetime
) -> None:
    await _queries.insert_token(
        connection, token_hash=token_hash, key_id=key_id, grants=sorted(grants), issued_at=issued_at, ends_at=ends_at
    )


async def forget_tokens(connection: Any, before: datetime) -> None:
    await _queries.forget_tokens(connection, before=before)


def _kept(row: Any) -> KeptKey:
    session = SystemSession(
        system_id=SystemId(row["system_id"]),
        key_id=row["id"],
        name=row["system_name"],
        kind=SystemKind(row["kind"]),
        grants=_grants(row["grants"]),
        division_code=DivisionCode(row["division_code"]),
        origin_code=None if row["origin_code"] is None else DivisionCode(row["origin_code"]),
        looks_per_day=row["looks_per_day"],
    )
    return KeptKey(_key(row), row["secret"], session, SystemState(row["state"]), row["requests_per_minute"])


async def note_use(connection: Any, key_id: int, now: datetime) -> None:
    await _queries.note_use(connection, key_id=key_id, now=now)


async def use_nonce(connection: Any, key_id: int, nonce: str, ends_at: datetime) -> bool:
    """Take a nonce; false when it was taken before."""
    return await _queries.use_nonce(connection, key_id=key_id, nonce=nonce, ends_at=ends_at) is not None


async def forget_nonces(connection: Any, before: datetime) -> None:
    await _queries.forget_nonces(connection, before=before)
