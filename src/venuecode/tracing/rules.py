"""Pure rules of tracing: stays from scans, meetings from stays, and what a contact is. No I/O, no clock.

The mass of stays and contacts is worked out in SQL (stays/, contacts/); a test on random worlds holds that these
rules and the SQL agree.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from venuecode.kernel.verdict import Direction
from venuecode.tracing.model import ContactClass, How, Meeting, Scan, Stay, Tally
from venuecode.tracing.policy import Thresholds, TracePolicy


def stays_of(scans: Iterable[Scan], policy: TracePolicy) -> list[Stay]:
    """Return the stays that one person's scans tell of, in the order of the scans."""
    ordered = sorted(scans, key=lambda scan: (scan.at, scan.id))
    stays = []
    for n, scan in enumerate(ordered):
        before = ordered[n - 1] if n else None
        after = ordered[n + 1] if n + 1 < len(ordered) else None
        stay = _entered(scan, after, policy) if scan.direction is Direction.IN else _left(scan, before, policy)
        if stay is not None:
            stays.append(stay)
    return stays


def _entered(scan: Scan, after: Scan | None, policy: TracePolicy) -> Stay:
    """An entry lasts until the exit scan, else the next scan anywhere, else the limit."""
    rule = policy.rule_of(scan.venue_type)
    limit = scan.at + timedelta(minutes=policy.stopped_minutes if scan.stopped else rule.limit_minutes)
    if after is not None and after.at > scan.at + timedelta(minutes=rule.longest_minutes):
        after = None
    if after is not None and after.direction is Direction.OUT and after.venue_id == scan.venue_id:
        return _stay(scan, scan.at, after.at, How.EXIT)
    ended = limit if after is None else min(after.at, limit)
    if scan.stopped:
        return _stay(scan, scan.at, ended, How.STOPPED)
    return _stay(scan, scan.at, ended, How.NEXT_SCAN if ended < limit else How.LIMIT)


def _left(scan: Scan, before: Scan | None, policy: TracePolicy) -> Stay | None:
    """An exit without its entry: there since the scan before, at most as long as the limit."""
    rule = policy.rule_of(scan.venue_type)
    if before is not None and before.at < scan.at - timedelta(minutes=rule.longest_minutes):
        before = None
    if before is not None and before.direction is Direction.IN and before.venue_id == scan.venue_id:
        return None
    began = scan.at - timedelta(minutes=rule.limit_minutes)
    return _stay(scan, began if before is None else max(before.at, began), scan.at, How.EXIT_ONLY)


def _stay(scan: Scan, started: datetime, ended: datetime, how: How) -> Stay:
    return Stay(started, ended, scan.place_id, scan.door_id, scan.id, how)


def meeting_of(one: Stay, other: Stay, closeness: float, since: datetime, until: datetime) -> Meeting | None:
    """Return when two stays at one place overlap within a window; nothing where they do not."""
    started = max(one.started_at, other.started_at, since)
    ended = min(one.ended_at, other.ended_at, until)
    if one.place_id != other.place_id or ended <= started:
        return None
    return Meeting(one.place_id, started, ended, closeness, one.inferred or other.inferred)


def tally_of(meetings: Sequence[Meeting], inferred_weight: float) -> Tally:
    """Sum up all meetings with one person; a minute counts by closeness, less where a scan is missing."""
    return Tally(
        minutes=sum(m.minutes for m in meetings),
        close_minutes=sum(m.minutes * m.closeness * (inferred_weight if m.inferred else 1.0) for m in meetings),
        meetings=len(meetings),
        inferred=sum(m.inferred for m in meetings),
        first_at=min(m.started_at for m in meetings),
        last_at=max(m.ended_at for m in meetings),
    )


def class_of(tally: Tally, thresholds: Thresholds) -> ContactClass:
    """Return what a contact is: close by weighted minutes, or by meeting often; companion by plain minutes."""
    often = tally.meetings >= thresholds.repeated_meetings
    if tally.close_minutes >= thresholds.close_minutes:
        return ContactClass.CLOSE
    if often and tally.close_minutes >= thresholds.repeated_close_minutes:
        return ContactClass.CLOSE
    return ContactClass.COMPANION if tally.minutes >= thresholds.companion_minutes else ContactClass.OTHER
