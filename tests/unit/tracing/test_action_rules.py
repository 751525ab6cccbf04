"""Rules of notices, of public counts and of the report's map: pure."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from venuecode.infra.sheets.words import FORMULA_SIGNS, guarded, unguarded
from venuecode.tracing.cases.rules import told
from venuecode.tracing.exports.report import plot_of
from venuecode.tracing.notices.model import Urgency
from venuecode.tracing.notices.rules import needs_second_officer, sms_text, words_of


@pytest.mark.parametrize(
    ("people", "told_today", "waits"),
    [(200, 0, False), (201, 0, True), (100, 100, False), (100, 101, True), (1, 200, True)],
)
def test_small_notices_in_a_row_do_not_pass_the_brake(people: int, told_today: int, waits: bool):
    assert needs_second_officer(people, told_today, 200) is waits


@pytest.mark.parametrize("urgency", list(Urgency))
@pytest.mark.parametrize("venue", [None, "古城餐馆 {day} %s"])
def test_a_notice_says_the_day_and_the_venue_in_both_languages_and_what_to_do(urgency: Urgency, venue: str | None):
    words = words_of(urgency, date(2026, 9, 4), venue)
    for said in (words.body.zh, words.body.en):
        assert "2026-09-04" in said
        assert venue is None or venue in said
    assert len(words.todo) == 3
    assert all(text.zh and text.en for text in (words.title, *words.todo))
    assert len(sms_text(urgency).splitlines()) == 2
    assert "2026" not in sms_text(urgency)


@given(some.integers(0, 10**9), some.integers(2, 1000))
def test_a_public_count_hides_what_is_small_and_never_says_too_much(count: int, least: int):
    shown = told(count, least)
    assert (shown is None) == (count < least)
    assert shown is None or (shown % least == 0 and 0 <= count - shown < least)


@given(some.text(max_size=20))
def test_the_guard_before_a_formula_is_taken_away_again(cell: str):
    assert not guarded(cell).startswith(FORMULA_SIGNS)
    if not cell.startswith("'"):
        assert unguarded(guarded(cell)) == cell


@given(some.lists(some.tuples(some.floats(18, 53), some.floats(73, 135)), min_size=1, max_size=30))
def test_every_place_lies_on_the_map_north_up_and_the_way_visits_all(places: list[tuple[float, float]]):
    plot = plot_of([(number, *place) for number, place in enumerate(places)])
    assert all(0.07 <= point.x <= 0.93 and 0.07 <= point.y <= 0.93 for point in plot.points)
    assert sorted(number for point in plot.points for number in point.numbers) == list(range(len(places)))
    assert len(plot.way) == len(places)
    for number, (latitude, _) in enumerate(places):
        point = plot.points[plot.way[number]]
        assert all(point.y <= plot.points[plot.way[n]].y for n, other in enumerate(places) if other[0] < latitude)


def test_without_places_there_is_no_map():
    assert plot_of([]).points == []
