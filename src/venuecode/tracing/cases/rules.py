"""Pure rules of cases: the infectious window, whether queries may be made, and what use is odd."""

from datetime import datetime, timedelta

from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.text import Text
from venuecode.tracing.cases.model import Case, CaseState, Oddity, Use
from venuecode.tracing.settings import TracingSettings

LONGEST_WINDOW = timedelta(days=30)
AFTER_TEST = timedelta(days=2)
"""A case counts until it is isolated; unless an officer says otherwise, that long after the sample."""


def window_of(sampled_at: datetime, days_before: int, now: datetime) -> tuple[datetime, datetime]:
    """Return the infectious window that a test suggests."""
    return sampled_at - timedelta(days=days_before), min(sampled_at + AFTER_TEST, max(now, sampled_at))


def check_window(since: datetime, until: datetime, now: datetime) -> None:
    """Raise `InvalidInput` unless the window is in order, has begun and is at most 30 days long."""
    if since >= until or until - since > LONGEST_WINDOW or since > now:
        raise InvalidInput(
            fields={"infectious_until": Text("时间段须先始后终，且不超过 30 天", "From before until, at most 30 days")}
        )


def may_ask(case: Case, now: datetime) -> bool:
    """Whether queries may be made under a case."""
    return case.state is CaseState.OPEN and now < case.ends_at


def told(count: int, least: int) -> int | None:
    """Return a count as the public reads it: nothing below `least`, else rounded down to a multiple of it.

    So no single case, query or person can be told from one count, nor from two taken one after the other.
    """
    return None if count < least else count - count % least


def is_night(now: datetime) -> bool:
    """Whether it is between 23:00 and 5:00 in Shanghai."""
    hour = now.astimezone(SHOWN_ZONE).hour
    return hour >= 23 or hour < 5


def oddities(use: Use, limits: TracingSettings) -> list[Oddity]:
    """Return what about an officer's use an auditor should hear of."""
    found = {
        Oddity.MANY_QUERIES: use.queries_hour >= limits.odd_queries_hour,
        Oddity.MANY_PEOPLE: use.people_day >= limits.odd_people_day,
        Oddity.AT_NIGHT: use.night_queries >= limits.odd_night_queries,
        Oddity.REFUSED_OFTEN: use.refusals_day >= limits.odd_refusals_day,
    }
    return [oddity for oddity, odd in found.items() if odd]
