"""Routes of discipline: officers send and read, the venue's manager sees and answers."""

from typing import Annotated

from fastapi import APIRouter, Depends

from venuecode.identity.access import AnyOfficer, Citizen, officer
from venuecode.identity.model import OfficerSession, Role
from venuecode.infra.http import provided
from venuecode.kernel.ids import VenueId
from venuecode.venues.api import Writer
from venuecode.venues.discipline.model import MeasureKind
from venuecode.venues.discipline.schemas import (
    MeasureAnswer,
    MeasureList,
    MeasureOut,
    MeasuresSeen,
    NewMeasure,
    measure_out,
    measures_out,
)
from venuecode.venues.discipline.service import Discipline
from venuecode.venues.model import Caller

router = APIRouter(prefix="/api/v1", tags=["venues"])
Steps = Annotated[Discipline, Depends(provided(Discipline))]
Inspector = Annotated[
    OfficerSession, Depends(officer(Role.REVIEWER, Role.REGULATOR, Role.HEALTH_OFFICER, Role.ADMINISTRATOR))
]
"""Whoever looks after venues, their trade or what happens at their doors may speak to them."""


@router.post("/venues/{venue_id}/measures", status_code=201)
async def send_measure(
    session: Inspector, venue_id: VenueId, body: NewMeasure, steps: Steps, writer: Writer
) -> MeasureList:
    """Send a venue of the own division a reminder or a warning; give all its measures."""
    caller = Caller(session.actor, session.scope)
    return measures_out(await steps.send(caller, venue_id, MeasureKind(body.kind), body.reason), writer)


@router.get("/venues/{venue_id}/measures")
async def list_measures(session: AnyOfficer, venue_id: VenueId, steps: Steps, writer: Writer) -> MeasureList:
    """Give the measures against a venue with what its manager answered."""
    return measures_out(await steps.of_venue(Caller(session.actor, session.scope), venue_id), writer)


@router.get("/my/measures")
async def list_my_measures(citizen: Citizen, steps: Steps, writer: Writer) -> MeasureList:
    """Give the measures against all venues that the caller manages, the unanswered first."""
    return measures_out(await steps.of_manager(citizen.person_id), writer)


@router.post("/my/venues/{venue_id}/measures/seen", status_code=204)
async def see_measures(citizen: Citizen, venue_id: VenueId, body: MeasuresSeen, steps: Steps) -> None:
    """Say that the manager has them before their eyes."""
    await steps.see(Caller(citizen.actor), venue_id, body.through)


@router.post("/my/venues/{venue_id}/measures/{measure_id}/answer")
async def answer_measure(
    citizen: Citizen, venue_id: VenueId, measure_id: int, body: MeasureAnswer, steps: Steps, writer: Writer
) -> MeasureOut:
    """Answer a measure, once."""
    return measure_out(await steps.answer(Caller(citizen.actor), venue_id, measure_id, body.text), writer)
