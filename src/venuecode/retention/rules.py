"""Which days and moments lie beyond their time. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.retention.model import What
from venuecode.retention.settings import RetentionSettings


def first_kept_day(now: datetime, settings: RetentionSettings) -> date:
    """Return the oldest day of Shanghai whose visits are kept; today and `visit_days` full days before it."""
    return now.astimezone(SHOWN_ZONE).date() - timedelta(days=settings.visit_days)


def days_over(days: Iterable[date], now: datetime, settings: RetentionSettings) -> list[date]:
    """Return those of the days whose visits have lived their time, oldest first."""
    first = first_kept_day(now, settings)
    return sorted(day for day in set(days) if day < first)


def moments_over(now: datetime, settings: RetentionSettings) -> dict[What, datetime]:
    """Return before which end (of an alert, a case, an appeal) a kind is destroyed."""
    days = {
        What.ALERTS: settings.alert_days,
        What.FOLLOW_UPS: settings.follow_up_days,
        What.NOTICES: settings.notice_days,
        What.APPEAL_PHOTOS: settings.photo_days,
    }
    return {what: now - timedelta(days=kept) for what, kept in days.items()}
