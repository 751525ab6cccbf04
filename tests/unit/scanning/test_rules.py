from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venuecode.health.model import NOTHING_KNOWN, Status, Step, TestResult
from venuecode.health.reasons import STATUS_REASONS, WORDS, Reason
from venuecode.kernel.verdict import Colour, Direction, Verdict
from venuecode.scanning.rules import LATE, PASSED, badge_of, decide, moment_of

NOON = datetime(2026, 5, 6, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
RED = NOTHING_KNOWN._replace(
    steps=(Step(Colour.RED, NOON - HOUR, NOON + HOUR, (Reason.CONFIRMED_CASE,)),), updated_at=NOON - HOUR
)


def with_colour(status: Status, colour: Colour) -> Status:
    return status._replace(steps=tuple(step._replace(colour=colour) for step in status.steps if colour))


def sampled(hours_ago: float, result: TestResult = TestResult.NEGATIVE) -> Status:
    return NOTHING_KNOWN._replace(test_at=NOON - hours_ago * HOUR, test_result=result)


def test_nobody_is_stopped_for_nothing_being_known():
    assert decide(NOTHING_KNOWN, None, Direction.IN, NOON) == PASSED


@pytest.mark.parametrize("colour", [Colour.GREY, Colour.YELLOW, Colour.RED])
def test_every_colour_but_green_stops_and_says_why_and_until_when(colour: Colour):
    decision = decide(with_colour(RED, colour), None, Direction.IN, NOON)
    assert decision.verdict is Verdict.STOP
    assert decision.colour is colour
    assert decision.reasons == (Reason.CONFIRMED_CASE,)
    assert decision.until == NOON + HOUR


@pytest.mark.parametrize("moment", [NOON + HOUR, NOON + timedelta(days=400), NOON - 2 * HOUR])
def test_a_colour_ends_by_itself_and_does_not_begin_early(moment: datetime):
    assert decide(RED, None, Direction.IN, moment) == PASSED


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (NOTHING_KNOWN, Reason.DEMAND_NO_TEST),
        (sampled(48.1), Reason.DEMAND_TEST_TOO_OLD),
        (sampled(2, TestResult.POSITIVE), Reason.DEMAND_TEST_POSITIVE),
        (sampled(48), None),
    ],
)
def test_a_venue_may_demand_a_negative_test_within_48_hours(status: Status, reason: Reason | None):
    decision = decide(status, 48, Direction.IN, NOON)
    assert decision.reasons == (() if reason is None else (reason,))
    assert decision.colour is (Colour.GREEN if reason is None else Colour.GREY)


def test_a_demand_does_not_hold_anybody_inside():
    assert decide(NOTHING_KNOWN, 48, Direction.OUT, NOON) == PASSED


def test_every_reason_is_told_the_status_first():
    assert decide(RED, 48, Direction.IN, NOON).reasons == (Reason.CONFIRMED_CASE, Reason.DEMAND_NO_TEST)


moments = st.integers(0, 10**7).map(lambda seconds: NOON + timedelta(seconds=seconds))
statuses = st.builds(
    Status,
    steps=st.builds(
        Step,
        st.sampled_from(list(Colour)[1:]),
        moments,
        moments,
        st.sampled_from(sorted(STATUS_REASONS)).map(lambda r: (r,)),
    ).map(lambda step: (step,)),
    test_at=st.none() | moments,
    test_result=st.none() | st.sampled_from(TestResult),
    vaccinated_doses=st.integers(0, 5),
    vaccinated_on=st.none(),
    updated_at=moments,
)
demands = st.none() | st.integers(1, 400)


@given(statuses, demands, st.sampled_from(Direction), moments)
def test_a_worse_colour_never_gives_a_better_verdict(status, demand, direction, moment):
    decisions = [decide(with_colour(status, colour), demand, direction, moment) for colour in Colour]
    assert [d.colour for d in decisions] == sorted(d.colour for d in decisions)
    assert [d.verdict for d in decisions] == sorted(d.verdict for d in decisions)


@given(statuses, demands, st.sampled_from(Direction), moments)
def test_only_green_passes_and_every_stop_has_a_reason(status, demand, direction, moment):
    decision = decide(status, demand, direction, moment)
    assert (decision.verdict is Verdict.PASS) == (decision.colour is Colour.GREEN) == (decision.reasons == ())


@given(statuses, demands, st.integers(1, 400), moments)
def test_a_stricter_demand_never_lets_more_people_in(status, demand, hours, moment):
    lax = decide(status, None if demand is None else demand + hours, Direction.IN, moment)
    strict = decide(status, hours if demand is None else demand, Direction.IN, moment)
    assert strict.verdict >= lax.verdict


def test_a_scan_of_now_is_decided_as_of_now_and_a_late_one_as_of_then():
    assert moment_of(NOON - LATE, NOON) == NOON
    assert moment_of(NOON + LATE, NOON) == NOON
    late = NOON - LATE - timedelta(seconds=1)
    assert moment_of(late, NOON) == late


@pytest.mark.parametrize(
    ("hours", "badge"), [(0, "24h"), (24, "24h"), (25, "48h"), (72, "72h"), (168, "7d"), (169, None)]
)
def test_badges_are_the_smallest_window(hours: int, badge: str | None):
    assert badge_of(NOON - hours * HOUR, NOON) == badge


def test_every_reason_has_words_in_both_languages():
    assert set(WORDS) == set(Reason)
    assert all(text.zh and text.en for w in WORDS.values() for text in (w.title, w.advice, w.guard))


def test_what_the_guard_reads_is_for_the_guard():
    assert all(words.guard != words.advice and "Stay where you are" not in words.guard.en for words in WORDS.values())
    assert len({w.code for w in WORDS.values()}) == len(WORDS)
