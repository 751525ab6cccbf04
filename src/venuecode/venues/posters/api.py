"""Routes for posters: a door's or a venue's for its manager and its officers, batches for officers."""

import asyncio
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Response, status
from starlette.responses import StreamingResponse

from venuecode.infra.http import Language, provided
from venuecode.kernel.ids import DoorId, VenueId
from venuecode.venues.api import NEWEST, Changer, Keeper
from venuecode.venues.posters.model import Layout
from venuecode.venues.posters.rendering import PosterPress
from venuecode.venues.posters.schemas import BatchOut, BatchPage, BatchRequest, file_name
from venuecode.venues.posters.service import Posters

router = APIRouter(prefix="/api/v1", tags=["posters"])

Desk = Annotated[Posters, Depends(provided(Posters))]
Press = Annotated[PosterPress, Depends(provided(PosterPress))]
ChosenLayout = Annotated[
    Layout | None, Query(description="Left out: a vehicle gets the vehicle sticker, any other door A4")
]
Number = Annotated[int, Path(ge=1, lt=1 << 63)]
_Answers = dict[int | str, dict[str, Any]]
_PDF: _Answers = {200: {"content": {"application/pdf": {}}, "description": "The posters, one a page"}}
_PNG: _Answers = {200: {"content": {"image/png": {}}, "description": "The poster as a picture"}}
_ZIP: _Answers = {
    200: {"content": {"application/zip": {}}, "description": "A PDF for each venue, a folder for each division"}
}


@router.get("/venues/{venue_id}/posters.pdf", response_class=Response, responses=_PDF)
async def venue_posters(
    caller: Changer, desk: Desk, press: Press, venue_id: Number, layout: ChosenLayout = None
) -> Response:
    """Give the posters of all open doors of a venue in one PDF."""
    posters = await desk.of_venue(caller, VenueId(venue_id))
    content = await asyncio.to_thread(press.pdf, posters, layout)
    return _file(content, "application/pdf", f"{posters[0].short_name}.pdf")


@router.get("/doors/{door_id}/poster.pdf", response_class=Response, responses=_PDF)
async def door_poster(
    caller: Changer, desk: Desk, press: Press, door_id: Number, layout: ChosenLayout = None
) -> Response:
    """Give the poster of one open door as a PDF."""
    poster = await desk.of_door(caller, DoorId(door_id))
    content = await asyncio.to_thread(press.pdf, [poster], layout)
    return _file(content, "application/pdf", f"{poster.short_name} {poster.door_name}.pdf")


@router.get("/doors/{door_id}/poster.png", response_class=Response, responses=_PNG)
async def door_picture(
    caller: Changer,
    desk: Desk,
    press: Press,
    door_id: Number,
    layout: ChosenLayout = None,
    width: Annotated[int, Query(ge=300, le=2480, description="Pixels")] = 1080,
) -> Response:
    """Give the poster of one open door as a picture to show and keep on a phone."""
    poster = await desk.of_door(caller, DoorId(door_id))
    content = await asyncio.to_thread(press.png, poster, layout, width_px=width)
    return _file(content, "image/png", f"{poster.short_name} {poster.door_name}.png")


@router.post("/poster-batches", status_code=status.HTTP_202_ACCEPTED)
async def request_batch(session: Keeper, desk: Desk, wanted: BatchRequest, language: Language) -> BatchOut:
    """Have the posters of many venues made in the background; what is asked for is fixed now.

    More than a batch holds is made in parts, a batch each; the answer is the first, and the list has all.
    """
    selection = wanted.selection(session.division_code)
    batch = await desk.request_batch(session.officer_id, session.scope, selection, wanted.layout)
    return BatchOut.of(batch, desk.named(batch, language), language)


@router.get("/poster-batches")
async def list_batches(
    session: Keeper,
    desk: Desk,
    language: Language,
    before: Annotated[int, Query(ge=1, description="`next` of the page before")] = NEWEST,
    size: Annotated[int, Query(ge=1, le=100)] = 20,
) -> BatchPage:
    """List the officer's own batches, newest first, until they expire."""
    batches = await desk.batches(session.officer_id, before, size)
    following = batches[-1].id if len(batches) == size else None
    return BatchPage(
        items=[BatchOut.of(batch, desk.named(batch, language), language) for batch in batches], next=following
    )


@router.get("/poster-batches/{batch_id}")
async def read_batch(session: Keeper, desk: Desk, batch_id: Number, language: Language) -> BatchOut:
    """Tell how far one of the officer's own batches is."""
    batch = await desk.batch(session.officer_id, session.scope, batch_id)
    return BatchOut.of(batch, desk.named(batch, language), language)


@router.get("/poster-batches/{batch_id}/posters.zip", response_class=Response, responses=_ZIP)
async def batch_zip(session: Keeper, desk: Desk, batch_id: Number, language: Language) -> StreamingResponse:
    """Give the ZIP of a finished batch."""
    batch = await desk.batch(session.officer_id, session.scope, batch_id)
    size, pieces = await desk.zip_of(session.officer_id, session.scope, batch_id)
    headers = {**_headers(file_name(batch, desk.named(batch, language), language)), "Content-Length": str(size)}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


def _file(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers=_headers(name))


def _headers(name: str) -> dict[str, str]:
    # The date on a poster is the day it was made, so a copy of yesterday's is not the same.
    return {"Cache-Control": "private, no-store", "Content-Disposition": f"inline; filename*=UTF-8''{quote(name, '')}"}
