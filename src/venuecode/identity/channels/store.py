"""SQL of channel accounts, as typed functions."""

from datetime import datetime
from typing import Any

from venuecode.identity.channels.model import Login
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import PersonId

_queries = load_queries(__file__)


async def insert_account(
    connection: Any,
    person_id: PersonId,
    provider: str,
    app_id: str,
    subject_index: bytes,
    subject: bytes,
    now: datetime,
) -> bool:
    """Let a subject lead to the person; false when it leads to somebody already."""
    person = await _queries.insert_account(
        connection,
        provider=provider,
        app_id=app_id,
        subject_index=subject_index,
        subject=subject,
        person_id=person_id,
        now=now,
    )
    return person is not None


async def logins_of_person(connection: Any, person_id: PersonId) -> list[Login]:
    """Return the person's ways of coming in, oldest first."""
    rows = _queries.logins_of_person(connection, person_id=person_id)
    return [Login(row["provider"], row["app_id"], row["linked_at"]) async for row in rows]


async def accounts_of_person(connection: Any, person_id: PersonId) -> list[tuple[str, str, bytes]]:
    """Return (provider, app id, sealed subject) of the person's accounts, newest first."""
    rows = _queries.accounts_of_person(connection, person_id=person_id)
    return [(row["provider"], row["app_id"], row["subject"]) async for row in rows]


async def remove_account(connection: Any, person_id: PersonId, provider: str, app_id: str) -> bool:
    """Unlink an account; false when there was none."""
    return bool(
        [
            row
            async for row in _queries.remove_account(connection, person_id=person_id, provider=provider, app_id=app_id)
        ]
    )


async def keep_account(connection: Any, newcomer_id: int, account: bytes) -> None:
    """Note by which account a newcomer came."""
    await _queries.keep_account(connection, newcomer_id=newcomer_id, account=account)


async def kept_account(connection: Any, newcomer_id: int) -> bytes | None:
    """Return the sealed account by which a newcomer came."""
    account: bytes | None = await _queries.kept_account(connection, newcomer_id=newcomer_id)
    return account
