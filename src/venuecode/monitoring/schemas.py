"""What the API says of counts. Every answer names its days and until when scans are counted (`counted_until`)."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from venuecode.identity.people.schemas import NameOut


class ColoursOut(BaseModel):
    """Visits by the person's colour at the door."""

    green: int
    grey: int
    yellow: int
    red: int


class AgesOut(BaseModel):
    """Visits by the age of the person's last known test at the door; `none`: no test was known."""

    h24: int = Field(description="Up to 24 hours")
    h48: int = Field(description="Over 24, up to 48 hours")
    h72: int = Field(description="Over 48, up to 72 hours")
    d7: int = Field(description="Over 72 hours, up to 7 days")
    older: int
    none: int


class MethodsOut(BaseModel):
    """Visits by how they were registered."""

    self: int = Field(description="With the person's own phone")
    companion: int = Field(description="Came along with somebody who scanned")
    card: int = Field(description="Paper card read by a guard")
    personal_code: int = Field(description="Code on a phone read by a guard")
    document: int = Field(description="Found by document number by a guard")
    terminal: int = Field(description="Code or document read by an unattended terminal")
    typed: int = Field(description="Typed in by a guard")


class VisitCounts(BaseModel):
    """The measures of a set of visits. Each group (colours, test ages, methods, entries + exits) makes up `visits`."""

    visits: int
    stops: int
    entries: int
    exits: int
    colours: ColoursOut
    test_ages: AgesOut
    methods: MethodsOut
    late: int = Field(description="Sent well after the moment at the door: scans made without a network")
    without_phone: int = Field(description="By card, document or typed in")
    without_phone_share: float | None = Field(description="0 to 1; none without visits")


class SpanOut(BaseModel):
    """The days looked at (Shanghai, both included), and up to which moment of recording scans are counted."""

    since: date
    until: date
    counted_until: datetime | None = Field(description="None: nothing was counted yet")


class PointOut(BaseModel):
    """One hour or day; `at` is its first moment."""

    at: datetime
    counts: VisitCounts


class ComparisonOut(BaseModel):
    """Like with like: both periods up to the same point, which is the last full hour if the period is not over."""

    until: datetime
    visits: int
    visits_before: int
    stops: int
    stops_before: int
    change: float | None = Field(description="(visits − before) / before; none where there was nothing before")


class ScansOut(BaseModel):
    """Scans by hour or day, and the same number of days just before, point for point (`series[i]`, `before[i]`)."""

    span: SpanOut
    series: list[PointOut]
    before: list[PointOut]
    total: VisitCounts
    total_before: VisitCounts
    comparison: ComparisonOut


class ActiveDayOut(BaseModel):
    """How many venues had at least one visit on a day."""

    day: date
    active: int
    active_before: int = Field(description="On the day as many days earlier as the span is long")


class ActiveVenuesOut(BaseModel):
    """Active venues a day, and what stands still today."""

    span: SpanOut
    days: list[ActiveDayOut]
    venues: int = Field(description="Venues in use now (neither suspended nor revoked)")
    never_scanned: int
    quiet: int = Field(description="Scanned before, not for `quiet_days` full days")
    quiet_days: int


class DivisionRef(BaseModel):
    """A division by code and names."""

    code: str
    name_zh: str
    name_en: str
    has_children: bool


class AreaOut(BaseModel):
    """A division one level down, for the map."""

    division: DivisionRef
    counts: VisitCounts
    venues: int
    active_a_day: float = Field(description="Active venues on an average day of the span")
    visits_before: int
    stops_before: int


class AreasOut(BaseModel):
    """The divisions directly in the one asked for. `rest` is what is filed under that division itself."""

    span: SpanOut
    division: DivisionRef
    items: list[AreaOut]
    rest: VisitCounts
    total: VisitCounts


class FacetOut(BaseModel):
    """Venues of one class, type or supervising department; the code of no department is empty."""

    key: NameOut
    counts: VisitCounts
    venues: int
    active_a_day: float
    visits_before: int


class BreakdownOut(BaseModel):
    """Counts by class, type or department, most visits first."""

    span: SpanOut
    items: list[FacetOut]


class VenueRowOut(BaseModel):
    """A venue in a list; `visits` and `stops` are those of the span."""

    id: int
    name: str
    venue_class: int
    type: NameOut
    division: DivisionRef
    department: str | None
    state: str
    issued_at: datetime
    last_at: datetime | None = Field(description="Its last visit; none: never scanned")
    visits: int
    stops: int


class VenueListOut(BaseModel):
    """A page of venues and how many there are in all; `next` is the `offset` of the page after."""

    span: SpanOut
    items: list[VenueRowOut]
    total: int
    next: int | None


class OddDoorOut(BaseModel):
    """A door whose count of a day does not fit its past, with the numbers that say so."""

    door_id: int
    door_name: str
    venue_id: int
    venue_name: str
    division: DivisionRef
    type: NameOut
    day: date
    visits: int
    usual: float = Field(description="Median of the days before that are compared")
    low: float = Field(description="Least count that would have been in order")
    high: float = Field(description="Largest count that would have been in order")
    days: int = Field(description="How many earlier days were compared")
    kind: str = Field(description="`silent`, `low` or `high`")
    words: NameOut = Field(description="The same in a sentence")


class OddDoorsOut(BaseModel):
    """Doors that do not fit their past on the last full day of the span; furthest from its past first."""

    span: SpanOut
    day: date
    items: list[OddDoorOut]
    total: int


class DelaysOut(BaseModel):
    """Seconds from an alert's opening; shares are 0 to 1 of those that came to it."""

    count: int
    median_seconds: float | None
    p90_seconds: float | None
    within_5_minutes: float | None
    within_15_minutes: float | None


class AlertDayOut(BaseModel):
    """Alerts opened on a day."""

    day: date
    opened: int
    acknowledged: int
    closed: int
    median_seconds: float | None = Field(description="To acknowledge")


class AlertTimesOut(BaseModel):
    """How fast alerts were taken on and closed. `to_close` is none where alerts cannot be closed."""

    span: SpanOut
    opened: int
    waiting: int = Field(description="Of these, taken on by nobody yet")
    to_acknowledge: DelaysOut
    to_close: DelaysOut | None
    days: list[AlertDayOut]


class LoopOut(BaseModel):
    """What came of the stops: each step counts what began within the span; none: not measured in this deployment."""

    span: SpanOut
    stops: int
    alerts: int
    acknowledged: int
    closed: int | None
    cases: int
    contacts: int = Field(description="People shown as contacts under cases opened within the span")
    assigned: int | None = Field(description="Contacts handed to a division to follow up")
    reached: int | None = Field(description="Contacts whom somebody reached")


class DoorCountsOut(BaseModel):
    """One door's counts."""

    door_id: int
    name: str
    open: bool
    counts: VisitCounts


class PlainCount(BaseModel):
    """Visits and the stopped among them."""

    visits: int
    stops: int


class GuardCount(PlainCount):
    """Registered by one guard or the manager: with the venue's own people the masked name is enough."""

    name: str
    left: bool = Field(description="No longer bound to the venue")


class VenueCountsOut(BaseModel):
    """Drill-down to one venue, for officers."""

    span: SpanOut
    venue_id: int
    name: str
    type: NameOut
    division: DivisionRef
    department: str | None
    state: str
    last_at: datetime | None
    total: VisitCounts
    total_before: VisitCounts
    comparison: ComparisonOut
    series: list[PointOut]
    before: list[PointOut]
    doors: list[DoorCountsOut]
    guards: list[GuardCount]
    alerts: int
    waiting: int


class HourCount(PlainCount):
    """Of one hour; `at` is its first moment."""

    at: datetime


class DayCount(PlainCount):
    """Of one day."""

    day: date


class DoorCount(PlainCount):
    """At one door."""

    door_id: int
    name: str


class OwnVenueCounts(BaseModel):
    """A venue's numbers for its manager: counts only, never who came."""

    span: SpanOut
    total: PlainCount
    entries: int
    exits: int
    without_phone: int
    by_hour: list[HourCount] = Field(description="Hours with visits, of the last day of the span")
    by_day: list[DayCount]
    by_door: list[DoorCount]
    by_guard: list[GuardCount]
