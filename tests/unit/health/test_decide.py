from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venuecode.health.checks import ORDERED
from venuecode.health.model import (
    Declared,
    DeclaredFact,
    Facts,
    OrderFact,
    Outcome,
    TestFact,
    TestResult,
)
from venuecode.health.policy.document import Policy
from venuecode.health.policy.table import shipped_policy
from venuecode.health.reasons import STATUS_REASONS, WORDS, Reason
from venuecode.health.rules import decide, standings, steps_of
from venuecode.kernel.verdict import Colour

NOON = datetime(2026, 5, 6, 4, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = shipped_policy()
G, GREY, Y, R = Colour.GREEN, Colour.GREY, Colour.YELLOW, Colour.RED


def order(reason: Reason, starts: float = 0, ends: float | None = None, colour: Colour | None = None, n: int = 1):
    """An order that starts so many days after noon."""
    ends_at = None if ends is None else NOON + ends * DAY
    return OrderFact(n, reason, colour, NOON + starts * DAY, ends_at, "officer:371502")


def sampled(result: TestResult, days: float = 0, n: int = 9, resulted: float | None = None) -> TestFact:
    return TestFact(n, result, NOON + days * DAY, None if resulted is None else NOON + resulted * DAY, "lab:市检测中心")


def colours(facts: Facts, *days: float, policy: Policy = POLICY) -> list[Colour]:
    return [decide(facts, policy, NOON + day * DAY).colour for day in days]


@pytest.mark.parametrize(
    ("reason", "days", "expected"),
    [
        (Reason.CONFIRMED_CASE, (0, 29.9, 30, 36.9, 37), (R, R, Y, Y, G)),
        (Reason.ASYMPTOMATIC, (0, 29.9, 30, 36.9, 37), (R, R, Y, Y, G)),
        (Reason.RECOVERING, (-0.1, 0, 6.9, 7), (G, Y, Y, G)),
        (Reason.CLOSE_CONTACT, (-0.1, 0, 4.9, 5, 7.9, 8), (G, R, R, Y, Y, G)),
        (Reason.INBOUND, (0, 4.9, 5, 7.9, 8), (R, R, Y, Y, G)),
        (Reason.REGION_REQUEST, (0, 6.9, 7), (Y, Y, G)),
        (Reason.LEFT_HIGH_RISK_AREA, (0, 6.9, 7), (Y, Y, G)),
        (Reason.HIGH_RISK_AREA, (0, 4.9, 5), (Y, Y, G)),
        (Reason.HIGH_RISK_POST, (0, 4.9, 5), (Y, Y, G)),
        (Reason.TEST_MISSED, (0, 6.9, 7), (GREY, GREY, G)),
    ],
)
def test_each_order_runs_by_the_schedule_of_shandong_2022(
    reason: Reason, days: tuple[float, ...], expected: tuple[Colour, ...]
):
    assert tuple(colours(Facts(orders=(order(reason),)), *days)) == expected


@pytest.mark.parametrize("colour", [GREY, Y, R])
def test_what_another_province_pushes_is_that_colour_for_seven_days_or_until_its_own_end(colour: Colour):
    pushed = Facts(orders=(order(Reason.OTHER_PROVINCE, colour=colour),))
    assert colours(pushed, 0, 6.9, 7) == [colour, colour, G]
    ended = Facts(orders=(order(Reason.OTHER_PROVINCE, ends=2, colour=colour),))
    assert colours(ended, 1.9, 2) == [colour, G]


def test_the_table_above_names_every_reason():
    tried = {Reason.POSITIVE_TEST, Reason.OTHER_PROVINCE, Reason.SELF_DECLARED}
    assert tried | (ORDERED - {Reason.OTHER_PROVINCE}) == STATUS_REASONS


def test_a_positive_test_is_red_for_seven_days_and_no_negative_test_shortens_it():
    facts = Facts(tests=(sampled(TestResult.POSITIVE), sampled(TestResult.NEGATIVE, 1, 10)))
    assert colours(facts, 0, 2, 6.9, 7) == [R, R, R, G]


def test_a_case_that_leaves_hospital_goes_from_red_to_seven_days_of_yellow():
    facts = Facts(
        tests=(sampled(TestResult.POSITIVE),),
        orders=(order(Reason.CONFIRMED_CASE), order(Reason.RECOVERING, starts=4, n=2)),
    )
    assert colours(facts, 3.9, 4, 10.9, 11) == [R, Y, Y, G]


def test_a_negative_test_sampled_later_lifts_the_grey_of_a_missed_test_when_its_result_is_there():
    missed = order(Reason.TEST_MISSED)
    before = sampled(TestResult.NEGATIVE, -0.5)
    after = sampled(TestResult.NEGATIVE, 1, 10, resulted=1.5)
    assert colours(Facts(tests=(before,), orders=(missed,)), 2) == [GREY]
    assert colours(Facts(tests=(before, after), orders=(missed,)), 1.4, 1.5) == [GREY, G]


def test_an_end_of_its_own_cuts_a_schedule_short_or_draws_out_its_last_step():
    contact = Reason.CLOSE_CONTACT
    assert colours(Facts(orders=(order(contact, ends=3),)), 2.9, 3) == [R, G]
    assert colours(Facts(orders=(order(contact, ends=6),)), 4.9, 5, 6) == [R, Y, G]
    assert colours(Facts(orders=(order(contact, ends=12),)), 4.9, 5, 11.9, 12) == [R, Y, Y, G]
    assert colours(Facts(orders=(order(contact, ends=400),)), 59.9, 60) == [Y, G]


def test_a_declaration_changes_no_colour_unless_the_policy_says_so():
    facts = Facts(declared=(DeclaredFact(3, Declared.SYMPTOMS, NOON),))
    assert colours(facts, 0) == [G]
    document = POLICY.model_dump(mode="json")
    document["reasons"]["self_declared"] = {"steps": [{"colour": "grey", "days": 3}], "lifted_by_negative": True}
    stricter = Policy.model_validate(document)
    assert colours(facts, 0, 2.9, 3, policy=stricter) == [GREY, GREY, G]
    nothing = Facts(declared=(DeclaredFact(3, Declared.NOTHING, NOON),))
    assert colours(nothing, 0, policy=stricter) == [G]


def test_a_policy_may_ask_for_a_test_every_seven_days():
    document = POLICY.model_dump(mode="json")
    document["tests"] |= {"routine_hours": 168, "routine_colour": "yellow", "grace_hours": 12}
    weekly = Policy.model_validate(document)
    facts = Facts(tests=(sampled(TestResult.NEGATIVE, -3), sampled(TestResult.NEGATIVE, 0, 10)))
    assert colours(facts, 7.4, 7.5, 59.9, 60, policy=weekly) == [G, Y, Y, G]
    assert colours(Facts(), 100, policy=weekly) == [G]


def test_all_reasons_are_told_the_worst_first_with_source_start_and_end():
    facts = Facts(orders=(order(Reason.HIGH_RISK_AREA, -1, n=4), order(Reason.CLOSE_CONTACT, -2, n=5)))
    outcome = decide(facts, POLICY, NOON)
    assert [(r.reason, r.colour, r.fact_id, r.source) for r in outcome.reasons] == [
        (Reason.CLOSE_CONTACT, R, 5, "officer:371502"),
        (Reason.HIGH_RISK_AREA, Y, 4, "officer:371502"),
    ]
    assert (outcome.since, outcome.until) == (NOON - 2 * DAY, NOON + 3 * DAY)
    assert outcome.next_change == NOON + 3 * DAY
    assert [step.colour for step in outcome.steps] == [R, Y, Y]


def test_a_colour_lasts_through_a_change_of_its_reasons():
    facts = Facts(orders=(order(Reason.HIGH_RISK_AREA, n=1), order(Reason.LEFT_HIGH_RISK_AREA, 3, n=2)))
    outcome = decide(facts, POLICY, NOON + 4 * DAY)
    assert (outcome.since, outcome.until, outcome.next_change) == (NOON, NOON + 10 * DAY, NOON + 5 * DAY)


def test_what_is_yet_to_come_is_known_while_green():
    outcome = decide(Facts(orders=(order(Reason.INBOUND, 2),)), POLICY, NOON)
    assert (outcome.colour, outcome.next_change, outcome.until) == (G, NOON + 2 * DAY, NOON + 2 * DAY)


def kinds(outcome: Outcome) -> list[Reason]:
    return list(dict.fromkeys(standing.reason for standing in outcome.reasons))


days = st.integers(-40, 40).map(float)
ids = st.integers(1, 99)
orders = st.builds(
    lambda reason, starts, lasts, colour, n: order(
        reason,
        starts,
        None if lasts is None else starts + lasts,
        colour if reason is Reason.OTHER_PROVINCE else None,
        n,
    ),
    st.sampled_from(sorted(ORDERED)),
    days,
    st.none() | st.integers(1, 60),
    st.sampled_from([GREY, Y, R]),
    ids,
)
tests = st.builds(sampled, st.sampled_from(TestResult), days, ids, st.none())
facts_of = st.builds(Facts, st.lists(tests, max_size=4).map(tuple), st.lists(orders, max_size=4).map(tuple))
moments = st.integers(-40 * 24, 140 * 24).map(lambda hours: NOON + timedelta(hours=hours))


@given(facts_of, orders.filter(lambda o: o.reason is not Reason.RECOVERING), moments)
def test_another_order_never_gives_a_better_colour(facts: Facts, more: OrderFact, moment: datetime):
    worse = Facts(facts.tests, (*facts.orders, more))
    assert decide(worse, POLICY, moment).colour >= decide(facts, POLICY, moment).colour


@given(facts_of, days, moments)
def test_a_positive_test_never_gives_a_better_colour(facts: Facts, day: float, moment: datetime):
    worse = Facts((*facts.tests, sampled(TestResult.POSITIVE, day, 77)), facts.orders)
    assert decide(worse, POLICY, moment).colour >= decide(facts, POLICY, moment).colour


@given(facts_of, moments, st.randoms())
def test_the_order_of_facts_does_not_matter(facts: Facts, moment: datetime, chance):
    some, others = list(facts.tests), list(facts.orders)
    chance.shuffle(some)
    chance.shuffle(others)
    assert decide(Facts(tuple(some), tuple(others)), POLICY, moment) == decide(facts, POLICY, moment)


@given(facts_of)
def test_nothing_lasts_for_ever(facts: Facts):
    assert decide(facts, POLICY, NOON + (40 + 60 + 1) * DAY).colour is G


@given(facts_of, moments)
def test_going_from_change_to_change_agrees_with_deciding_afresh(facts: Facts, moment: datetime):
    told = decide(facts, POLICY, moment)
    for _ in range(40):
        if told.next_change is None:
            return
        assert told.next_change > moment
        just_before = decide(facts, POLICY, told.next_change - timedelta(microseconds=1))
        assert (just_before.colour, kinds(just_before)) == (told.colour, kinds(told))
        moment = told.next_change
        told = decide(facts, POLICY, moment)
    pytest.fail("it never ends")


@given(facts_of, moments)
def test_no_colour_stands_without_a_listed_reason_that_lasts(facts: Facts, moment: datetime):
    outcome = decide(facts, POLICY, moment)
    assert (outcome.colour is G) == (not outcome.reasons)
    assert all(r.since <= moment < r.until and r.source and r.fact_id for r in outcome.reasons)
    assert all(r.reason in WORDS for r in outcome.reasons)


@given(facts_of)
def test_steps_are_in_order_and_do_not_overlap(facts: Facts):
    steps = steps_of(standings(facts, POLICY))
    assert all(step.since < step.until and step.colour is not G and step.reasons for step in steps)
    assert all(a.until <= b.since for a, b in pairwise(steps))
