"""The dashboards' tables as lines of plain cells, the first of them the header, in the reader's language."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from venuecode.identity.people.schemas import NameOut
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.kernel.text import Text
from venuecode.monitoring import schemas as out
from venuecode.monitoring.model import Bucket, Facet, Table, View, Which
from venuecode.monitoring.service import Board
from venuecode.monitoring.shown import Writer

Cell = str | int | float | None
Line = Sequence[Cell]

_COUNTS = (
    Text("扫码人次", "Scans"),
    Text("禁止通行", "Stops"),
    Text("进", "In"),
    Text("出", "Out"),
    Text("绿码", "Green"),
    Text("灰码", "Grey"),
    Text("黄码", "Yellow"),
    Text("红码", "Red"),
    Text("24 小时内核酸", "Test within 24 h"),
    Text("48 小时内", "within 48 h"),
    Text("72 小时内", "within 72 h"),
    Text("7 天内", "within 7 days"),
    Text("7 天以上", "older"),
    Text("无核酸", "no test"),
    Text("本人扫码", "Self"),
    Text("同行", "Companion"),
    Text("纸质码", "Paper card"),
    Text("个人码", "Personal code"),
    Text("证件", "Document"),
    Text("终端", "Terminal"),
    Text("手工录入", "Typed in"),
    Text("补传（离线）", "Sent late (offline)"),
    Text("无手机人次", "Without a phone"),
)
_BEFORE = Text("上期扫码", "Scans before")
_ACTIVE = Text("日均活跃场所", "Active venues a day")
_VENUES = Text("在用场所", "Venues in use")
_DAY = Text("日期", "Day")
_DIVISION = Text("行政区划", "Division")
_CODE = Text("代码", "Code")
_VENUE = Text("场所", "Venue")
_TYPE = Text("类型", "Type")
_ALERTS = Text("预警", "Alerts")
_TAKEN = Text("已接收", "Acknowledged")
_DOOR = Text("出入口", "Door")
_DEPARTMENT = Text("行业主管部门", "Supervising department")


class Choice(NamedTuple):
    """What a table is further told by, and how many rows it may have."""

    bucket: Bucket
    facet: Facet
    which: Which
    most: int


class Tables:
    """Makes the tables of one view."""

    def __init__(self, view: View, board: Board, writer: Writer, language: str, choice: Choice) -> None:
        self._view = view
        self._board = board
        self._writer = writer
        self._language = language
        self._choice = choice

    async def lines(self, table: Table) -> list[Line]:
        """Return a table: its header, then its rows."""
        makers: dict[Table, Callable[[], Awaitable[list[Line]]]] = {
            Table.SCANS: self._scans,
            Table.ACTIVE_VENUES: self._active_venues,
            Table.AREAS: self._areas,
            Table.BREAKDOWN: self._breakdown,
            Table.VENUES: self._venues,
            Table.ODD_DOORS: self._odd_doors,
            Table.ALERTS: self._alerts,
            Table.LOOP: self._loop,
        }
        return await makers[table]()

    def of_venue(self, table: Table, found: out.VenueCountsOut) -> list[Line]:
        """Return one venue's table: its scans by time, its doors or its guards."""
        if table is Table.DOORS:
            rows: list[Line] = [[one.name, *_counts(one.counts)] for one in found.doors]
            return [self._said(_DOOR, *_COUNTS), *rows]
        if table is Table.GUARDS:
            rows = [[one.name, one.visits, one.stops] for one in found.guards]
            return [self._said(Text("值守人员", "Guard"), Text("代为登记人次", "Registered"), _COUNTS[1]), *rows]
        return self._series(found)

    async def _scans(self) -> list[Line]:
        return self._series(self._writer.scans(await self._board.scans(self._view, self._choice.bucket)))

    def _series(self, found: out.ScansOut | out.VenueCountsOut) -> list[Line]:
        rows: list[Line] = [
            [_moment(now.at, self._choice.bucket), *_counts(now.counts), then.counts.visits]
            for now, then in zip(found.series, found.before, strict=False)  # the present ends where counting does
        ]
        return [self._said(Text("时间", "Time"), *_COUNTS, _BEFORE), *rows]

    async def _active_venues(self) -> list[Line]:
        found = self._writer.active(await self._board.active_venues(self._view), self._board.quiet_days)
        header = self._said(_DAY, Text("活跃场所", "Active venues"), Text("上期", "Before"))
        rows: list[Line] = [[f"{day.day}", day.active, day.active_before] for day in found.days]
        return [header, *rows]

    async def _areas(self) -> list[Line]:
        found = self._writer.areas(await self._board.areas(self._view), self._view.scope.division)
        rows: list[Line] = [
            [
                one.division.code,
                self._place(one.division),
                one.venues,
                one.active_a_day,
                *_counts(one.counts),
                one.visits_before,
            ]
            for one in found.items
        ]
        return [self._said(_CODE, _DIVISION, _VENUES, _ACTIVE, *_COUNTS, _BEFORE), *rows]

    async def _breakdown(self) -> list[Line]:
        facet = self._choice.facet
        found = self._writer.breakdown(facet, *await self._board.breakdown(self._view, facet))
        rows: list[Line] = [
            [one.key.code, self._name(one.key), one.venues, one.active_a_day, *_counts(one.counts), one.visits_before]
            for one in found.items
        ]
        return [self._said(_CODE, Text("名称", "Name"), _VENUES, _ACTIVE, *_COUNTS, _BEFORE), *rows]

    async def _venues(self) -> list[Line]:
        found = await self._board.venues(self._view, self._choice.which, self._choice.most, 0)
        issued, last = Text("发码时间", "Issued"), Text("最近扫码", "Last scan")
        header = (Text("编号", "Id"), _VENUE, _TYPE, _CODE, _DIVISION, _DEPARTMENT, issued, last, *_COUNTS[:2])
        rows: list[Line] = [
            [
                one.id,
                one.name,
                self._name(one.type),
                one.division.code,
                self._place(one.division),
                one.department,
                _moment(one.issued_at),
                _moment(one.last_at) if one.last_at else None,
                one.visits,
                one.stops,
            ]
            for one in map(self._writer.venue_row, found.rows)
        ]
        return [self._said(*header), *rows]

    async def _odd_doors(self) -> list[Line]:
        _, found = await self._board.odd_doors(self._view, self._choice.most, 0)
        usual, why = Text("平时（中位数）", "Usual (median)"), Text("说明", "Why")
        header = self._said(_DAY, _VENUE, _DOOR, _TYPE, _DIVISION, _COUNTS[0], usual, why)
        rows: list[Line] = [
            [
                f"{one.day}",
                one.venue_name,
                one.door_name,
                self._name(one.type),
                self._place(one.division),
                one.visits,
                one.usual,
                self._name(one.words),
            ]
            for one in map(self._writer.odd_door, found.rows)
        ]
        return [header, *rows]

    async def _alerts(self) -> list[Line]:
        found = self._writer.alert_times(*await self._board.alert_times(self._view))
        header = self._said(_DAY, _ALERTS, _TAKEN, Text("接收用时中位数（秒）", "Median seconds to acknowledge"))
        return [header, *([f"{day.day}", day.opened, day.acknowledged, day.median_seconds] for day in found.days)]

    async def _loop(self) -> list[Line]:
        found = self._writer.loop(await self._board.loop(self._view))
        steps = [
            (_COUNTS[1], found.stops),
            (_ALERTS, found.alerts),
            (_TAKEN, found.acknowledged),
            (Text("病例", "Cases"), found.cases),
            (Text("接触者", "Contacts"), found.contacts),
            (Text("已联系", "Reached"), found.reached),
        ]
        header = self._said(Text("环节", "Step"), Text("数量", "Count"))
        return [header, *([*self._said(text), count] for text, count in steps)]

    def _said(self, *texts: Text) -> list[str]:
        return [text.in_language(self._language) for text in texts]

    def _name(self, of: NameOut) -> str:
        return of.en if self._language == "en" else of.zh

    def _place(self, of: out.DivisionRef) -> str:
        return of.name_en if self._language == "en" else of.name_zh


def _counts(counts: out.VisitCounts) -> list[Cell]:
    groups = (counts.colours, counts.test_ages, counts.methods)
    told = [value for group in groups for value in group.model_dump().values()]
    return [counts.visits, counts.stops, counts.entries, counts.exits, *told, counts.late, counts.without_phone]


def _moment(at: datetime, bucket: Bucket = Bucket.HOUR) -> str:
    return at.astimezone(SHOWN_ZONE).strftime("%Y-%m-%d" if bucket is Bucket.DAY else "%Y-%m-%d %H:%M")
