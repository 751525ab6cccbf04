"""Who counts as old or young, and until when a card is good."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from venuecode.passes.cards.rules import AgeGroup, age_group, born_within, valid_until

TODAY = date(2026, 5, 6)


@pytest.mark.parametrize(
    ("born", "group"),
    [
        ("1966-05-06", AgeGroup.FROM_60),
        ("1966-05-07", None),
        ("2008-05-06", None),
        ("2008-05-07", AgeGroup.UNDER_18),
        ("2026-05-06", AgeGroup.UNDER_18),
        ("1908-02-29", AgeGroup.FROM_60),
        (None, None),
    ],
)
def test_groups_change_on_the_birthday(born: str | None, group: AgeGroup | None):
    assert age_group(date.fromisoformat(born) if born else None, TODAY) is group


@given(some.dates(date(1900, 1, 1), date(2030, 12, 31)), some.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_the_ranges_asked_of_the_database_are_the_groups(born: date, today: date):
    for group in AgeGroup:
        first, last = born_within(group, today)
        if born <= today:
            assert (first <= born <= last) is (age_group(born, today) is group)


def test_a_card_is_good_through_its_whole_last_day_in_shanghai():
    assert valid_until(TODAY, 90) == datetime(2026, 8, 4, 16, tzinfo=UTC)
