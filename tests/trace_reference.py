"""A slow tracer that is obviously right: people's minutes at places as sets, every pair of people compared."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from venuecode.tracing.policy import TracePolicy


@dataclass(frozen=True, order=True)
class Seen:
    """A scan: whole minutes since the beginning, and a serial number that breaks ties."""

    minute: int
    serial: int
    person: int
    door: int
    out: bool
    stopped: bool


@dataclass(frozen=True)
class Spot:
    """A door: its venue, what stands for it when people are compared, and its venue's type."""

    venue: int
    place: int
    kind: str


@dataclass(frozen=True)
class Presence:
    """The minutes that somebody spent at a place, and whether an exit scan says so."""

    place: int
    kind: str
    minutes: frozenset[int]
    sure: bool
    serial: int


def presences(scans: list[Seen], spots: dict[int, Spot], policy: TracePolicy) -> dict[int, list[Presence]]:
    """Return each person's presences."""
    by_person: dict[int, list[Presence]] = defaultdict(list)
    for person in {scan.person for scan in scans}:
        mine = sorted(scan for scan in scans if scan.person == person)
        for before, scan, after in zip([None, *mine], mine, [*mine[1:], None], strict=False):
            found = _presence(before, scan, after, spots, policy)
            if found is not None:
                by_person[person].append(found)
    return by_person


def _presence(
    before: Seen | None, scan: Seen, after: Seen | None, spots: dict[int, Spot], policy: TracePolicy
) -> Presence | None:
    spot = spots[scan.door]
    rule = policy.rule_of(spot.kind)
    left_here = (
        after is not None
        and after.out
        and spots[after.door].venue == spot.venue
        and after.minute - scan.minute <= rule.longest_minutes
    )
    came_here = (
        before is not None
        and not before.out
        and spots[before.door].venue == spot.venue
        and scan.minute - before.minute <= rule.longest_minutes
    )
    if scan.out and came_here:
        return None
    if scan.out:
        first = scan.minute - rule.limit_minutes
        if before is not None:
            first = max(first, before.minute)
        return Presence(spot.place, spot.kind, frozenset(range(first, scan.minute)), False, scan.serial)
    if left_here and after is not None:
        return Presence(spot.place, spot.kind, frozenset(range(scan.minute, after.minute)), True, scan.serial)
    last = scan.minute + (policy.stopped_minutes if scan.stopped else rule.limit_minutes)
    if after is not None:
        last = min(last, after.minute)
    return Presence(spot.place, spot.kind, frozenset(range(scan.minute, last)), False, scan.serial)


@dataclass(frozen=True)
class Together:
    """What two people's meetings come to."""

    minutes: float
    close_minutes: float
    meetings: int
    inferred: int


def contacts(
    person: int, everybody: dict[int, list[Presence]], policy: TracePolicy, since: int, until: int
) -> dict[int, Together]:
    """Return everybody who met `person` in the minutes from `since` to before `until`."""
    window = set(range(since, until))
    found = {}
    for other, theirs in everybody.items():
        if other == person:
            continue
        minutes = close = 0.0
        meetings = inferred = 0
        for one in everybody.get(person, []):
            for two in theirs:
                shared = one.minutes & two.minutes & window if one.place == two.place else frozenset[int]()
                if not shared:
                    continue
                sure = one.sure and two.sure
                minutes += len(shared)
                weight = policy.rule_of(one.kind).closeness * (1 if sure else policy.inferred_weight)
                close += len(shared) * weight
                meetings += 1
                inferred += not sure
        if meetings:
            found[other] = Together(minutes, close, meetings, inferred)
    return found


def in_order(values: list[float]) -> bool:
    """Tell whether values never rise."""
    return all(a >= b - 1e-6 for a, b in pairwise(values))
