"""Routes of the dashboards for officers, and of a venue's own numbers for its manager.

All dashboards take the same filters: `division` (the officer's own unless narrowed), `venue_class`, `type`,
`department` (`""`: venues that name none), `since` and `until` (days of Shanghai, both included; the last seven days
unless given). All answer with `span.counted_until`: scans recorded later are not in the numbers yet.
"""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AfterValidator
from starlette.responses import Response

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.access import Citizen, officer
from venuecode.identity.model import OfficerSession, Role
from venuecode.identity.officers.service import Officers
from venuecode.infra.db import Database
from venuecode.infra.http import Language, provided
from venuecode.infra.sheets.model import MEDIA_TYPES, FileFormat
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.ids import VenueId
from venuecode.kernel.text import Text
from venuecode.monitoring import schemas as out
from venuecode.monitoring import sheet
from venuecode.monitoring.model import Bucket, Days, Facet, SpanBackwards, SpanTooLong, Table, View, Which, day_of
from venuecode.monitoring.service import Board
from venuecode.monitoring.shown import Writer
from venuecode.monitoring.tables import Choice, Tables
from venuecode.monitoring.venue import VenueBoard
from venuecode.regions.service import Divisions
from venuecode.venues.api import narrowed
from venuecode.venues.classes import VenueClass

router = APIRouter(prefix="/api/v1/monitoring", tags=["monitoring"])
own_router = APIRouter(prefix="/api/v1/my/venues", tags=["monitoring"])

MOST_DAYS, MOST_DAYS_BY_HOUR = 400, 31
MOST_ROWS = 10_000
"""Rows of a list in a sheet."""
Viewer = Annotated[OfficerSession, Depends(officer(Role.HEALTH_OFFICER, Role.APPROVER, Role.REGULATOR, Role.REVIEWER))]
Shipped = Annotated[Divisions, Depends(provided(Divisions))]
Dashboards = Annotated[Board, Depends(provided(Board))]
Time = Annotated[Clock, Depends(provided(Clock))]
VenueNumber = Annotated[int, Path(ge=1, le=2**53)]


def _of_our_time(day: date) -> date:
    if not 2000 <= day.year < 3000:
        raise ValueError
    return day


Day = Annotated[date, AfterValidator(_of_our_time)]
Since = Annotated[Day | None, Query(description="First day (Shanghai); seven days up to `until` unless given")]
Until = Annotated[Day | None, Query(description="Last day (Shanghai), included; today unless given")]


async def days_of(clock: Time, since: Since = None, until: Until = None) -> Days:
    """Return the days asked for; raises `SpanBackwards`, `SpanTooLong`."""
    last = until or day_of(clock.now())
    first = since or last - timedelta(days=6)
    if last < first:
        raise SpanBackwards
    if (last - first).days >= MOST_DAYS:
        raise SpanTooLong(days=MOST_DAYS)
    return Days(first, last)


Asked = Annotated[Days, Depends(days_of)]


async def view_of(
    by: Viewer,
    divisions: Shipped,
    days: Asked,
    division: Annotated[str | None, Query(pattern=r"^([0-9]{6}|[0-9]{9})$", description="And all under it")] = None,
    venue_class: VenueClass | None = None,
    type: Annotated[str | None, Query(max_length=40)] = None,  # noqa: A002 - the field's name in the API
    department: Annotated[str | None, Query(max_length=100, description="Empty: venues that name none")] = None,
) -> View:
    """Return what the caller looks at; raises `InvalidInput` for a division outside the officer's."""
    scope = narrowed(by.scope, division, divisions)
    return View(scope, days, venue_class, type or None, None if department is None else department.replace("\0", ""))


Looked = Annotated[View, Depends(view_of)]


async def writer_of(divisions: Shipped, days: Asked) -> Writer:
    """Return what writes the answers."""
    return Writer(divisions, days)


Writing = Annotated[Writer, Depends(writer_of)]
Size = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="`next` of the page before")]


def _fitting(days: Days, by: Bucket) -> None:
    if by is Bucket.HOUR and days.length > MOST_DAYS_BY_HOUR:
        raise SpanTooLong(days=MOST_DAYS_BY_HOUR)


@router.get("/scans")
async def count_scans(view: Looked, board: Dashboards, writer: Writing, by: Bucket = Bucket.DAY) -> out.ScansOut:
    """Scans by hour (at most 31 days) or day with all measures: stops, colours, test ages, methods, without a phone.

    `before` is the same number of days just before, point for point; `series` ends where counting does.
    """
    _fitting(view.days, by)
    return writer.scans(await board.scans(view, by))


@router.get("/active-venues")
async def count_active_venues(view: Looked, board: Dashboards, writer: Writing) -> out.ActiveVenuesOut:
    """Venues with a visit, by day; how many venues there are, were never scanned, have gone quiet."""
    return writer.active(await board.active_venues(view), board.quiet_days)


@router.get("/areas")
async def count_by_area(view: Looked, board: Dashboards, writer: Writing) -> out.AreasOut:
    """Counts of each division directly under the one asked for, for the map; every child is there, maybe with zeros."""
    return writer.areas(await board.areas(view), view.scope.division)


@router.get("/breakdown")
async def count_by_facet(view: Looked, board: Dashboards, writer: Writing, by: Facet = Facet.CLASS) -> out.BreakdownOut:
    """Counts by class, type or supervising department, most visits first."""
    counted_until, rows = await board.breakdown(view, by)
    return writer.breakdown(by, counted_until, rows)


@router.get("/venues")
async def list_counted_venues(
    view: Looked, board: Dashboards, writer: Writing, which: Which = Which.BUSIEST, size: Size = 50, offset: Offset = 0
) -> out.VenueListOut:
    """Venues never scanned, gone quiet, busiest, or with most stops; a page and how many there are in all."""
    found = await board.venues(view, which, size, offset)
    return out.VenueListOut(
        span=writer.span(found.counted_until),
        items=[writer.venue_row(row) for row in found.rows],
        total=found.total,
        next=offset + size if offset + size < found.total else None,
    )


@router.get("/odd-doors")
async def list_odd_doors(
    view: Looked, board: Dashboards, writer: Writing, size: Size = 50, offset: Offset = 0
) -> out.OddDoorsOut:
    """Doors whose count of the last full day of the span does not fit their past, each with why."""
    day, found = await board.odd_doors(view, size, offset)
    return out.OddDoorsOut(
        span=writer.span(found.counted_until),
        day=day,
        items=[writer.odd_door(row) for row in found.rows],
        total=found.total,
    )


@router.get("/alerts")
async def time_alerts(view: Looked, board: Dashboards, writer: Writing) -> out.AlertTimesOut:
    """How long alerts waited to be acknowledged, in all and by the day they were opened. Always up to date."""
    return writer.alert_times(*await board.alert_times(view))


@router.get("/loop")
async def follow_loop(view: Looked, board: Dashboards, writer: Writing) -> out.LoopOut:
    """What came of the stops: alerts, cases, contacts, people reached. Cases have no class, type or department."""
    return writer.loop(await board.loop(view))


@router.get("/venues/{venue_id}")
async def count_at_venue(
    by: Viewer,
    venue_id: VenueNumber,
    days: Asked,
    boards: Annotated[VenueBoard, Depends(provided(VenueBoard))],
    writer: Writing,
    bucket: Annotated[Bucket, Query(alias="by")] = Bucket.HOUR,
) -> out.VenueCountsOut:
    """Drill-down to one venue of the officer's divisions: series with comparison (by hour at most 31 days), doors."""
    _fitting(days, bucket)
    return writer.venue(await boards.of_venue(by.scope, VenueId(venue_id), days, bucket))


_ONE_VENUE = Text("该表针对单个场所，请给出 venue_id", "This table is about one venue: give venue_id")
_NO_VENUE = Text("该表不针对单个场所", "This table is not about one venue")


async def _venue_of(
    by: OfficerSession,
    table: Table,
    venue_id: int | None,
    days: Days,
    bucket: Bucket,
    boards: VenueBoard,
    writer: Writer,
) -> out.VenueCountsOut | None:
    """Return the venue that a sheet is about, if about one; raises `NotFound`, `InvalidInput`."""
    if venue_id is None:
        if table.of_venue:
            raise InvalidInput(fields={"venue_id": _ONE_VENUE})
        return None
    if not (table.of_venue or table is Table.SCANS):
        raise InvalidInput(fields={"venue_id": _NO_VENUE})
    return writer.venue(await boards.of_venue(by.scope, VenueId(venue_id), days, bucket))


_SHEET: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind.partition(";")[0]: {} for kind in MEDIA_TYPES.values()}}
}


@router.get("/sheets/{table}", response_class=Response, responses=_SHEET)
async def export_table(
    by: Viewer,
    table: Table,
    view: Looked,
    board: Dashboards,
    writer: Writing,
    language: Language,
    db: Annotated[Database, Depends(provided(Database))],
    audit: Annotated[AuditLog, Depends(provided(AuditLog))],
    officers: Annotated[Officers, Depends(provided(Officers))],
    clock: Time,
    boards: Annotated[VenueBoard, Depends(provided(VenueBoard))],
    venue_id: Annotated[int | None, Query(ge=1, le=2**53, description="Of `scans`, `doors` and `guards`")] = None,
    bucket: Annotated[Bucket, Query(description="Of `scans`")] = Bucket.DAY,
    facet: Annotated[Facet, Query(description="Of `breakdown`")] = Facet.CLASS,
    which: Annotated[Which, Query(description="Of `venues`")] = Which.BUSIEST,
    file_format: Annotated[FileFormat, Query(alias="format")] = FileFormat.XLSX,
) -> Response:
    """One table of the dashboards, or of a venue's page, as a sheet with who took it and when; no cell is a formula."""
    if table is Table.SCANS:
        _fitting(view.days, bucket)
    tables = Tables(view, board, writer, language, Choice(bucket, facet, which, MOST_ROWS))
    venue = await _venue_of(by, table, venue_id, view.days, bucket, boards, writer)
    lines = tables.of_venue(table, venue) if venue else await tables.lines(table)
    account = (await officers.of_ids({by.officer_id}))[by.officer_id]
    async with db.transaction() as connection:
        await audit.record(
            connection,
            by.actor,
            "monitoring.exported",
            Subject("venue", venue.venue_id) if venue else Subject("division", None),
            division_code=venue.division.code if venue else view.scope.division,
            details={"table": table.value, "rows": len(lines) - 1},
        )
    mark = sheet.mark_of(
        f"{account.display_name} ({account.user_name})", view, clock.now(), language, venue.name if venue else None
    )
    content = sheet.written(lines, mark, xlsx=file_format is FileFormat.XLSX)
    name = f"{table.value}-{view.days.first:%Y%m%d}-{view.days.last:%Y%m%d}.{file_format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=MEDIA_TYPES[file_format], headers=headers)


@own_router.get("/{venue_id}/counts")
async def count_at_own_venue(
    citizen: Citizen,
    venue_id: VenueNumber,
    days: Asked,
    boards: Annotated[VenueBoard, Depends(provided(VenueBoard))],
    writer: Writing,
) -> out.OwnVenueCounts:
    """A venue's numbers for its manager, by hour, day, door and guard; never who came. At most 31 days."""
    _fitting(days, Bucket.HOUR)
    return writer.own(await boards.own(citizen.person_id, VenueId(venue_id), days))
