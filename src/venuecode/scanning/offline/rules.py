"""Whether what a door showed without a network still holds. Pure."""

from datetime import datetime

from venuecode.kernel.verdict import Verdict
from venuecode.scanning.offline.model import Conflict, ShownVerdict


def turned_away(shown: ShownVerdict | None) -> bool:
    """Whether the door sent the person away: that stands, whatever the server knows."""
    return shown is ShownVerdict.STOP


def of_verdict(shown: ShownVerdict | None, verdict: int, reasons: object) -> Conflict | None:
    """Return how a stored visit disagrees with what was shown; a stop without reasons is the door's own."""
    if shown is None:
        return None
    stopped = verdict == Verdict.STOP and bool(reasons)
    if turned_away(shown):
        return None if stopped else Conflict.TURNED_AWAY
    return Conflict.LET_IN if stopped else None


def moment_by_code(at: datetime, issued_at: datetime, valid_until: datetime) -> datetime:
    """Return when a code was shown that a phone verified without a network: within the code's own signed time.

    Phones' clocks go wrong, by minutes or by a zone; the minute in which a code is good is the server's own word.
    """
    return min(max(at, issued_at), valid_until)
