"""Series and comparisons: like is compared with like, also in the middle of a day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from venuecode.monitoring.model import Bucket, Counts, Days, day_of, midnight
from venuecode.monitoring.rules import EPOCH, quiet_since, reach_of, spans_of
from venuecode.monitoring.service import series

TODAY = date(2026, 5, 6)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOON = datetime(2026, 5, 6, 4, 20, tzinfo=UTC)
"""12:20 in Shanghai."""


def test_days_begin_at_midnight_in_shanghai():
    assert midnight(TODAY) == datetime(2026, 5, 5, 16, tzinfo=UTC)
    assert day_of(midnight(TODAY)) == TODAY
    assert day_of(midnight(TODAY) - timedelta(microseconds=1)) == TODAY - DAY
    assert Days(TODAY - 6 * DAY, TODAY).before == Days(TODAY - 13 * DAY, TODAY - 7 * DAY)


@pytest.mark.parametrize(
    ("counted_until", "until", "whole_days"),
    [
        (None, midnight(TODAY - DAY), 0),
        (midnight(TODAY - DAY) - HOUR, midnight(TODAY - DAY), 0),
        (NOON, NOON.replace(minute=0), 1),
        (NOON - DAY, NOON.replace(minute=0) - DAY, 0),
        (midnight(TODAY + DAY), midnight(TODAY + DAY), 2),
    ],
)
def test_a_period_is_compared_up_to_the_last_full_hour_that_is_counted(
    counted_until: datetime | None, until: datetime, whole_days: int
):
    assert reach_of(Days(TODAY - DAY, TODAY), counted_until) == (until, whole_days)


@pytest.mark.parametrize("bucket", list(Bucket))
def test_today_so_far_is_compared_with_the_same_hours_of_the_days_before(bucket: Bucket):
    """Ten an hour in both weeks; this week's run until 12:20."""
    days = Days(TODAY - DAY, TODAY)
    hourly = {}
    moment = days.before.since
    while moment <= NOON:
        hourly[moment] = Counts(visits=3 if moment == NOON.replace(minute=0) else 10)
        moment += HOUR
    daily: dict[date, Counts] = {}
    for hour, counts in hourly.items():
        daily[day_of(hour)] = daily.get(day_of(hour), Counts()) + counts
    found = series(days, bucket, daily, hourly, NOON, reach_of(days, NOON))
    assert found.compared == found.compared_before == Counts(visits=360)
    assert (found.total.visits, found.total_before.visits) == (363, 480)
    assert len(found.before) == (48 if bucket is Bucket.HOUR else 2)
    assert len(found.points) == (37 if bucket is Bucket.HOUR else 2)
    assert sum((counts for _, counts in found.points), Counts()) == found.total
    assert sum((counts for _, counts in found.before), Counts()) == found.total_before


def test_a_venue_is_quiet_after_full_days_without_a_visit():
    assert quiet_since(NOON, 3) == midnight(TODAY - 3 * DAY)


@pytest.mark.parametrize(("length", "most"), [(1, 1), (7, 4), (31, 7), (90, 18)])
def test_days_are_made_up_of_few_spans_that_neither_overlap_nor_leave_a_day_out(length: int, most: int):
    for shift in range(16):
        days = Days(TODAY + shift * DAY, TODAY + (shift + length - 1) * DAY)
        spans = spans_of(days)
        covered = [first + n * DAY for span, first in spans for n in range(span)]
        assert covered == [days.first + n * DAY for n in range(length)]
        assert len(spans) <= most
        assert all((first - EPOCH).days % span == 0 for span, first in spans)
