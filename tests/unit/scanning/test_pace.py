"""One person's scans within ten seconds."""

from datetime import UTC, datetime, timedelta

from venuecode.scanning.pace import Pace

NOON = datetime(2022, 9, 4, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_beyond_the_limit_the_person_waits_until_the_span_is_over():
    pace = Pace(2)
    assert [pace.wait_of(7, NOON + n * SECOND) for n in range(4)] == [0, 0, 8, 7]
    assert pace.wait_of(7, NOON + 10 * SECOND) == 0


def test_others_do_not_wait():
    pace = Pace(1)
    assert [pace.wait_of(person, NOON) for person in (7, 7, 8)] == [0, 10, 0]
