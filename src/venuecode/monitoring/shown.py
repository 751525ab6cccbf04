"""Turns counts into answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from venuecode.identity.people.schemas import NameOut
from venuecode.kernel.text import Text
from venuecode.monitoring import schemas as out
from venuecode.monitoring.model import Counts, Days, Facet
from venuecode.monitoring.rules import ODD_WORDS, OddKind
from venuecode.monitoring.service import Active, Areas, Loop, Series
from venuecode.monitoring.store import Part
from venuecode.monitoring.venue import OwnCounts, VenueCounts
from venuecode.regions.model import Division
from venuecode.regions.service import Divisions
from venuecode.venues.classes import CLASS_NAMES, TYPES, VenueClass, VenueType

NO_DEPARTMENT = Text("未填写主管部门", "No supervising department")


def counts_out(counts: Counts) -> out.VisitCounts:
    """Return all measures of a set of visits."""
    c = counts
    return out.VisitCounts(
        visits=c.visits,
        stops=c.stops,
        entries=c.entries,
        exits=c.visits - c.entries,
        colours=out.ColoursOut(green=c.green, grey=c.grey, yellow=c.yellow, red=c.red),
        test_ages=out.AgesOut(
            h24=c.test_24h, h48=c.test_48h, h72=c.test_72h, d7=c.test_7d, older=c.test_older, none=c.no_test
        ),
        methods=out.MethodsOut.model_validate(
            {
                "self": c.by_self,
                "companion": c.companion,
                "card": c.card,
                "personal_code": c.personal_code,
                "document": c.document,
                "terminal": c.terminal,
                "typed": c.typed,
            }
        ),
        late=c.late,
        without_phone=c.without_phone,
        without_phone_share=round(c.without_phone / c.visits, 4) if c.visits else None,
    )


def type_name(code: str) -> NameOut:
    """Return a venue type with its names."""
    kind = TYPES.get(VenueType(code))
    return NameOut(code=code, zh=kind.name.zh if kind else code, en=kind.name.en if kind else code)


def facet_name(facet: Facet, key: str) -> NameOut:
    """Return a class, type or department with its names."""
    if facet is Facet.TYPE:
        return type_name(key)
    text = Text(key, key)
    if facet is Facet.CLASS:
        text = CLASS_NAMES[VenueClass(int(key))]
    elif not key:
        text = NO_DEPARTMENT
    return NameOut(code=key, zh=text.zh, en=text.en)


class Writer:
    """Writes answers about some days."""

    def __init__(self, divisions: Divisions, days: Days) -> None:
        self._divisions = divisions
        self._days = days

    def span(self, counted_until: datetime | None) -> out.SpanOut:
        return out.SpanOut(since=self._days.first, until=self._days.last, counted_until=counted_until)

    def division(self, code: str) -> out.DivisionRef:
        if not self._divisions.known(code):
            return out.DivisionRef(code=code, name_zh=code, name_en=code, has_children=False)
        return self._division(self._divisions.get(code))

    def _division(self, division: Division) -> out.DivisionRef:
        return out.DivisionRef(
            code=division.code,
            name_zh=division.name.zh,
            name_en=division.name.en,
            has_children=self._divisions.has_children(division.code),
        )

    def comparison(self, found: Series) -> out.ComparisonOut:
        now, before = found.compared, found.compared_before
        return out.ComparisonOut(
            until=found.compared_until,
            visits=now.visits,
            visits_before=before.visits,
            stops=now.stops,
            stops_before=before.stops,
            change=round((now.visits - before.visits) / before.visits, 4) if before.visits else None,
        )

    def scans(self, found: Series) -> out.ScansOut:
        return out.ScansOut(
            span=self.span(found.counted_until),
            series=_points(found.points),
            before=_points(found.before),
            total=counts_out(found.total),
            total_before=counts_out(found.total_before),
            comparison=self.comparison(found),
        )

    def active(self, found: Active, quiet_days: int) -> out.ActiveVenuesOut:
        return out.ActiveVenuesOut(
            span=self.span(found.counted_until),
            days=[out.ActiveDayOut(day=day, active=now, active_before=before) for day, now, before in found.days],
            venues=found.venues,
            never_scanned=found.never_scanned,
            quiet=found.quiet,
            quiet_days=quiet_days,
        )

    def areas(self, found: Areas, code: str) -> out.AreasOut:
        return out.AreasOut(
            span=self.span(found.counted_until),
            division=self.division(code),
            items=[
                out.AreaOut(
                    division=self._division(division),
                    counts=counts_out(part.counts),
                    venues=venues,
                    active_a_day=self._a_day(part),
                    visits_before=part.visits_before,
                    stops_before=part.stops_before,
                )
                for division, part, venues in found.items
            ],
            rest=counts_out(found.rest),
            total=counts_out(found.total),
        )

    def breakdown(
        self, facet: Facet, counted_until: datetime | None, rows: Sequence[tuple[str, Part, int]]
    ) -> out.BreakdownOut:
        return out.BreakdownOut(
            span=self.span(counted_until),
            items=[
                out.FacetOut(
                    key=facet_name(facet, key),
                    counts=counts_out(part.counts),
                    venues=venues,
                    active_a_day=self._a_day(part),
                    visits_before=part.visits_before,
                )
                for key, part, venues in rows
            ],
        )

    def _a_day(self, part: Part) -> float:
        return round(part.venue_days / self._days.length, 1)

    def venue_row(self, row: Any) -> out.VenueRowOut:
        return out.VenueRowOut(
            id=row["id"],
            name=row["full_name"],
            venue_class=row["class"],
            type=type_name(row["type"]),
            division=self.division(row["division_code"]),
            department=row["department"],
            state=row["state"],
            issued_at=row["issued_at"],
            last_at=row["last_at"],
            visits=int(row["visits"]),
            stops=int(row["stops"]),
        )

    def odd_door(self, row: Any) -> out.OddDoorOut:
        words = ODD_WORDS[OddKind(row["kind"])].filled(
            visits=row["visits"],
            days=row["days"],
            usual=round(row["usual"]),
            low=round(row["low"]),
            high=round(row["high"]),
        )
        return out.OddDoorOut(
            door_id=row["door_id"],
            door_name=row["door_name"],
            venue_id=row["venue_id"],
            venue_name=row["venue_name"],
            division=self.division(row["division_code"]),
            type=type_name(row["type"]),
            day=row["day"],
            visits=row["visits"],
            usual=round(row["usual"], 1),
            low=round(row["low"], 1),
            high=round(row["high"], 1),
            days=row["days"],
            kind=row["kind"],
            words=NameOut(code=row["kind"], zh=words.zh, en=words.en),
        )

    def alert_times(self, counted_until: datetime | None, days: Sequence[Any], total: Any) -> out.AlertTimesOut:
        return out.AlertTimesOut(
            span=self.span(counted_until),
            opened=total["opened"],
            waiting=total["opened"] - total["acknowledged"],
            to_acknowledge=_delays(total),
            to_close=_closings(total),
            days=[
                out.AlertDayOut(
                    day=row["day"],
                    opened=row["opened"],
                    acknowledged=row["acknowledged"],
                    closed=row["closed"],
                    median_seconds=_seconds(row["median_seconds"]),
                )
                for row in days
            ],
        )

    def loop(self, found: Loop) -> out.LoopOut:
        return out.LoopOut(
            span=self.span(found.counted_until),
            stops=found.stops,
            alerts=found.alerts,
            acknowledged=found.acknowledged,
            closed=found.closed,
            cases=found.cases,
            contacts=found.contacts,
            assigned=found.assigned,
            reached=found.reached,
        )

    def venue(self, found: VenueCounts) -> out.VenueCountsOut:
        venue = found.venue
        return out.VenueCountsOut(
            span=self.span(found.series.counted_until),
            venue_id=venue["id"],
            name=venue["full_name"],
            type=type_name(venue["type"]),
            division=self.division(venue["division_code"]),
            department=venue["department"],
            state=venue["state"],
            last_at=venue["last_at"],
            total=counts_out(found.series.total),
            total_before=counts_out(found.series.total_before),
            comparison=self.comparison(found.series),
            series=_points(found.series.points),
            before=_points(found.series.before),
            doors=[
                out.DoorCountsOut(
                    door_id=door["id"], name=door["name"], open=door["state"] == "open", counts=counts_out(counts)
                )
                for door, counts in found.doors
            ],
            guards=_guards(found.guards),
            alerts=found.alerts["opened"],
            waiting=found.alerts["opened"] - found.alerts["acknowledged"],
        )

    def own(self, found: OwnCounts) -> out.OwnVenueCounts:
        return out.OwnVenueCounts(
            span=self.span(found.counted_until),
            total=out.PlainCount(visits=found.total.visits, stops=found.total.stops),
            entries=found.total.entries,
            exits=found.total.visits - found.total.entries,
            without_phone=found.total.without_phone,
            by_hour=[out.HourCount(at=at, visits=one.visits, stops=one.stops) for at, one in found.hours],
            by_day=[out.DayCount(day=day, visits=one.visits, stops=one.stops) for day, one in found.days],
            by_door=[
                out.DoorCount(door_id=door["id"], name=door["name"], visits=one.visits, stops=one.stops)
                for door, one in found.doors
            ],
            by_guard=_guards(found.guards),
        )


def _guards(rows: Sequence[Any]) -> list[out.GuardCount]:
    return [
        out.GuardCount(name=row["name"], visits=int(row["visits"]), stops=int(row["stops"]), left=not row["bound"])
        for row in rows
    ]


def _points(points: Sequence[tuple[datetime, Counts]]) -> list[out.PointOut]:
    return [out.PointOut(at=at, counts=counts_out(counts)) for at, counts in points]


def _delays(row: Any) -> out.DelaysOut:
    within = row["within_5_minutes"], row["within_15_minutes"]
    return _delays_out(row["acknowledged"], row["median_seconds"], row["p90_seconds"], within)


def _closings(row: Any) -> out.DelaysOut:
    within = row["closed_within_5_minutes"], row["closed_within_15_minutes"]
    return _delays_out(row["closed"], row["median_closed_seconds"], row["p90_closed_seconds"], within)


def _delays_out(count: int, median: float | None, p90: float | None, within: tuple[int, int]) -> out.DelaysOut:
    five, fifteen = (round(one / count, 4) if count else None for one in within)
    return out.DelaysOut(
        count=count,
        median_seconds=_seconds(median),
        p90_seconds=_seconds(p90),
        within_5_minutes=five,
        within_15_minutes=fifteen,
    )


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
