"""Routes of alerts, for officers of the venue's division."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from starlette.responses import StreamingResponse

from venuecode.alerts.model import Alert, Kind, State
from venuecode.alerts.schemas import AlertOut, AlertPage, AlertSummary, alert_out
from venuecode.alerts.service import OVERLAP, AlertHub, Alerts, AlertScreen
from venuecode.identity.access import Claims, officer
from venuecode.identity.model import OfficerSession, Role
from venuecode.identity.tokens import TokenBook
from venuecode.infra.http import provided
from venuecode.infra.streams import HEARTBEAT, HEARTBEAT_SECONDS, RETRY, event, event_id, event_stream, moment_of
from venuecode.kernel.clock import Clock

router = APIRouter(prefix="/api/v1/officers/alerts", tags=["alerts"])
Reader = Annotated[OfficerSession, Depends(officer(Role.HEALTH_OFFICER, Role.APPROVER, Role.ADMINISTRATOR))]
Handler = Annotated[OfficerSession, Depends(officer(Role.HEALTH_OFFICER, Role.APPROVER))]
Service = Annotated[Alerts, Depends(provided(Alerts))]
MOST = 200


@router.get("")
async def list_alerts(
    caller: Reader,
    alerts: Service,
    state: State | None = None,
    kind: Kind | None = None,
    cursor: Annotated[str | None, Query(pattern=r"^\d{1,18}$", description="`next` of the page before")] = None,
    since: Annotated[datetime | None, Query(description="Only what changed after this moment")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> AlertPage:
    """Alerts of the officer's divisions, newest first."""
    found = await alerts.page(caller.scope, state, kind, int(cursor) if cursor else None, since, limit + 1)
    more = len(found) > limit
    return AlertPage(items=[alert_out(a) for a in found[:limit]], next=str(found[limit - 1].id) if more else None)


@router.get("/summary")
async def alert_summary(caller: Reader, alerts: Service) -> AlertSummary:
    """How many alerts are open."""
    return AlertSummary(open=await alerts.count_open(caller.scope))


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
async def acknowledge_alert(alert_id: int, caller: Handler, alerts: Service) -> AlertOut:
    """Take note of an alert."""
    return alert_out(await alerts.acknowledge(caller, alert_id))
