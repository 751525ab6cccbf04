"""Routes of alerts, for officers of the venue's division."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Query
from starlette.responses import StreamingResponse

from venuecode.alerts.handling import Handling
from venuecode.alerts.model import Alert, Disposition, Kind, Severity, State
from venuecode.alerts.schemas import (
    AcknowledgeIn,
    AlertOut,
    AlertPage,
    AlertSummary,
    AssignIn,
    ColleagueList,
    ColleagueOut,
    DisposeIn,
    HandOverIn,
    InstructIn,
    NoteIn,
    StopList,
    Timeline,
    alert_out,
    happening_out,
    stop_out,
    times_out,
)
from venuecode.alerts.service import OVERLAP, AlertHub, Alerts, AlertScreen
from venuecode.identity.access import Claims, officer
from venuecode.identity.looks.schemas import ReasonIn
from venuecode.identity.model import OfficerSession, Role
from venuecode.identity.tokens import TokenBook
from venuecode.infra.http import provided
from venuecode.infra.streams import HEARTBEAT, HEARTBEAT_SECONDS, RETRY, event, event_id, event_stream, moment_of
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import DivisionCode

router = APIRouter(prefix="/api/v1/officers/alerts", tags=["alerts"])
Reader = Annotated[OfficerSession, Depends(officer(Role.HEALTH_OFFICER, Role.APPROVER, Role.ADMINISTRATOR))]
Handler = Annotated[OfficerSession, Depends(officer(Role.HEALTH_OFFICER, Role.APPROVER))]
Service = Annotated[Alerts, Depends(provided(Alerts))]
Acting = Annotated[Handling, Depends(provided(Handling))]
SeverityWord = Literal["low", "high", "urgent"]
MOST = 200


@router.get("")
async def list_alerts(
    caller: Reader,
    alerts: Service,
    state: State | None = None,
    kind: Kind | None = None,
    severity: SeverityWord | None = None,
    mine: Annotated[bool, Query(description="Only what is given to the caller")] = False,
    cursor: Annotated[str | None, Query(pattern=r"^\d{1,18}$", description="`next` of the page before")] = None,
    since: Annotated[datetime | None, Query(description="Only what changed after this moment")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> AlertPage:
    """Alerts of the officer's divisions, newest first."""
    found = await alerts.page(
        caller.scope,
        state,
        kind,
        int(cursor) if cursor else None,
        since,
        limit + 1,
        Severity[severity.upper()] if severity else None,
        caller.officer_id if mine else None,
    )
    more = len(found) > limit
    return AlertPage(items=[alert_out(a) for a in found[:limit]], next=str(found[limit - 1].id) if more else None)


@router.get("/summary")
async def alert_summary(caller: Reader, alerts: Service, handling: Acting) -> AlertSummary:
    """How many alerts are open, and how long alerts of the last days took."""
    times = [times_out(one) for one in await handling.times(caller.scope)]
    return AlertSummary(open=await alerts.count_open(caller.scope), times=times)


@router.get(
    "/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Events `alert` with an AlertOut each"}},
)
async def stream_alerts(
    caller: Reader,
    claims: Claims,
    alerts: Service,
    hub: Annotated[AlertHub, Depends(provided(AlertHub))],
    tokens: Annotated[TokenBook, Depends(provided(TokenBook))],
    clock: Annotated[Clock, Depends(provided(Clock))],
    after: str = "",
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Alerts as they are opened, added to or acknowledged; after a break give the last event's id.

    An alert may come twice after a break: its newest state counts. A comment comes every 10 s as a sign of life.
    """

    def good() -> bool:
        return tokens.still_good(claims, clock.now().timestamp())

    screen = hub.open(caller.scope)
    missed = await _missed(alerts, caller, last_event_id or after)
    return event_stream(_events(hub, screen, missed, good))


async def _missed(alerts: Alerts, caller: OfficerSession, last_id: str) -> list[Alert]:
    since = moment_of(last_id)
    if since is None:
        return []
    return (await alerts.page(caller.scope, None, None, None, since - OVERLAP, MOST))[::-1]


async def _events(
    hub: AlertHub, screen: AlertScreen, missed: list[Alert], good: Callable[[], bool]
) -> AsyncIterator[bytes]:
    try:
        yield RETRY
        for alert in missed:
            yield _event(alert)
        while good() and not screen.cut_off:
            arrived: Alert | None = None
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    arrived = await screen.queue.get()
            yield _event(arrived) if arrived else HEARTBEAT
    finally:
        hub.close(screen)


def _event(alert: Alert) -> bytes:
    return event("alert", alert_out(alert).model_dump(mode="json"), event_id(alert.changed_at, alert.id))


@router.get("/{alert_id}")
async def get_alert(alert_id: int, caller: Reader, alerts: Service) -> AlertOut:
    """One alert."""
    return alert_out(await alerts.get(caller.scope, alert_id))


@router.post("/{alert_id}/acknowledge")
async def acknowledge_alert(
    alert_id: int, caller: Handler, handling: Acting, body: AcknowledgeIn | None = None
) -> AlertOut:
    """Take an alert; the guard is told by which department, and what to do."""
    return alert_out(await handling.acknowledge(caller, alert_id, body.instruction if body else None))


@router.post("/{alert_id}/assign")
async def assign_alert(alert_id: int, body: AssignIn, caller: Handler, handling: Acting) -> AlertOut:
    """Give an alert to an officer."""
    return alert_out(await handling.assign(caller, alert_id, body.officer_id))


@router.post("/{alert_id}/notes")
async def note_on_alert(alert_id: int, body: NoteIn, caller: Handler, handling: Acting) -> AlertOut:
    """Keep a note."""
    return alert_out(await handling.note(caller, alert_id, body.text))


@router.post("/{alert_id}/instruct")
async def instruct_guard(alert_id: int, body: InstructIn, caller: Handler, handling: Acting) -> AlertOut:
    """Tell the guard what to do with the person now."""
    return alert_out(await handling.instruct(caller, alert_id, body.instruction))


@router.post("/{alert_id}/dispose")
async def dispose_of_alert(alert_id: int, body: DisposeIn, caller: Handler, handling: Acting) -> AlertOut:
    """Say what became of the person."""
    return alert_out(await handling.dispose(caller, alert_id, Disposition(body.disposition), body.note))


@router.post("/{alert_id}/hand-over")
async def hand_alert_over(alert_id: int, body: HandOverIn, caller: Handler, handling: Acting) -> AlertOut:
    """Give an alert to another division."""
    return alert_out(await handling.hand_over(caller, alert_id, DivisionCode(body.division_code), body.note))


@router.post("/{alert_id}/close")
async def close_alert(alert_id: int, caller: Handler, handling: Acting) -> AlertOut:
    """End an alert that was disposed of."""
    return alert_out(await handling.close(caller, alert_id))


@router.get("/{alert_id}/events")
async def alert_events(alert_id: int, caller: Reader, handling: Acting) -> Timeline:
    """What was done with an alert, oldest first."""
    return Timeline(items=[happening_out(one) for one in await handling.timeline(caller.scope, alert_id)])


@router.get("/{alert_id}/colleagues")
async def alert_colleagues(alert_id: int, caller: Handler, handling: Acting) -> ColleagueList:
    """To whom an alert may be given."""
    found = await handling.colleagues(caller.scope, alert_id)
    return ColleagueList(items=[ColleagueOut(id=one, name=name) for one, name in found])


@router.post("/{alert_id}/stops")
async def past_stops(alert_id: int, body: ReasonIn, caller: Handler, handling: Acting) -> StopList:
    """Where the person was stopped within the officer's divisions: a look, recorded, which the person can read."""
    return StopList(items=[stop_out(one) for one in await handling.past_stops(caller, alert_id, body.reason)])
