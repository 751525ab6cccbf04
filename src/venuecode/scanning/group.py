"""What a group of scans becomes, once its facts are read: pure, apart from the wire between reading and storing."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from venuecode.health.model import NOTHING_KNOWN, Status, TestResult
from venuecode.health.policy.document import Policy
from venuecode.health.store import steps_of_row
from venuecode.identity.model import NotRegistered
from venuecode.kernel.errors import DomainError
from venuecode.kernel.verdict import Method, Verdict
from venuecode.scanning.model import LATE_FLAG, Answered, CompanionNotBound, PendingScan, Visit
from venuecode.scanning.rules import SAME_VISIT, decide, moment_of

_RESULTS = {result.value: result for result in TestResult}


class Line(NamedTuple):
    """One person of one scan."""

    scan: PendingScan
    person_id: int
    guardian_id: int | None
    seq: int


class Facts(NamedTuple):
    """A row of `read_group`, in the order of its columns: what is known of a line's person, and an earlier visit."""

    n: int
    masked_name: str | None
    steps: list[Any] | None
    test_at: datetime | None
    test_result: int | None
    doses: int | None
    vaccinated_on: date | None
    updated_at: datetime | None
    bound: bool
    v_at: datetime | None
    v_recorded_at: datetime
    v_status_as_of: datetime | None
    v_status_until: datetime | None
    v_test_at: datetime | None
    v_test_result: int | None
    v_direction: int
    v_verdict: int
    v_colour: int
    v_flags: int
    v_reasons: list[int] | None


class Group(NamedTuple):
    """The visits to store, the stops among them, and what each scan is answered once they are."""

    visits: list[Visit]
    stops: list[tuple[Visit, PendingScan]]
    answers: list[list[Answered] | DomainError]


def lines_of(scans: Sequence[PendingScan]) -> list[Line]:
    """Return the people of all scans, each scan's together and the one who scanned first."""
    lines = []
    for scan in scans:
        lines.append(Line(scan, scan.person_id, None, 0))
        for seq, companion in enumerate(scan.companions, 1):
            lines.append(Line(scan, companion, scan.person_id, seq))
    return lines


def decide_group(lines: Sequence[Line], rows: Sequence[Facts], policy: Policy, now: datetime) -> Group:
    """Decide every line by its row of `read_group`; a scan of which one person cannot be taken is not stored at all."""
    group = Group([], [], [])
    seen: defaultdict[int, list[Answered]] = defaultdict(list)
    start = 0
    while start < len(lines):
        scan = lines[start].scan
        end = start + 1 + len(scan.companions)
        error = _refused(rows, start, end)
        if error is not None:
            group.answers.append(error)
        else:
            group.answers.append([_answer(lines[i], rows[i], policy, now, group, seen) for i in range(start, end)])
        start = end
    return group


def _refused(rows: Sequence[Facts], start: int, end: int) -> DomainError | None:
    if rows[start].masked_name is None:
        return NotRegistered()
    for i in range(start + 1, end):
        if not rows[i].bound or rows[i].masked_name is None:
            return CompanionNotBound()
    return None


def _answer(
    line: Line, row: Facts, policy: Policy, now: datetime, group: Group, seen: dict[int, list[Answered]]
) -> Answered:
    assert row.masked_name is not None
    earlier = _earlier(line, row, seen)
    if earlier is not None:
        return earlier
    visit = _decided(line, status_of(row), policy, now)
    answered = Answered(visit, now, row.masked_name, row.doses, row.vaccinated_on, repeated=False)
    group.visits.append(visit)
    if visit.verdict == Verdict.STOP:
        group.stops.append((visit, line.scan))
    seen[line.person_id].append(answered)
    return answered


def _earlier(line: Line, row: Facts, seen: dict[int, list[Answered]]) -> Answered | None:
    """Return the visit that answers already: of the database, or of this very group."""
    if row.v_at is not None:
        return Answered(
            _stored(line, row, row.v_at),
            row.v_recorded_at,
            row.masked_name or "",
            row.doses,
            row.vaccinated_on,
            repeated=True,
        )
    scan = line.scan
    for answered in seen.get(line.person_id, ()):
        visit = answered.visit
        same_door = visit.door_id == scan.door.facts.door_id and visit.direction == scan.direction
        if (same_door or visit.id == scan.id) and abs(visit.at - scan.at) < SAME_VISIT:
            return answered._replace(repeated=True)
    return None


def _decided(line: Line, status: Status, policy: Policy, now: datetime) -> Visit:
    scan = line.scan
    moment = moment_of(scan.at, now)
    facts = scan.door.facts
    asked = policy.asked_hours(facts.venue_class, facts.demand_test_hours)
    decision = decide(status, asked, scan.direction, moment)
    return Visit(
        line.person_id,
        scan.at,
        scan.id,
        facts.door_id,
        status.updated_at,
        decision.until,
        status.test_at,
        scan.registrar_id,
        scan.direction,
        Verdict.STOP if scan.turned_away else decision.verdict,
        decision.colour,
        Method.COMPANION if line.seq else scan.method,
        line.seq,
        status.test_result,
        0 if moment is now else LATE_FLAG,
        decision.reasons or None,
    )


def _stored(line: Line, row: Facts, at: datetime) -> Visit:
    return Visit(
        line.person_id,
        at,
        line.scan.id,
        line.scan.door.facts.door_id,
        row.v_status_as_of,
        row.v_status_until,
        row.v_test_at,
        None,
        row.v_direction,
        row.v_verdict,
        row.v_colour,
        line.scan.method,
        line.seq,
        row.v_test_result,
        row.v_flags,
        tuple(row.v_reasons) if row.v_reasons else None,
    )


def status_of(row: Facts) -> Status:
    """Return the status that a row holds; a person without one is known nothing of."""
    if row.updated_at is None:
        return NOTHING_KNOWN
    result = row.test_result
    return Status(
        steps_of_row(row.steps) if row.steps else (),
        row.test_at,
        None if result is None else _RESULTS[result],
        row.doses or 0,
        row.vaccinated_on,
        row.updated_at,
    )
