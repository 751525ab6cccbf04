"""SQL of people and their logins, as typed functions."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from venuecode.identity.people.documents import DocumentType
from venuecode.identity.people.model import Candidate, Newcomer, Person, PersonState
from venuecode.identity.people.sealing import DOCUMENT_NUMBER, NAME, PHONE, PersonSeal
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.kernel.masking import mask_name

_queries = load_queries(__file__)


def person_of(row: Any) -> Person:
    """Return the person of a row that has all columns of one."""
    return Person(
        id=PersonId(row["id"]),
        document_type=DocumentType(row["document_type"]),
        nationality=row["nationality"],
        document_number=row["document_number"],
        name=row["name"],
        masked_name=row["masked_name"],
        phone=row["phone"],
        birth_date=row["birth_date"],
        division_code=DivisionCode(row["division_code"]),
        state=PersonState(row["state"]),
        verified_by=row["verified_by"],
        registered_at=row["registered_at"],
    )


def _columns(seal: PersonSeal, candidate: Candidate, verified_by: str | None, now: datetime) -> dict[str, Any]:
    document, phone = candidate.document, candidate.phone
    return {
        "document_type": document.type.value,
        "nationality": document.nationality,
        "document_number": seal.seal(document.number, DOCUMENT_NUMBER),
        "name": seal.seal(candidate.name, NAME),
        "masked_name": mask_name(candidate.name),
        "phone": seal.seal(phone, PHONE) if phone else None,
        "phone_index": seal.phone_index(phone) if phone else None,
        "birth_date": document.birth_date,
        "division_code": candidate.division_code,
        "state": candidate.state.value,
        "verified_by": verified_by,
        "verified_at": now if verified_by else None,
        "now": now,
    }


async def insert_person(
    connection: Any, seal: PersonSeal, candidate: Candidate, verified_by: str | None, now: datetime
) -> PersonId | None:
    """Store a person and claim the document; none when the document is somebody's (the caller rolls back)."""
    index = seal.document_index(candidate.document)
    columns = _columns(seal, candidate, verified_by, now)
    person_id: int = await _queries.insert_person(connection, document_index=index, **columns)
    claimed = await _queries.claim_document(connection, document_index=index, person_id=person_id)
    return None if claimed is None else PersonId(person_id)


async def take_over_person(
    connection: Any, seal: PersonSeal, person_id: int, candidate: Candidate, verified_by: str, now: datetime
) -> bool:
    """Let a provisional person be the candidate; false when somebody registered them meanwhile."""
    columns = _columns(seal, candidate, verified_by, now)
    return await _queries.take_over_person(connection, person_id=person_id, **columns) is not None


async def person_by_id(connection: Any, person_id: int) -> Person | None:
    row = await _queries.person_by_id(connection, person_id=person_id)
    return person_of(row) if row else None


async def person_by_document(connection: Any, document_index: bytes) -> Person | None:
    row = await _queries.person_by_document(connection, document_index=document_index)
    return person_of(row) if row else None


async def persons_by_ids(connection: Any, person_ids: Collection[int]) -> dict[PersonId, Person]:
    rows = _queries.persons_by_ids(connection, person_ids=list(person_ids))
    return {PersonId(row["id"]): person_of(row) async for row in rows}


async def persons_by_documents(connection: Any, document_indexes: Collection[bytes]) -> dict[bytes, PersonId]:
    rows = _queries.persons_by_documents(connection, document_indexes=list(document_indexes))
    return {row["document_index"]: PersonId(row["person_id"]) async for row in rows}


async def set_division(connection: Any, person_id: int, division_code: str, now: datetime) -> None:
    await _queries.set_division(connection, person_id=person_id, division_code=division_code, now=now)


async def set_phone(connection: Any, person_id: int, phone: bytes, phone_index: bytes, now: datetime) -> None:
    await _queries.set_phone(connection, person_id=person_id, phone=phone, phone_index=phone_index, now=now)


async def insert_login(
    connection: Any, person_id: int, provider: str, app_id: str, subject_index: bytes, now: datetime
) -> bool:
    """Whether the login is this person's now; false when it is somebody else's."""
    owner = await _queries.insert_login(
        connection, person_id=person_id, provider=provider, app_id=app_id, subject_index=subject_index, now=now
    )
    return owner is not None


async def login_person(connection: Any, provider: str, app_id: str, subject_index: bytes) -> PersonId | None:
    person_id: int | None = await _queries.login_person(
        connection, provider=provider, app_id=app_id, subject_index=subject_index
    )
    return None if person_id is None else PersonId(person_id)


async def remove_logins(connection: Any, person_id: int, provider: str, app_id: str) -> None:
    await _queries.remove_logins(connection, person_id=person_id, provider=provider, app_id=app_id)


async def insert_newcomer(connection: Any, newcomer: Newcomer, now: datetime) -> int:
    """Store somebody who is not registered yet; the id of `newcomer` is not used."""
    newcomer_id: int = await _queries.insert_newcomer(
        connection,
        provider=newcomer.provider,
        app_id=newcomer.app_id,
        subject_index=newcomer.subject_index,
        phone=newcomer.phone,
        phone_index=newcomer.phone_index,
        now=now,
    )
    return newcomer_id


async def newcomer_by_id(connection: Any, newcomer_id: int) -> Newcomer | None:
    row = await _queries.newcomer_by_id(connection, newcomer_id=newcomer_id)
    return Newcomer(**dict(row)) if row else None


async def remove_newcomer(connection: Any, newcomer_id: int) -> None:
    await _queries.remove_newcomer(connection, newcomer_id=newcomer_id)


async def forget_newcomers(connection: Any, before: datetime) -> None:
    await _queries.forget_newcomers(connection, before=before)


async def insert_consent(connection: Any, person_id: int, purpose: str, version: str, now: datetime) -> None:
    await _queries.insert_consent(connection, person_id=person_id, purpose=purpose, version=version, now=now)


async def latest_consent(connection: Any, person_id: int, purpose: str) -> str | None:
    version: str | None = await _queries.latest_consent(connection, person_id=person_id, purpose=purpose)
    return version


async def guardian_phone(connection: Any, ward_id: int) -> bytes | None:
    phone: bytes | None = await _queries.guardian_phone(connection, ward_id=ward_id)
    return phone
