"""What is counted at doors, over which days and for whom; no people, only numbers."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Self

from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text
from venuecode.regions.rules import Scope
from venuecode.venues.classes import VenueClass

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counts:
    """The measures of a set of visits, in the order of the rollups' columns. What they leave over is derived."""

    visits: int = 0
    stops: int = 0
    entries: int = 0
    grey: int = 0
    yellow: int = 0
    red: int = 0
    test_24h: int = 0
    test_48h: int = 0
    test_72h: int = 0
    test_7d: int = 0
    test_older: int = 0
    companion: int = 0
    card: int = 0
    personal_code: int = 0
    document: int = 0
    terminal: int = 0
    typed: int = 0
    late: int = 0

    @classmethod
    def of(cls, row: Any) -> Self:
        """Return the measures that a row holds."""
        return cls(**{name: int(row[name]) for name in MEASURES})

    def __add__(self, other: "Counts") -> "Counts":
        """Return the measures of both sets together."""
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in MEASURES})

    def __sub__(self, other: "Counts") -> "Counts":
        """Return the measures of what is left when a part is taken away."""
        return Counts(**{name: getattr(self, name) - getattr(other, name) for name in MEASURES})

    @property
    def green(self) -> int:
        """Visits of people who were green."""
        return self.visits - self.grey - self.yellow - self.red

    @property
    def no_test(self) -> int:
        """Visits of people of whom no test was known."""
        return self.visits - self.test_24h - self.test_48h - self.test_72h - self.test_7d - self.test_older

    @property
    def by_self(self) -> int:
        """Visits that people registered with their own phone."""
        return self.visits - self.companion - self.personal_code - self.terminal - self.without_phone

    @property
    def without_phone(self) -> int:
        """Visits registered for people without a phone: by paper card, by document, typed in."""
        return self.card + self.document + self.typed


MEASURES = tuple(field.name for field in fields(Counts))


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days of Shanghai, the last one included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        """The first moment."""
        return midnight(self.first)

    @property
    def until(self) -> datetime:
        """The first moment after."""
        return midnight(self.last + DAY)

    @property
    def before(self) -> "Days":
        """As many days just before: what these are compared with."""
        return Days(self.first - self.length * DAY, self.first - DAY)


def midnight(day: date) -> datetime:
    """Return when a day begins in Shanghai, in UTC."""
    return datetime.combine(day, time(), SHOWN_ZONE).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """Return the day of Shanghai in which a moment lies."""
    return moment.astimezone(SHOWN_ZONE).date()


@dataclass(frozen=True, slots=True)
class View:
    """What a dashboard looks at: a division and all under it, days, and venues of a class, type or department."""

    scope: Scope
    days: Days
    venue_class: VenueClass | None = None
    type: str | None = None
    department: str | None = None

    @property
    def trade(self) -> dict[str, Any]:
        """The filters by trade, as the queries take them."""
        return {"venue_class": self.venue_class, "type": self.type, "department": self.department}


class Bucket(StrEnum):
    """How finely a series is cut."""

    HOUR = "hour"
    DAY = "day"


class Facet(StrEnum):
    """By what venues are told apart in a breakdown."""

    CLASS = "class"
    TYPE = "type"
    DEPARTMENT = "department"


class Which(StrEnum):
    """Lists of venues."""

    NEVER_SCANNED = "never_scanned"
    QUIET = "quiet"
    BUSIEST = "busiest"
    MOST_STOPS = "most_stops"


class Table(StrEnum):
    """What can be taken away as a sheet."""

    SCANS = "scans"
    ACTIVE_VENUES = "active-venues"
    AREAS = "areas"
    BREAKDOWN = "breakdown"
    VENUES = "venues"
    ODD_DOORS = "odd-doors"
    ALERTS = "alerts"
    LOOP = "loop"
    DOORS = "doors"
    GUARDS = "guards"

    @property
    def of_venue(self) -> bool:
        """Whether it tells of one venue only."""
        return self in {Table.DOORS, Table.GUARDS}


class SpanTooLong(DomainError):
    """More days than a question may span."""

    code = "monitoring.span_too_long"
    status = 422
    text = Text("时间范围最长 {days} 天", "The range can be at most {days} days")


class SpanBackwards(DomainError):
    """The last day lies before the first."""

    code = "monitoring.span_backwards"
    status = 422
    text = Text("结束日期早于开始日期", "The last day lies before the first")
