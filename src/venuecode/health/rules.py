"""What facts mean by a policy: pure. Colour, all reasons, since, until, and the steps that are to come (ADR 0010).

Every reason makes stretches of colour in time; at a moment the worst stretch gives the colour and all of them the
reasons. So no fact can make a colour better by being added, but for those whose rule says that they end another
(`lifted_by_negative`, `ended_by`), and everything ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from venuecode.health.model import Facts, OrderFact, Outcome, Standing, Status, Step, TestResult
from venuecode.health.policy.document import Policy, ReasonRule
from venuecode.health.reasons import Reason
from venuecode.kernel.verdict import Colour

KEPT = timedelta(days=7)
"""How far back steps are kept: scans made without a network are decided as of their own moment (ADR 0005)."""
ROUTINE = "policy"
"""The source of a colour that no fact brought but the lack of one."""


def decide(facts: Facts, policy: Policy, now: datetime) -> Outcome:
    """Return what `policy` makes of `facts` at `now`."""
    spans = standings(facts, policy)
    return outcome_at(steps_of(spans), spans, now)


def step_at(steps: Iterable[Step], moment: datetime) -> Step | None:
    """Return the step in force at a moment; none: green."""
    for step in steps:
        if step.since <= moment < step.until:
            return step
    return None


def colour_at(status: Status, moment: datetime) -> tuple[Colour, Reason | None]:
    """Return the colour in force at a moment and its worst reason."""
    step = step_at(status.steps, moment)
    return (Colour.GREEN, None) if step is None else (step.colour, step.reasons[0])


def free_from(steps: Sequence[Step], moment: datetime) -> datetime | None:
    """Return when the person is green again, if nothing new happens; none if green at `moment`."""
    end = None
    for step in steps:
        if step.since <= (end or moment) < step.until:
            end = step.until
    return end


def standings(facts: Facts, policy: Policy) -> list[Standing]:
    """Return every stretch of every reason, in no particular order."""
    spans = [span for order in _as_orders(facts) for span in _schedule(order, facts, policy)]
    routine = _routine(facts, policy)
    return [span for span in (*spans, *routine) if span.since < span.until]


def steps_of(spans: Sequence[Standing]) -> tuple[Step, ...]:
    """Return the stretches laid over each other: ordered, not overlapping, neighbours different."""
    moments = sorted({moment for span in spans for moment in (span.since, span.until)})
    steps: list[Step] = []
    for since, until in pairwise(moments):
        there = _worst_first(span for span in spans if span.since <= since < span.until)
        if not there:
            continue
        step = Step(there[0].colour, since, until, tuple(dict.fromkeys(span.reason for span in there)))
        if steps and steps[-1].until == since and (steps[-1].colour, steps[-1].reasons) == (step.colour, step.reasons):
            step = step._replace(since=steps.pop().since)
        steps.append(step)
    return tuple(steps)


def outcome_at(steps: Sequence[Step], spans: Iterable[Standing], now: datetime) -> Outcome:
    """Return the outcome at a moment of stretches and the steps made of them."""
    coming = tuple(step for step in steps if step.until > now)
    if not coming or coming[0].since > now:
        next_change = coming[0].since if coming else None
        return Outcome(Colour.GREEN, until=next_change, next_change=next_change, steps=coming)
    here = coming[0]
    since, until = here.since, here.until
    for step in reversed(steps):
        if step.until == since and step.colour is here.colour:
            since = step.since
    for step in coming[1:]:
        if step.since == until and step.colour is here.colour:
            until = step.until
    there = _worst_first(span for span in spans if span.since <= now < span.until)
    return Outcome(here.colour, tuple(there), since, until, here.until, coming)


def _worst_first(spans: Iterable[Standing]) -> list[Standing]:
    return sorted(spans, key=lambda s: (-s.colour, s.since, s.reason, s.source, s.fact_id or 0))


def _as_orders(facts: Facts) -> Iterator[OrderFact]:
    """Yield everything that runs by a schedule: orders, positive tests, declarations that say something."""
    yield from facts.orders
    for test in facts.tests:
        if test.result is TestResult.POSITIVE:
            yield OrderFact(test.id, Reason.POSITIVE_TEST, None, test.sampled_at, None, test.source)
    for said in facts.declared:
        if said.flags:
            yield OrderFact(said.id, Reason.SELF_DECLARED, None, said.declared_at, None, said.source)


def _schedule(order: OrderFact, facts: Facts, policy: Policy) -> Iterator[Standing]:
    """Yield the steps of an order: an end of its own cuts the schedule short or draws out its last step."""
    rule = policy.reasons[order.reason]
    ended = _ended(order, rule, facts)
    last = None if order.ends_at is None else min(order.ends_at, order.starts_at + policy.longest)
    since = order.starts_at
    for n, step in enumerate(rule.steps, 1):
        until = since + step.length
        if last is not None:
            until = last if n == len(rule.steps) else min(until, last)
        if ended is not None:
            until = min(until, ended)
        colour = step.fixed or order.colour or Colour.YELLOW
        yield Standing(order.reason, colour, order.source, order.id, since, until)
        since = until


def _ended(order: OrderFact, rule: ReasonRule, facts: Facts) -> datetime | None:
    """Return when a later fact ends the order, by its rule."""
    ends: list[datetime] = []
    if rule.lifted_by_negative:
        ends += [
            test.resulted_at or test.sampled_at
            for test in facts.tests
            if test.result is TestResult.NEGATIVE and test.sampled_at > order.starts_at
        ]
    if rule.ended_by is not None:
        ends += [
            other.starts_at
            for other in facts.orders
            if other.reason is rule.ended_by and other.starts_at > order.starts_at
        ]
    return min(ends, default=None)


def _routine(facts: Facts, policy: Policy) -> Iterator[Standing]:
    """Yield the colour of somebody who has been tested and let the routine's hours pass without another test."""
    hours = policy.tests.routine_hours
    negative = [test.sampled_at for test in facts.tests if test.result is TestResult.NEGATIVE]
    if hours is not None and negative:
        since = max(negative) + timedelta(hours=hours + policy.tests.grace_hours)
        colour = Colour[policy.tests.routine_colour.upper()]
        yield Standing(Reason.TEST_MISSED, colour, ROUTINE, None, since, max(negative) + policy.longest)
