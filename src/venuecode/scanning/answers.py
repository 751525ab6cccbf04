"""Turns stored visits into what the person is shown."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from venuecode.health.model import TestResult
from venuecode.kernel.verdict import Colour, Direction, Verdict
from venuecode.scanning.doors import KeptDoor
from venuecode.scanning.model import LATE_FLAG, Answered, PendingScan, Visit
from venuecode.scanning.refusals import Refusal
from venuecode.scanning.rules import badge_of, moment_of
from venuecode.scanning.schemas import (
    COLOURS,
    DIRECTIONS,
    REASON_ANSWERS,
    RESULTS,
    VERDICTS,
    LastTest,
    RefusalCode,
    RefusedAnswer,
    ScannedPerson,
    Vaccination,
    VisitAnswer,
    words_of,
)

MINUTE = timedelta(minutes=1)


def visit_answer(scan: PendingScan, people: Sequence[Answered], now: datetime, secret: bytes) -> VisitAnswer:
    """Return the answer of a stored scan; verdict and colour are the worst of its people."""
    visit, recorded_at = people[0].visit, people[0].recorded_at
    verdict, colour = visit.verdict, visit.colour
    if len(people) > 1:
        verdict, colour = max(p.visit.verdict for p in people), max(p.visit.colour for p in people)
    word, word_until = scan.door.word_of(secret, now)
    return VisitAnswer(
        client_visit_id=scan.id,
        at=scan.at,
        recorded_at=recorded_at,
        server_time=now,
        late=bool(visit.flags & LATE_FLAG),
        direction=DIRECTIONS[cast("Direction", visit.direction)],
        verdict=VERDICTS[cast("Verdict", verdict)],
        colour=COLOURS[cast("Colour", colour)],
        venue=scan.door.venue,
        door=scan.door.door,
        word=word,
        word_until=word_until,
        people=[person_answer(person) for person in people],
    )


def person_answer(person: Answered) -> ScannedPerson:
    """Return one person's part."""
    visit = person.visit
    return ScannedPerson(
        seq=visit.seq,
        person_id=visit.person_id,
        name=person.masked_name,
        verdict=VERDICTS[cast("Verdict", visit.verdict)],
        colour=COLOURS[cast("Colour", visit.colour)],
        reasons=[REASON_ANSWERS[reason] for reason in visit.reasons] if visit.reasons else [],  # type: ignore[index]
        until=visit.status_until,
        status_as_of=visit.status_as_of,
        test=last_test(visit, person.recorded_at),
        vaccination=Vaccination(person.doses, person.vaccinated_on) if person.doses else None,
        visit_at=visit.at,
        repeated=person.repeated,
    )


def last_test(visit: Visit, recorded_at: datetime) -> LastTest | None:
    """Return the test that was known at the visit, its age as of then."""
    if visit.test_at is None or visit.test_result is None:
        return None
    moment = moment_of(visit.at, recorded_at)
    return LastTest(
        result=RESULTS[cast("TestResult", visit.test_result)],
        sampled_at=visit.test_at,
        age_minutes=(moment - visit.test_at) // MINUTE,
        badge=badge_of(visit.test_at, moment),
    )


def refused_answer(refusal: Refusal, now: datetime, door: KeptDoor | None = None) -> RefusedAnswer:
    """Return the answer of a code that leads to no visit."""
    code = cast("RefusalCode", refusal.code)
    title, way_out = words_of(refusal.title), words_of(refusal.way_out)
    if door is None:
        return RefusedAnswer(code, title, way_out, now)
    return RefusedAnswer(code, title, way_out, now, venue=door.venue, door=door.door)
