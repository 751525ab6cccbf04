"""What is destroyed when its time is over, and what a run did. No storage."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class What(StrEnum):
    """Kinds of personal data with a time of their own."""

    VISITS = "visits"
    STAYS = "stays"
    ALERTS = "alerts"
    FOLLOW_UPS = "follow_ups"
    NOTICES = "notices"
    APPEAL_PHOTOS = "appeal_photos"


@dataclass(frozen=True, slots=True)
class Destroyed:
    """Rows of a kind that were destroyed (or would be): those of one day, or all from before `before`."""

    what: What
    rows: int
    day: date | None = None
    before: date | None = None
    failed: bool = False
