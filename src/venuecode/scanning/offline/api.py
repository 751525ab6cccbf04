"""Routes by which a guard's phone prepares for times without a network."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime
from starlette.requests import Request
from starlette.responses import Response

from venuecode.identity.access import Citizen
from venuecode.infra.caching import revalidated
from venuecode.infra.http import provided
from venuecode.scanning.door import MOST_DOORS
from venuecode.scanning.offline.schemas import CardRevocations, OfflineKit
from venuecode.scanning.offline.service import OfflineDesk

router = APIRouter(prefix="/api/v1/guard", tags=["door"])
Desk = Annotated[OfflineDesk, Depends(provided(OfflineDesk))]


@router.get("/offline-kit", response_model=OfflineKit)
async def offline_kit(
    caller: Citizen,
    request: Request,
    desk: Desk,
    door: Annotated[list[int], Query(min_length=1, max_length=MOST_DOORS)],
) -> Response:
    """Keys, demands and words for doors that the caller guards. Ask each minute: without news the answer is 304."""
    return revalidated(request, OfflineKit.of(await desk.kit(caller, door)))


@router.get("/doors/{door_id}/revocations")
async def card_revocations(
    door_id: int,
    caller: Citizen,
    desk: Desk,
    since: Annotated[AwareDatetime | None, Query(description="`as_of` of the last answer; nothing at first")] = None,
) -> CardRevocations:
    """Paper cards that were revoked since and would still be good by their date."""
    return CardRevocations.of(await desk.revocations(caller, door_id, since))
