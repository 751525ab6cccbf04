"""Pure reading of a status at a moment: every colour ends by itself."""

from datetime import datetime

from venuecode.health.model import Status
from venuecode.health.reasons import Reason
from venuecode.kernel.verdict import Colour


def colour_at(status: Status, moment: datetime) -> tuple[Colour, Reason | None]:
    """Return the colour in force at `moment`: before `since` and from `until` on it is green."""
    if status.colour is Colour.GREEN or status.since is None or status.until is None:
        return Colour.GREEN, None
    if status.since <= moment < status.until:
        return status.colour, status.reason
    return Colour.GREEN, None
