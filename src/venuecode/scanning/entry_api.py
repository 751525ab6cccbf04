"""The route by which a guard registers somebody who does not scan."""

import base64
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from venuecode.identity.access import Citizen
from venuecode.identity.people.documents import Document, DocumentFault, read_document
from venuecode.identity.people.forms import read_home, read_identity, read_phone
from venuecode.identity.people.service import People
from venuecode.infra.http import provided
from venuecode.kernel.errors import InvalidInput
from venuecode.regions.service import Divisions
from venuecode.scanning.entry import Entries
from venuecode.scanning.entry_model import AtDoor, TypedPerson
from venuecode.scanning.entry_schemas import OPENED, ByCode, ByDocument, BySeal, ByTyping, EntryIn
from venuecode.scanning.offline.service import OfflineDesk

router = APIRouter(prefix="/api/v1/guard", tags=["door"])
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A visit, or why there is none",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/EntryAnswer"}}},
    }
}


@router.post("/doors/{door_id}/entries", response_class=Response, responses=_ANSWER)
async def register_entry(
    door_id: int,
    body: EntryIn,
    caller: Citizen,
    entries: Annotated[Entries, Depends(provided(Entries))],
    people: Annotated[People, Depends(provided(People))],
    divisions: Annotated[Divisions, Depends(provided(Divisions))],
    offline: Annotated[OfflineDesk, Depends(provided(OfflineDesk))],
) -> Response:
    """Register somebody at a door that the caller guards: by code or card, by document, or typed in.

    The same verdict as a scan's, answered once stored. `refused` tells what leads to no visit: a fault of the code
    (`pass.expired`, `card.revoked`, ...), `document.unknown`, `document.name_differs`, and what the door's state
    refuses to a scan. What was taken without a network comes later, in order, with `shown_offline`; `conflict` tells
    that what was shown then does not hold. The person can read each look by document in `/api/v1/me/looks`.
    """
    at_door = AtDoor(door_id, body.client_visit_id, body.at, body.direction, body.shown_offline)
    person = _opened(body.person, offline, body.client_visit_id) if isinstance(body.person, BySeal) else body.person
    if isinstance(person, ByCode):
        answer = await entries.by_code(caller, at_door, person.code)
    elif isinstance(person, ByTyping):
        typed = _typed(person, people, divisions)
        answer = await entries.by_typing(caller, at_door, typed, consent=person.consent)
    else:
        answer = await entries.by_document(caller, at_door, _document(person, people), consent=person.consent)
    return Response(msgspec.json.encode(answer), media_type="application/json")


def _opened(person: BySeal, offline: OfflineDesk, visit_id: UUID) -> ByDocument | ByTyping:
    sealed = base64.urlsafe_b64decode(person.sealed + "=" * (-len(person.sealed) % 4))
    try:
        return OPENED.validate_json(offline.open(sealed, visit_id))
    except ValidationError as fault:  # told as if it had come unsealed
        raise RequestValidationError([{**e, "loc": ("body", "person", *e["loc"])} for e in fault.errors()]) from None


def _document(person: ByDocument, people: People) -> Document:
    try:
        return read_document(
            person.document_type, person.document_number, people.today(), nationality=person.nationality
        )
    except DocumentFault as fault:
        raise InvalidInput(fields={fault.field: fault.text}) from None


def _typed(person: ByTyping, people: People, divisions: Divisions) -> TypedPerson:
    name, document = read_identity(person.form(), people.today())
    phone = read_phone(person.phone) if person.phone else None
    home = read_home(person.division_code, divisions) if person.division_code else None
    return TypedPerson(name, document, phone, home)
