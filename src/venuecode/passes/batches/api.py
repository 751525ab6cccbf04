"""Routes by which officers have cards of their residents printed, and end a card."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response, status
from starlette.responses import StreamingResponse

from venuecode.identity.access import officer
from venuecode.identity.looks.schemas import ReasonIn
from venuecode.identity.model import OfficerSession, Role
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.http import provided
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import PersonId
from venuecode.passes.batches.schemas import (
    CardBatchIn,
    CardBatchOut,
    CardBatchPage,
    ResidentList,
    ResidentOut,
    SelectionIn,
)
from venuecode.passes.batches.service import CardBatches
from venuecode.passes.cards.model import RevokedBecause
from venuecode.passes.cards.service import Cards
from venuecode.passes.settings import PassSettings
from venuecode.regions.service import Divisions
from venuecode.venues.api import NEWEST

router = APIRouter(prefix="/api/v1", tags=["cards"])

StreetOfficer = Annotated[OfficerSession, Depends(officer(Role.REVIEWER, Role.HEALTH_OFFICER))]
Batches = Annotated[CardBatches, Depends(provided(CardBatches))]
Shipped = Annotated[Divisions, Depends(provided(Divisions))]
Register = Annotated[People, Depends(provided(People))]
Number = Annotated[int, Path(ge=1, lt=1 << 63)]
LISTED = 500
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/pdf": {}, "application/zip": {}},
        "description": "A PDF of A4 sheets; for several streets a ZIP with one for each",
    }
}


@router.post("/card-residents")
async def list_residents(
    by: StreetOfficer,
    body: SelectionIn,
    batches: Batches,
    divisions: Shipped,
    people: Register,
    settings: Annotated[PassSettings, Depends(provided(PassSettings))],
) -> ResidentList:
    """Whom a batch would be for. Names are masked; that the list was seen goes on record."""
    found = await batches.residents(by, body.selection(by.division_code))
    shown = [ResidentOut.of(one, divisions, people.today()) for one in found[:LISTED]]
    return ResidentList(count=len(found), most=settings.batch_cards, items=shown)


@router.post("/card-batches", status_code=status.HTTP_202_ACCEPTED)
async def request_card_batch(
    by: StreetOfficer, body: CardBatchIn, batches: Batches, divisions: Shipped
) -> CardBatchOut:
    """Have cards issued and printed in the background. Each of the people can read who did so, and why."""
    return CardBatchOut.of(await batches.request(by, body.selection(by.division_code), body.reason), divisions)


@router.get("/card-batches")
async def list_card_batches(
    by: StreetOfficer,
    batches: Batches,
    divisions: Shipped,
    before: Annotated[int, Query(ge=1, description="`next` of the page before")] = NEWEST,
    size: Annotated[int, Query(ge=1, le=100)] = 20,
) -> CardBatchPage:
    """List the officer's own batches, newest first, until they expire."""
    found = await batches.batches(by, before, size)
    following = found[-1].id if len(found) == size else None
    return CardBatchPage(items=[CardBatchOut.of(one, divisions) for one in found], next=following)


@router.get("/card-batches/{card_batch_id}")
async def read_card_batch(
    by: StreetOfficer, card_batch_id: Number, batches: Batches, divisions: Shipped
) -> CardBatchOut:
    """Tell how far one of the officer's own batches is."""
    return CardBatchOut.of(await batches.batch(by, card_batch_id), divisions)


@router.get("/card-batches/{card_batch_id}/cards", response_class=Response, responses=_FILE)
async def card_batch_file(by: StreetOfficer, card_batch_id: Number, batches: Batches) -> StreamingResponse:
    """Give the file of a finished batch."""
    batch, pieces = await batches.file_of(by, card_batch_id)
    headers = {"Cache-Control": "private, no-store", "Content-Length": str(batch.size_bytes)}
    return StreamingResponse(pieces, media_type=batch.media_type, headers=headers)


@router.post("/people/{person_id}/card/revoke", status_code=204)
async def revoke_card_of_resident(
    by: StreetOfficer,
    person_id: int,
    body: ReasonIn,
    people: Register,
    cards: Annotated[Cards, Depends(provided(Cards))],
    db: Annotated[Database, Depends(provided(Database))],
) -> None:
    """End the card of a resident of the own divisions who lost it."""
    person = await people.get(PersonId(person_id))
    if not by.scope.covers(person.division_code):
        raise NotFound
    async with db.transaction() as connection:
        await cards.revoke_of(connection, by.actor, person, RevokedBecause.LOST, body.reason)
