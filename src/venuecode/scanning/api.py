"""Routes of the door for guards and managers, and of a person's own visits. The scan itself is in asgi.py."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import StreamingResponse

from venuecode.alerts.model import Report
from venuecode.alerts.service import Alerts
from venuecode.identity.access import Citizen, Claims
from venuecode.identity.tokens import TokenBook
from venuecode.infra.db import Database
from venuecode.infra.http import provided
from venuecode.infra.streams import event_stream, moment_of
from venuecode.kernel.clock import Clock
from venuecode.kernel.verdict import Colour
from venuecode.scanning import feed_store
from venuecode.scanning.door import MOST_DOORS, DoorScreens
from venuecode.scanning.own import OwnVisits, own_visit

router = APIRouter(prefix="/api/v1", tags=["door"])
Screens = Annotated[DoorScreens, Depends(provided(DoorScreens))]
_SHOWN = timedelta(days=30)
_EVENTS = """Server-sent events. `today` (Today): first, and again after a reconnect. `visit` (GuardVisit): each person,
within a second. `counts` (DoorCounts): after visits. `words` (RollingWords): at each full minute. `calls` (GuardCalls):
the open calls of terminals, after `today` and whenever they change. A comment every 10 s is the sign of life. After a
break give the last event's id: nothing is missed; a visit may come again, with the same `key`."""


def _schema(name: str, media: str = "application/json", description: str = "") -> dict[int | str, dict[str, Any]]:
    return {200: {"description": description, "content": {media: {"schema": {"$ref": f"#/components/schemas/{name}"}}}}}


@router.get(
    "/doors/live",
    response_class=StreamingResponse,
    responses={200: {"description": _EVENTS, "content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def watch_doors(
    caller: Citizen,
    claims: Claims,
    screens: Screens,
    tokens: Annotated[TokenBook, Depends(provided(TokenBook))],
    clock: Annotated[Clock, Depends(provided(Clock))],
    door: Annotated[list[int], Query(min_length=1, max_length=MOST_DOORS)],
    after: Annotated[str | None, Query(description="As `Last-Event-ID`, for clients that cannot set it")] = None,
    until: Annotated[
        Literal["news"] | None, Query(description="End with the first news, for clients that cannot read a stream")
    ] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """The live feed of doors that the caller guards or manages."""
    doors = await screens.guarded(caller.person_id, door)

    def good() -> bool:
        return tokens.still_good(claims, clock.now().timestamp())

    since = moment_of(last_event_id or after)
    return event_stream(screens.stream(caller.person_id, doors, since, good, until_news=until == "news"))


@router.get("/doors/{door_id}/today", response_class=Response, responses=_schema("Today"))
async def door_today(door_id: int, caller: Citizen, screens: Screens) -> Response:
    """A door's day so far: counts, the stopped, the word of this minute."""
    today = await screens.today(await screens.guarded(caller.person_id, [door_id]))
    return Response(msgspec.json.encode(today), media_type="application/json")


class VisitRef(BaseModel):
    """A visit as the feed gave it."""

    visit_id: UUID
    at: AwareDatetime
    seq: int = Field(0, ge=0, le=10)


class ReportIn(BaseModel):
    """What a guard reports with one tap; without `visit`: somebody who did not scan."""

    model_config = ConfigDict(extra="forbid")

    visit: VisitRef | None = None
    note: str | None = Field(None, max_length=200)


class ReportOut(BaseModel):
    """The alert that the health department now has."""

    alert_id: str


@router.post("/doors/{door_id}/reports", status_code=201)
async def report_person(
    door_id: int,
    body: ReportIn,
    caller: Citizen,
    screens: Screens,
    alerts: Annotated[Alerts, Depends(provided(Alerts))],
) -> ReportOut:
    """Report somebody at the door to the health department of the venue's division."""
    await screens.guarded(caller.person_id, [door_id])
    note = (body.note or "").strip() or None
    report = Report(door_id, caller.person_id, note)
    if body.visit is not None:
        person, colour = await screens.visit_of(door_id, body.visit.at, body.visit.visit_id, body.visit.seq)
        report = Report(door_id, caller.person_id, note, person, body.visit.at, body.visit.visit_id, Colour(colour))
    return ReportOut(alert_id=str(await alerts.report(report)))


@router.get("/me/visits")
async def own_visits(
    caller: Citizen,
    db: Annotated[Database, Depends(provided(Database))],
    clock: Annotated[Clock, Depends(provided(Clock))],
    before: datetime | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> OwnVisits:
    """The caller's own visits, newest first."""
    now = clock.now()
    newest = before or now + timedelta(minutes=10)
    async with db.connection() as connection:
        rows = await feed_store.visits_of_person(connection, caller.person_id, newest, now - _SHOWN, limit + 1)
    items = [own_visit(row) for row in rows[:limit]]
    return OwnVisits(items=items, next=items[-1].at if len(rows) > limit else None)
