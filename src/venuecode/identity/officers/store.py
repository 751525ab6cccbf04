"""SQL of officers, as typed functions."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from venuecode.identity.model import Role
from venuecode.identity.officers.model import Credentials, NewOfficer, Officer, OfficerState
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode, OfficerId
from venuecode.regions.rules import Scope

_queries = load_queries(__file__)


def _officer(row: Any) -> Officer:
    return Officer(
        id=OfficerId(row["id"]),
        user_name=row["user_name"],
        display_name=row["display_name"],
        role=Role(row["role"]),
        division_code=DivisionCode(row["division_code"]),
        state=OfficerState(row["state"]),
        password_temporary=row["password_temporary"],
        enrolled=row["enrolled"],
        created_at=row["created_at"],
    )


def _credentials(row: Any) -> Credentials | None:
    if row is None:
        return None
    return Credentials(
        officer=_officer(row),
        password_hash=row["password_hash"],
        totp_secret=row["totp_secret"],
        totp_last_step=row["totp_last_step"],
        failures=row["failures"],
        locked_until=row["locked_until"],
    )


async def insert_officer(
    connection: Any,
    new: NewOfficer,
    *,
    password_hash: str,
    password_temporary: bool,
    created_at: datetime,
    created_by: int | None,
) -> OfficerId | None:
    officer_id: int | None = await _queries.insert_officer(
        connection,
        user_name=new.user_name,
        display_name=new.display_name,
        role=new.role.value,
        division_code=new.division_code,
        password_hash=password_hash,
        password_temporary=password_temporary,
        created_at=created_at,
        created_by=created_by,
    )
    return None if officer_id is None else OfficerId(officer_id)


async def officer_by_id(connection: Any, officer_id: int) -> Officer | None:
    row = await _queries.officer_by_id(connection, officer_id=officer_id)
    return _officer(row) if row else None


async def officers_by_ids(connection: Any, officer_ids: Collection[int]) -> dict[int, Officer]:
    rows = _queries.officers_by_ids(connection, officer_ids=list(officer_ids))
    return {row["id"]: _officer(row) async for row in rows}


async def credentials_by_name(connection: Any, user_name: str) -> Credentials | None:
    return _credentials(await _queries.credentials_by_name(connection, user_name=user_name))


async def credentials_by_id(connection: Any, officer_id: int) -> Credentials | None:
    return _credentials(await _queries.credentials_by_id(connection, officer_id=officer_id))


async def note_failure(connection: Any, officer_id: int, failures: int, locked_until: datetime | None) -> None:
    await _queries.note_failure(connection, officer_id=officer_id, failures=failures, locked_until=locked_until)


async def set_totp_secret(connection: Any, officer_id: int, sealed: bytes) -> None:
    await _queries.set_totp_secret(connection, officer_id=officer_id, sealed=sealed)


async def confirm_totp(connection: Any, officer_id: int, now: datetime) -> None:
    await _queries.confirm_totp(connection, officer_id=officer_id, now=now)


async def note_sign_in(connection: Any, officer_id: int, step: int, now: datetime) -> None:
    await _queries.note_sign_in(connection, officer_id=officer_id, step=step, now=now)


async def set_password(connection: Any, officer_id: int, password_hash: str, *, temporary: bool) -> None:
    await _queries.set_password(connection, officer_id=officer_id, password_hash=password_hash, temporary=temporary)


async def reset_officer(connection: Any, officer_id: int, password_hash: str) -> None:
    await _queries.reset_officer(connection, officer_id=officer_id, password_hash=password_hash)


async def change_officer(connection: Any, officer: Officer) -> None:
    await _queries.change_officer(
        connection,
        officer_id=officer.id,
        display_name=officer.display_name,
        role=officer.role.value,
        division_code=officer.division_code,
        state=officer.state.value,
    )


async def officers_in_scope(
    connection: Any, scope: Scope, *, role: str | None, state: str | None, part: str | None, after: int, most: int
) -> list[Officer]:
    rows = _queries.officers_in_scope(
        connection, low=scope.low, high=scope.high, role=role, state=state, part=part, after=after, most=most
    )
    return [_officer(row) async for row in rows]


async def count_officers(connection: Any) -> int:
    count: int = await _queries.count_officers(connection)
    return count
