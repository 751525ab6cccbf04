"""SQL of facts and statuses, as typed functions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from venuecode.health.model import (
    NOTHING_KNOWN,
    Declared,
    DeclaredFact,
    FactKind,
    Facts,
    NewDeclaration,
    NewFact,
    NewOrder,
    NewTest,
    NewVaccination,
    OrderFact,
    Source,
    Status,
    Step,
    TestFact,
    TestResult,
)
from venuecode.health.reasons import Reason
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.kernel.verdict import Colour

_queries = load_queries(__file__)


class Held(NamedTuple):
    """A status row held for deriving it anew: the colour as last recorded, and the steps."""

    person_id: int
    colour: Colour
    steps: tuple[Step, ...]
    next_at: datetime | None


class StatusRow(NamedTuple):
    """What a status is set to, in the order of the type `status_row`."""

    person_id: int
    colour: int
    reason: int | None
    source: str | None
    since: datetime | None
    until: datetime | None
    steps: tuple[Step, ...] | None
    next_at: datetime | None


def steps_of_row(value: Any) -> tuple[Step, ...]:
    """Return the steps that a column of `status_step[]` holds."""
    if not value:
        return ()
    return tuple(Step(Colour(c), since, until, tuple(map(Reason, reasons))) for c, since, until, reasons in value)


async def status_of_person(connection: Any, person_id: int) -> Status:
    """Return what is known; `NOTHING_KNOWN` without a row."""
    row = await _queries.status_of_person(connection, person_id=person_id)
    if row is None:
        return NOTHING_KNOWN
    return Status(
        steps_of_row(row["steps"]),
        row["test_at"],
        None if row["test_result"] is None else TestResult(row["test_result"]),
        row["vaccinated_doses"],
        row["vaccinated_on"],
        row["updated_at"],
    )


Numbered = tuple[int, int]
"""A fact's place in the call, and its person."""


async def insert_tests(
    connection: Any, facts: Sequence[tuple[Numbered, NewTest]], source: Source, now: datetime
) -> dict[int, int]:
    """Store tests; return place → fact id of those that were new. So do the three that follow."""
    facts = sorted(facts, key=lambda fact: fact[0][1])  # two that bring the same tests wait for each other in order
    rows = _queries.insert_tests(
        connection,
        **_places(facts),
        sampled_ats=[test.sampled_at for _, test in facts],
        results=[test.result.value for _, test in facts],
        institutions=[test.institution for _, test in facts],
        resulted_ats=[test.resulted_at for _, test in facts],
        evidences=[test.evidence for _, test in facts],
        source=source.name,
        entered_by=source.officer_id,
        now=now,
    )
    return {row[0]: row[1] async for row in rows}


async def insert_vaccinations(
    connection: Any, facts: Sequence[tuple[Numbered, NewVaccination]], source: Source, now: datetime
) -> dict[int, int]:
    rows = _queries.insert_vaccinations(
        connection,
        **_places(facts),
        dose_nos=[dose.dose_no for _, dose in facts],
        given_ons=[dose.given_on for _, dose in facts],
        products=[dose.product for _, dose in facts],
        institutions=[dose.institution for _, dose in facts],
        evidences=[dose.evidence for _, dose in facts],
        source=source.name,
        entered_by=source.officer_id,
        now=now,
    )
    return {row["n"]: row["id"] async for row in rows}


async def insert_orders(
    connection: Any, facts: Sequence[tuple[Numbered, NewOrder]], source: Source, now: datetime
) -> dict[int, int]:
    rows = _queries.insert_orders(
        connection,
        **_places(facts),
        reasons=[order.reason.value for _, order in facts],
        colours=[None if order.colour is None else order.colour.value for _, order in facts],
        starts_ats=[order.starts_at for _, order in facts],
        ends_ats=[order.ends_at for _, order in facts],
        case_references=[order.case_reference for _, order in facts],
        evidences=[order.evidence for _, order in facts],
        source=source.name,
        entered_by=source.officer_id,
        approved_by=source.approved_by,
        now=now,
    )
    return {row["n"]: row["id"] async for row in rows}


async def insert_declarations(
    connection: Any, facts: Sequence[tuple[Numbered, NewDeclaration, bytes]], source: Source, now: datetime
) -> dict[int, int]:
    """Store declarations, each with its content sealed."""
    rows = _queries.insert_declarations(
        connection,
        **_places(facts),
        kinds=[said.kind.value for _, said, _ in facts],
        flags=[said.flags.value for _, said, _ in facts],
        contents=[sealed for _, _, sealed in facts],
        declared_ats=[said.declared_at for _, said, _ in facts],
        evidences=[said.evidence for _, said, _ in facts],
        source=source.name,
        entered_by=source.officer_id,
        now=now,
    )
    return {row["n"]: row["id"] async for row in rows}


def _places(facts: Iterable[tuple[Any, ...]]) -> dict[str, list[int]]:
    numbered = [fact[0] for fact in facts]
    return {"ns": [n for n, _ in numbered], "person_ids": [person for _, person in numbered]}


async def touch_statuses(connection: Any, person_ids: Collection[int], now: datetime) -> None:
    await _queries.touch_statuses(connection, person_ids=list(person_ids), now=now)


async def note_tests(connection: Any, newest: dict[int, NewTest], now: datetime) -> tuple[list[Held], set[int]]:
    """Bring the rows of these people up to date with a test, and hold all of them.

    Return those rows of them that have steps or whose test is positive; and who knew a newer test already, whose rows
    are still to be looked at.
    """
    held: list[Held] = []
    older: set[int] = set()
    async for row in _queries.note_tests(
        connection,
        person_ids=list(newest),
        sampled_ats=[test.sampled_at for test in newest.values()],
        results=[test.result.value for test in newest.values()],
        now=now,
    ):
        if row["noted"]:
            held.append(_held(row))
        else:
            older.add(row["person_id"])
    return held, older


async def renew(connection: Any, kind: FactKind, person_ids: Collection[int], now: datetime) -> None:
    """Bring what is shown of tests or vaccination up to date; nothing is shown of other kinds."""
    query = {FactKind.TEST: _queries.renew_tests, FactKind.VACCINATION: _queries.renew_vaccinations}.get(kind)
    if query is not None:
        await query(connection, person_ids=list(person_ids), now=now)


async def hold_statuses(connection: Any, certain: Collection[int], perhaps: Collection[int] = ()) -> list[Held]:
    """Hold the rows of `certain`, and of `perhaps` who has steps, until the transaction ends."""
    rows = _queries.hold_statuses(connection, certain=list(certain), perhaps=list(perhaps))
    return [_held(row) async for row in rows]


async def look_statuses(connection: Any, person_ids: Collection[int]) -> list[Held]:
    """Return the rows of people without holding them: for counting only."""
    return [_held(row) async for row in _queries.look_statuses(connection, person_ids=list(person_ids))]


def _held(row: Any) -> Held:
    return Held(row["person_id"], Colour(row["colour"]), steps_of_row(row["steps"]), row["next_at"])


async def facts_of(connection: Any, person_ids: Collection[int], since: datetime) -> dict[int, Facts]:
    """Return the standing facts of people that lie after `since`; for nobody there is no entry."""
    ids = list(person_ids)
    tests: defaultdict[int, list[TestFact]] = defaultdict(list)
    orders: defaultdict[int, list[OrderFact]] = defaultdict(list)
    declared: defaultdict[int, list[DeclaredFact]] = defaultdict(list)
    async for person, fact_id, result, sampled_at, resulted_at, source in _queries.tests_of(
        connection, person_ids=ids, since=since
    ):
        tests[person].append(TestFact(fact_id, TestResult(result), sampled_at, resulted_at, source))
    async for person, fact_id, reason, colour, starts_at, ends_at, source in _queries.orders_of(
        connection, person_ids=ids, since=since
    ):
        given = None if colour is None else Colour(colour)
        orders[person].append(OrderFact(fact_id, Reason(reason), given, starts_at, ends_at, source))
    async for person, fact_id, flags, declared_at, source in _queries.declared_of(
        connection, person_ids=ids, since=since
    ):
        declared[person].append(DeclaredFact(fact_id, Declared(flags), declared_at, source))
    found = tests.keys() | orders.keys() | declared.keys()
    return {
        person: Facts(tuple(tests.get(person, ())), tuple(orders.get(person, ())), tuple(declared.get(person, ())))
        for person in found
    }


async def put_statuses(connection: Any, rows: Sequence[StatusRow], policy_version: int, now: datetime) -> None:
    await _queries.put_statuses(connection, rows=rows, policy_version=policy_version, now=now)


async def divisions_of(connection: Any, person_ids: Collection[int]) -> dict[int, DivisionCode]:
    """Return person → home division."""
    rows = _queries.divisions_of(connection, person_ids=list(person_ids))
    return {row["id"]: row["division_code"] async for row in rows}


class FactOnFile(NamedTuple):
    """A fact of whatever kind, and who stands for it."""

    kind: FactKind
    id: int
    entered_by: int | None
    approved_by: int | None
    source: str


async def fact_of(connection: Any, person_id: int, fact_id: int) -> FactOnFile | None:
    row = await _queries.fact_of(connection, person_id=person_id, fact_id=fact_id)
    return None if row is None else FactOnFile(FactKind(row[0]), *row[1:])


async def own_fact(connection: Any, person_id: int, fact: NewFact, source: str) -> int | None:
    """Return the number of a fact of a person that this source brought; none if it did not."""
    found: int | None
    if isinstance(fact, NewTest):
        found = await _queries.own_test(
            connection,
            person_id=person_id,
            sampled_at=fact.sampled_at,
            result=fact.result.value,
            institution=fact.institution,
            source=source,
        )
    elif isinstance(fact, NewVaccination):
        found = await _queries.own_vaccination(
            connection, person_id=person_id, dose_no=fact.dose_no, given_on=fact.given_on, source=source
        )
    elif isinstance(fact, NewOrder):
        found = await _queries.own_order(
            connection,
            person_id=person_id,
            reason=fact.reason.value,
            starts_at=fact.starts_at,
            case_reference=fact.case_reference,
            source=source,
        )
    else:
        found = await _queries.own_declaration(
            connection, person_id=person_id, kind=fact.kind.value, declared_at=fact.declared_at, source=source
        )
    return found


async def insert_withdrawal(
    connection: Any, person_id: int, fact: FactOnFile, why: str, evidence: str, source: Source, now: datetime
) -> bool:
    """Whether the fact is withdrawn now; false when it was before."""
    done = await _queries.insert_withdrawal(
        connection,
        person_id=person_id,
        fact_id=fact.id,
        kind=fact.kind.value,
        why=why,
        evidence=evidence,
        source=source.name,
        withdrawn_by=source.officer_id,
        now=now,
    )
    return done is not None


class FactLine(NamedTuple):
    """A fact as officers read it. `number` is a test's result, a dose, a reason or flags, by kind."""

    kind: FactKind
    id: int
    at: datetime
    source: str
    evidence: str
    entered_at: datetime
    entered_by: int | None
    approved_by: int | None
    number: int
    words: str
    colour: int | None
    ends_at: datetime | None
    case_reference: str
    declared_kind: int | None
    content: bytes | None
    """Of a declaration: sealed."""
    why: str | None
    withdrawn_at: datetime | None
    withdrawn_source: str | None


async def facts_on_file(connection: Any, person_id: int, most: int) -> list[FactLine]:
    """Return all facts of a person, newest first, with what was withdrawn marked."""
    rows = _queries.facts_on_file(connection, person_id=person_id, most=most)
    return [
        FactLine._make([FactKind(row["kind"]), *(row[name] for name in FactLine._fields[1:])]) async for row in rows
    ]


async def range_end(connection: Any, after: int, most: int) -> int | None:
    """Return the number of the last of the next `most` people; none when there are no more."""
    last: int | None = await _queries.range_end(connection, after=after, most=most)
    return last


async def relevant_in_range(connection: Any, after: int, last: int, since: datetime, *, every: bool) -> list[int]:
    """Return the people above `after` up to `last` whose colour may not be plain green; all of them with `every`."""
    rows = _queries.relevant_in_range(connection, after=after, last=last, since=since, every=every)
    return [row["person_id"] async for row in rows]


async def count_statuses(connection: Any) -> int:
    count: int = await _queries.count_statuses(connection)
    return count


async def due_people(connection: Any, now: datetime, most: int) -> list[int]:
    """Return people whose colour or reasons changed by time alone since their row was last brought up to date."""
    return [row["person_id"] async for row in _queries.due_people(connection, now=now, most=most)]


async def names_of(connection: Any, person_ids: Collection[int]) -> dict[int, tuple[str, DivisionCode]]:
    """Return person → (masked name, home division)."""
    rows = _queries.sample_of(connection, person_ids=list(person_ids))
    return {row["id"]: (row["masked_name"], row["division_code"]) async for row in rows}


async def registered_meanwhile(connection: Any, most: int) -> list[tuple[bytes, PersonId]]:
    """Return (document index, person) of facts that wait although their person is registered."""
    rows = _queries.registered_meanwhile(connection, most=most)
    return [(row["document_index"], PersonId(row["person_id"])) async for row in rows]
