"""A trajectory from a person's scans: pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from venuecode.kernel.verdict import Direction, Verdict
from venuecode.tracing.desk.model import Step
from venuecode.tracing.model import Scan
from venuecode.tracing.policy import TracePolicy
from venuecode.tracing.rules import stays_of


def steps_of(scans: Sequence[Any], policy: TracePolicy, since: datetime, until: datetime) -> list[Step]:
    """Return the stays that touch the window, each with the minutes before it that no scan accounts for."""
    rows = {row["id"]: row for row in scans}
    stays = stays_of(
        [
            Scan(
                row["at"],
                row["id"],
                row["door_id"],
                row["venue_id"],
                row["door_id"],
                row["venue_type"],
                Direction(row["direction"]),
                row["verdict"] == Verdict.STOP,
            )
            for row in scans
        ],
        policy,
    )
    steps = []
    known_until: datetime | None = None
    for stay in stays:
        if stay.ended_at <= since or stay.started_at >= until:
            continue
        gap = 0.0 if known_until is None else max(0.0, (stay.started_at - known_until).total_seconds() / 60)
        steps.append(Step(stay, rows[stay.visit_id], gap))
        known_until = stay.ended_at if known_until is None else max(known_until, stay.ended_at)
    return steps
