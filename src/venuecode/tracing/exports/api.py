"""Routes by which what was found leaves as a file: each is a query of its own, logged as an export, and marked."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from venuecode.identity.model import OfficerSession
from venuecode.identity.officers.service import Officers
from venuecode.infra.http import Language, provided
from venuecode.infra.sheets.model import FileFormat
from venuecode.kernel.clock import Clock
from venuecode.tracing.cases.api import CaseId, Shipped, Tracer
from venuecode.tracing.desk.api import Asking
from venuecode.tracing.desk.schemas import ContactsIn, ExposureIn, SharedIn, TrajectoryIn
from venuecode.tracing.exports import godata, tables
from venuecode.tracing.exports.report import ReportPress
from venuecode.tracing.exports.sheets import Table, sheet_of, watermark
from venuecode.tracing.followup.schemas import FollowUpSheetIn
from venuecode.tracing.followup.service import FollowUps

router = APIRouter(prefix="/api/v1", tags=["traces"])
_TYPES = {
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
}
_SHEET: dict[int | str, dict[str, Any]] = {200: {"content": {kind.partition(";")[0]: {} for kind in _TYPES.values()}}}
_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}}
_GODATA: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {}}}}
Form = Annotated[FileFormat, Query(alias="format")]
Press = Annotated[ReportPress, Depends(provided(ReportPress))]


class Marks:
    """Knows who takes a file, and when."""

    def __init__(
        self,
        by: Tracer,
        officers: Annotated[Officers, Depends(provided(Officers))],
        clock: Annotated[Clock, Depends(provided(Clock))],
        language: Language,
    ) -> None:
        self._by: OfficerSession = by
        self._officers = officers
        self.clock = clock
        self.language = language

    async def of(self, case_numbers: str) -> str:
        """Return the mark of a file about cases."""
        account = (await self._officers.of_ids({self._by.officer_id}))[self._by.officer_id]
        taker = f"{account.display_name} ({account.user_name})"
        return watermark(taker, case_numbers, self.clock.now(), self.language)

    async def sheet(self, name: str, case_numbers: str, found: list[Table], form: FileFormat) -> Response:
        """Return tables as a marked file."""
        content = await run_in_threadpool(sheet_of, found, await self.of(case_numbers), self.language, form)
        return _file(content, f"{name}.{form}", _TYPES[form])


class MarkOut(BaseModel):
    """What a picture must bear."""

    mark: str


Marking = Annotated[Marks, Depends(Marks)]


@router.post("/traces/{case_id}/contacts/sheet", response_class=Response, responses=_SHEET)
async def export_contacts(
    by: Tracer,
    case_id: CaseId,
    body: ContactsIn,
    desk: Asking,
    divisions: Shipped,
    marks: Marking,
    file_format: Form = FileFormat.XLSX,
) -> Response:
    """The listed contacts as a sheet that says who took it, for which case and when."""
    found = await desk.contacts(by, case_id, body.reason, body.thresholds, export=True)
    table = tables.contact_table(found, divisions, marks.language)
    return await marks.sheet(f"contacts-{found.case.number}", found.case.number, [table], file_format)


@router.post("/traces/{case_id}/contacts/godata", response_class=Response, responses=_GODATA)
async def export_contacts_for_godata(
    by: Tracer, case_id: CaseId, body: ContactsIn, desk: Asking, divisions: Shipped, marks: Marking
) -> Response:
    """The listed contacts as JSON for Go.Data's import of contacts; names stay masked."""
    found = await desk.contacts(by, case_id, body.reason, body.thresholds, export=True)
    content = godata.contacts_of(found, divisions, await marks.of(found.case.number), marks.clock.now())
    return _file(content, f"godata-contacts-{found.case.number}.json", "application/json")


@router.post("/traces/{case_id}/second-degree/sheet", response_class=Response, responses=_SHEET)
async def export_second_degree(
    by: Tracer,
    case_id: CaseId,
    body: ContactsIn,
    desk: Asking,
    divisions: Shipped,
    marks: Marking,
    file_format: Form = FileFormat.XLSX,
) -> Response:
    """Close contacts of the close contacts as a sheet."""
    found = await desk.second_degree(by, case_id, body.reason, body.thresholds, export=True)
    table = tables.second_degree_table(found, divisions, marks.language)
    return await marks.sheet(f"second-degree-{found.case.number}", found.case.number, [table], file_format)


@router.post("/traces/{case_id}/trajectory/sheet", response_class=Response, responses=_SHEET)
async def export_trajectory(
    by: Tracer,
    case_id: CaseId,
    body: TrajectoryIn,
    desk: Asking,
    divisions: Shipped,
    marks: Marking,
    file_format: Form = FileFormat.XLSX,
) -> Response:
    """A trajectory as a sheet."""
    found = await desk.trajectory(by, case_id, body.person_id, body.reason, export=True)
    table = tables.trajectory_table(found, divisions, marks.language)
    return await marks.sheet(f"trajectory-{found.case_number}", found.case_number, [table], file_format)


@router.post("/traces/{case_id}/trajectory/report", response_class=Response, responses=_PDF)
async def print_trajectory(
    by: Tracer, case_id: CaseId, body: TrajectoryIn, desk: Asking, divisions: Shipped, marks: Marking, press: Press
) -> Response:
    """A trajectory as a printable report: map and timeline, marked on every page."""
    found = await desk.trajectory(by, case_id, body.person_id, body.reason, export=True)
    mark = await marks.of(found.case_number)
    content = await run_in_threadpool(press.pdf, found, found.case_number, divisions, mark, marks.language)
    return _file(content, f"trajectory-{found.case_number}.pdf", "application/pdf")


@router.post("/traces/{case_id}/exposure/sheet", response_class=Response, responses=_SHEET)
async def export_exposure(
    by: Tracer,
    case_id: CaseId,
    body: ExposureIn,
    desk: Asking,
    divisions: Shipped,
    marks: Marking,
    file_format: Form = FileFormat.XLSX,
) -> Response:
    """Who was at a venue, and people by door and hour, as a sheet."""
    found = await desk.exposure(by, case_id, body.venue_id, body.since, body.until, body.reason, export=True)
    parts = tables.exposure_tables(found, divisions, marks.language)
    return await marks.sheet(f"exposure-{found.case_number}", found.case_number, parts, file_format)


@router.post("/follow-ups/sheet", response_class=Response, responses=_SHEET)
async def export_follow_ups(
    by: Tracer,
    body: FollowUpSheetIn,
    following: Annotated[FollowUps, Depends(provided(FollowUps))],
    divisions: Shipped,
    marks: Marking,
    file_format: Form = FileFormat.XLSX,
) -> Response:
    """Whom the officer's divisions follow up under a case, as a sheet."""
    found = await following.export(by, body.case_id, body.reason)
    table = tables.follow_up_table(found, divisions, marks.language)
    return await marks.sheet(f"follow-up-{found[0].case_number}", found[0].case_number, [table], file_format)


@router.post("/traces/shared/sheet", response_class=Response, responses=_SHEET)
async def export_shared(
    by: Tracer, body: SharedIn, desk: Asking, marks: Marking, file_format: Form = FileFormat.XLSX
) -> Response:
    """A transmission graph as a sheet: cases, meetings, shared venues."""
    found = await desk.shared(by, body.case_ids, body.reason, export=True)
    numbers = ", ".join(tables.numbers_of(found))
    return await marks.sheet("transmission", numbers, tables.graph_tables(found, marks.language), file_format)


@router.post("/traces/shared/picture")
async def mark_picture(by: Tracer, body: SharedIn, desk: Asking, marks: Marking) -> MarkOut:
    """Log that a transmission graph is saved as a picture, and return the mark that it must bear."""
    found = await desk.shared(by, body.case_ids, body.reason, export=True)
    return MarkOut(mark=await marks.of(", ".join(tables.numbers_of(found))))


def _file(content: bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)
