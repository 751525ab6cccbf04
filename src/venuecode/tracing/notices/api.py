"""Routes of notices: officers preview, send and agree; a person reads their own and those of whom they look after."""

from typing import Annotated

from fastapi import APIRouter, Depends

from venuecode.identity.access import Citizen
from venuecode.infra.http import provided
from venuecode.kernel.clock import SHOWN_ZONE, Clock
from venuecode.tracing.cases.api import CaseId, Shipped, Tracer
from venuecode.tracing.notices.schemas import (
    NoticeDecisionIn,
    NoticeIn,
    NoticeList,
    NoticeOut,
    OwnNotices,
    PreviewOut,
    notice_out,
    own_notices_out,
    preview_out,
)
from venuecode.tracing.notices.service import Notices

router = APIRouter(prefix="/api/v1", tags=["notices"])
Telling = Annotated[Notices, Depends(provided(Notices))]
Now = Annotated[Clock, Depends(provided(Clock))]


@router.post("/traces/{case_id}/notices/preview")
async def preview_notice(
    by: Tracer, case_id: CaseId, body: NoticeIn, notices: Telling, divisions: Shipped, clock: Now
) -> PreviewOut:
    """What a notice would say and to how many; tells and shows nobody."""
    preview = await notices.preview(by, case_id, body.reason, body.urgency, body.wanted)
    return preview_out(preview, body.urgency, clock.now().astimezone(SHOWN_ZONE).date(), divisions)


@router.post("/traces/{case_id}/notices", status_code=201)
async def send_notice(by: Tracer, case_id: CaseId, body: NoticeIn, notices: Telling, divisions: Shipped) -> NoticeOut:
    """Tell those who were exposed; above the brake it waits for a second officer."""
    sent = await notices.send(by, case_id, body.reason, body.urgency, body.wanted, sms=body.sms)
    return notice_out(sent, by.officer_id, divisions)


@router.get("/cases/{case_id}/notices")
async def list_notices(by: Tracer, case_id: CaseId, notices: Telling, divisions: Shipped) -> NoticeList:
    """Notices of a case, and how many were sent and read."""
    found = await notices.of_case(by, case_id)
    return NoticeList(items=[notice_out(one, by.officer_id, divisions) for one in found])


@router.get("/notices/waiting")
async def list_waiting_notices(by: Tracer, notices: Telling, divisions: Shipped) -> NoticeList:
    """Notices of the officer's divisions that wait for a second officer."""
    return NoticeList(items=[notice_out(one, by.officer_id, divisions) for one in await notices.waiting(by)])


@router.post("/notices/{notice_id}/decision")
async def decide_notice(
    by: Tracer, notice_id: CaseId, body: NoticeDecisionIn, notices: Telling, divisions: Shipped
) -> NoticeOut:
    """Let a notice go out, or not, as another officer than whoever made it."""
    return notice_out(await notices.decide(by, notice_id, approve=body.approve), by.officer_id, divisions)


@router.get("/me/notices")
async def list_my_notices(caller: Citizen, notices: Telling, divisions: Shipped) -> OwnNotices:
    """What the caller, and those they look after, were told; newest first."""
    return own_notices_out(await notices.own(caller), caller.person_id, divisions)


@router.post("/me/notices/{notice_id}/read", status_code=204)
async def read_my_notice(caller: Citizen, notice_id: CaseId, notices: Telling) -> None:
    """Note that a notice was read."""
    await notices.read(caller, notice_id)
