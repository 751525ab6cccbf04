"""When a door's count of a day does not fit its past."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venuecode.monitoring.rules import LEAST_USUAL, ODD_WORDS, OddKind, Past, odd_door


def past(today: int, *before: int) -> Past:
    """`before` is yesterday first; days without a visit have no row."""
    counts = dict(enumerate((today, *before)))
    return Past(1, {ago: n for ago, n in counts.items() if n})


ORDINARY = (210, 190, 205, 195, 200, 198, 202, 207, 193)


@pytest.mark.parametrize(
    ("today", "before", "kind"),
    [
        (200, ORDINARY, None),
        (120, ORDINARY, None),  # far out, but not less than half
        (390, ORDINARY, None),
        (99, ORDINARY, OddKind.LOW),
        (0, ORDINARY, OddKind.SILENT),
        (405, ORDINARY, OddKind.HIGH),
        (0, (200, 190, 210, 205), None),  # too little past
        (0, (9, 12, 8, 11, 10, 9, 12), None),  # too few a day: leaps by itself
        (2000, (9, 12, 8, 11, 10, 9, 12), None),
        (0, (200, 190, 210, 205, 195, 200, 0, 204), None),  # closed on this weekday a week ago, too
        (600, (200, 190, 210, 205, 195, 200, 590, 204), None),  # market day
        (210, (30, 35, 28) * 9, OddKind.HIGH),
    ],
)
def test_a_count_is_odd_if_it_is_far_from_the_median_and_from_half_or_twice_of_it(
    today: int, before: tuple[int, ...], kind: OddKind | None
):
    found = odd_door(past(today, *before))
    assert (found and found.kind) == kind


def test_with_three_weeks_of_past_only_the_same_weekday_counts():
    working, sunday = 400, 40
    weeks = [sunday if ago % 7 == 0 else working for ago in range(1, 29)]
    assert odd_door(past(sunday, *weeks)) is None
    found = odd_door(past(working, *weeks))
    assert found is not None
    assert (found.kind, found.usual, found.days) == (OddKind.HIGH, sunday, 4)


@given(st.lists(st.integers(0, 500), min_size=5, max_size=28), st.integers(0, 2000))
def test_what_is_told_explains_the_finding(before: list[int], today: int):
    found = odd_door(past(today, *before))
    if found is None:
        return
    assert found.usual >= LEAST_USUAL
    assert not found.low <= today <= found.high or today == 0
    assert found.low <= found.usual / 2
    assert found.high >= found.usual * 2
    assert found.strength > 0
    text = ODD_WORDS[found.kind].filled(visits=today, days=found.days, usual=found.usual, low=1, high=2)
    assert "{" not in text.zh + text.en
