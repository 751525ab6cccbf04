"""Routes of appeals: for the person, and for the officers who decide."""

import base64
import binascii
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from venuecode.health.appeals.model import Photo, PhotoUnfit
from venuecode.health.appeals.photos import clean_photo
from venuecode.health.appeals.schemas import AppealDecisionIn, AppealIn, AppealList, AppealOut, AppealWhole
from venuecode.health.appeals.service import Appeals
from venuecode.identity.access import Citizen, officer
from venuecode.identity.model import OfficerSession, Role
from venuecode.infra.http import provided
from venuecode.kernel.clock import Clock
from venuecode.regions.service import Divisions

router = APIRouter(prefix="/api/v1", tags=["appeals"])
Decider = Annotated[OfficerSession, Depends(officer(Role.HEALTH_OFFICER, Role.APPROVER))]
Service = Annotated[Appeals, Depends(provided(Appeals))]
Places = Annotated[Divisions, Depends(provided(Divisions))]
Now = Annotated[Clock, Depends(provided(Clock))]
_PICTURE: dict[int | str, dict[str, Any]] = {200: {"content": {"image/jpeg": {}, "image/png": {}}}}


@router.post("/me/appeals", status_code=201)
async def make_appeal(body: AppealIn, caller: Citizen, appeals: Service, divisions: Places, clock: Now) -> AppealOut:
    """Appeal against a reason of the own colour, with words and, if wanted, a picture."""
    appeal = await appeals.make(caller, int(body.fact_id), body.text.strip(), _decoded(body.photo))
    return AppealOut.of(appeal, divisions, clock.now())


@router.get("/me/appeals")
async def list_own_appeals(caller: Citizen, appeals: Service, divisions: Places, clock: Now) -> AppealList:
    """The caller's appeals, newest first, each with its deadline and answer."""
    found = await appeals.own(caller.person_id)
    return AppealList(items=[AppealOut.of(appeal, divisions, clock.now()) for appeal in found])


@router.get("/me/appeals/{appeal_id}/photo", response_class=Response, responses=_PICTURE)
async def read_own_photo(appeal_id: int, caller: Citizen, appeals: Service) -> Response:
    """The picture of the caller's own appeal."""
    return _picture(await appeals.own_photo(caller.person_id, appeal_id))


@router.get("/health/appeals")
async def list_appeals(
    caller: Decider, appeals: Service, divisions: Places, clock: Now, *, decided: bool = False
) -> AppealList:
    """Appeals that the officer's divisions decide: those that wait, most urgent first, or those decided."""
    found = await appeals.page(caller, decided=decided)
    return AppealList(items=[AppealOut.of(appeal, divisions, clock.now()) for appeal in found])


@router.get("/health/appeals/{appeal_id}")
async def read_appeal(appeal_id: int, caller: Decider, appeals: Service, divisions: Places, clock: Now) -> AppealWhole:
    """An appeal and whose it is, masked; the look is on record."""
    appeal, masked_name = await appeals.read(caller, appeal_id)
    told = AppealOut.of(appeal, divisions, clock.now())
    return AppealWhole(**told.model_dump(), person_id=str(appeal.person_id), masked_name=masked_name)


@router.get("/health/appeals/{appeal_id}/photo", response_class=Response, responses=_PICTURE)
async def read_photo(appeal_id: int, caller: Decider, appeals: Service) -> Response:
    """The picture of an appeal."""
    return _picture(await appeals.photo(caller, appeal_id))


@router.post("/health/appeals/{appeal_id}/decision")
async def decide_appeal(
    appeal_id: int, body: AppealDecisionIn, caller: Decider, appeals: Service, divisions: Places, clock: Now
) -> AppealOut:
    """Uphold, which takes the fact back, or refuse. Whoever entered or approved the fact cannot decide."""
    appeal = await appeals.decide(caller, appeal_id, uphold=body.uphold, answer=body.answer.strip())
    return AppealOut.of(appeal, divisions, clock.now())


def _decoded(photo: str | None) -> Photo | None:
    if not photo:
        return None
    try:
        return clean_photo(base64.b64decode(photo, validate=True))
    except binascii.Error as fault:
        raise PhotoUnfit from fault


def _picture(photo: Photo) -> Response:
    return Response(photo.content, media_type=photo.media_type, headers={"cache-control": "private, no-store"})
