"""Whether a fact can be right and its source may say so: pure."""

from datetime import date, datetime, timedelta

from venuecode.health import errors
from venuecode.health.model import Fault, NewDeclaration, NewFact, NewOrder, NewTest, NewVaccination, Source
from venuecode.health.policy.document import Policy
from venuecode.health.reasons import STATUS_REASONS, Reason
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour

OLDEST_TEST = timedelta(days=90)
OLDEST_DECLARATION = timedelta(days=30)
AHEAD = timedelta(minutes=5)
"""How far clocks may differ."""
ORDER_AHEAD = timedelta(days=7)
SHORTEST = 2
"""Characters of evidence or of a reference."""
FIRST_DOSE = date(2020, 1, 1)

ORDERED = STATUS_REASONS - {Reason.POSITIVE_TEST, Reason.SELF_DECLARED}
"""Reasons that an order may give; the others come of tests and declarations."""
PUSHED = frozenset({Reason.REGION_REQUEST, Reason.OTHER_PROVINCE})
"""Reasons that another region may give."""
_MAY_SAY: dict[str, tuple[type[NewFact], ...]] = {
    "officer": (NewTest, NewVaccination, NewOrder, NewDeclaration),
    "lab": (NewTest, NewVaccination, NewDeclaration),
    "region": (NewTest, NewVaccination, NewOrder, NewDeclaration),
    "self": (NewDeclaration,),
}


def fault_of(fact: NewFact, source: Source, policy: Policy, now: datetime) -> Fault | None:
    """Return why a fact cannot be taken from `source`; none if it can."""
    if not isinstance(fact, _MAY_SAY.get(source.kind, ())):
        return errors.NOT_BY_SOURCE
    if isinstance(fact, NewTest):
        return _fault_of_test(fact, now)
    if isinstance(fact, NewVaccination):
        return _fault_of_dose(fact, now)
    if isinstance(fact, NewOrder):
        return _fault_of_order(fact, source, policy, now)
    return None if now - OLDEST_DECLARATION < fact.declared_at < now + AHEAD else _moment("declared_at")


def _fault_of_test(test: NewTest, now: datetime) -> Fault | None:
    if not now - OLDEST_TEST <= test.sampled_at <= now + AHEAD:
        return Fault(
            errors.MOMENT_WRONG.code, "sampled_at", Text("采样时间不合理", "The sampling time cannot be right")
        )
    if test.resulted_at is not None and not test.sampled_at <= test.resulted_at <= now + AHEAD:
        return _moment("resulted_at")
    return None


def _fault_of_dose(dose: NewVaccination, now: datetime) -> Fault | None:
    if not FIRST_DOSE <= dose.given_on <= now.astimezone(SHOWN_ZONE).date():
        return _moment("given_on")
    if not 1 <= dose.dose_no <= 20:
        return Fault("health.dose_implausible", "dose_no", Text("剂次不合理", "The dose number cannot be right"))
    return None


def _fault_of_order(order: NewOrder, source: Source, policy: Policy, now: datetime) -> Fault | None:
    pushed = source.kind == "region"
    starts, ends = order.starts_at, order.ends_at
    faults = (
        (pushed and order.reason not in PUSHED, errors.NOT_BY_SOURCE),
        (order.reason not in ORDERED, errors.REASON_UNKNOWN),
        (not pushed and source.approved_by is None, errors.NOT_APPROVED),
        (len(order.evidence.strip()) < SHORTEST, errors.EVIDENCE_MISSING),
        ((order.reason is Reason.OTHER_PROVINCE) != (order.colour is not None), errors.COLOUR_MISSING),
        (order.colour is Colour.GREEN, errors.COLOUR_MISSING),
        (pushed and ends is None, errors.END_MISSING),
        (not now - policy.longest < starts < now + ORDER_AHEAD, _moment("starts_at")),
        (ends is not None and not max(starts, now) < ends <= starts + policy.longest, errors.END_TOO_FAR),
    )
    return next((fault for wrong, fault in faults if wrong), None)


def _moment(field: str) -> Fault:
    return Fault(errors.MOMENT_WRONG.code, field, errors.MOMENT_WRONG.text)
