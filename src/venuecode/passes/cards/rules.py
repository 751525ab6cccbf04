"""How long a card may be good, and who needs one most. Pure."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from venuecode.kernel.clock import SHOWN_ZONE


class AgeGroup(StrEnum):
    """The two ends of life that the notice names (一老一小)."""

    UNDER_18 = "under_18"
    FROM_60 = "from_60"


def age_on(birth_date: date, today: date) -> int:
    """Return full years."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def age_group(birth_date: date | None, today: date) -> AgeGroup | None:
    """Return the group that a person belongs to; None for most, and for those whose birth date is not known."""
    if birth_date is None:
        return None
    age = age_on(birth_date, today)
    if age < 18:
        return AgeGroup.UNDER_18
    return AgeGroup.FROM_60 if age >= 60 else None


def born_within(group: AgeGroup, today: date) -> tuple[date, date]:
    """Return the first and last birth date of a group today."""
    if group is AgeGroup.FROM_60:
        return date.min, _years_before(today, 60)
    return _years_before(today, 18) + timedelta(days=1), today


def _years_before(today: date, years: int) -> date:
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # born on 29 February: a year older on 1 March
        return today.replace(year=today.year - years, day=28)


def valid_until(today: date, days: int) -> datetime:
    """Return the moment after the last whole day in Shanghai on which a card issued today is good."""
    return datetime.combine(today + timedelta(days=days + 1), datetime.min.time(), SHOWN_ZONE)
