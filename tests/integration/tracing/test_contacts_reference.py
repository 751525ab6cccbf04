"""The fast tracer against the slow one, on random worlds."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trace_reference import Seen, Spot, contacts, in_order, presences
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.verdict import Direction
from venuecode.tracing.contacts import store
from venuecode.tracing.model import ContactClass, How, Scan
from venuecode.tracing.policy import shipped_policy
from venuecode.tracing.rules import class_of, stays_of
from venuecode.tracing.stays.service import Stays

POLICY = shipped_policy()
SPAN = 4 * 24 * 60
KINDS = ["restaurant", "mall", "parcel_point", "bus", "dormitory"]
WINDOW = (600, SPAN - 300)
MANY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@st.composite
def worlds(draw: st.DrawFn) -> list[Seen]:
    """Scans of six people at few doors; times cluster, so that people meet, and tie."""
    hours = draw(st.lists(st.integers(0, SPAN // 60 - 1), min_size=1, max_size=6))
    scans = draw(
        st.lists(
            st.tuples(
                st.sampled_from(hours),
                st.integers(0, 59),
                st.integers(1, 6),
                st.integers(0, 9),
                st.booleans(),
                st.integers(0, 9),
            ),
            min_size=2,
            max_size=40,
        )
    )
    return [
        Seen(hour * 60 + minute, n, person, door, out, stopped == 0)
        for n, (hour, minute, person, door, out, stopped) in enumerate(scans)
    ]


@pytest.fixture
async def spots(db: Database) -> dict[int, tuple[int, Spot]]:
    """Two doors at each of five venues; the two buses of the fourth run together."""
    found: dict[int, tuple[int, Spot]] = {}
    async with db.transaction() as connection:
        for n, kind in enumerate(KINDS):
            venue = await connection.fetchval(
                "insert into venue (full_name, short_name, class, type, division_code, address)"
                " values ($1, $1, 2, $2, '371502001', '东昌西路') returning id",
                f"场所{n}",
                kind,
            )
            doors = [
                await connection.fetchval(
                    "insert into door (venue_id, name, direction, plate, route, run)"
                    " values ($1, $2, 'both', $2, $3, $4) returning id",
                    venue,
                    f"门{m}",
                    "K12" if kind == "bus" else None,
                    "早班" if kind == "bus" else None,
                )
                for m in range(2)
            ]
            for m, door in enumerate(doors):
                found[2 * n + m] = door, Spot(n, doors[0] if kind == "bus" else door, kind)
    return found


def moment(clock: FixedClock, minute: int) -> datetime:
    return clock.now() - timedelta(minutes=SPAN + 60) + timedelta(minutes=minute)


async def store_scans(
    connection: Any, scans: list[Seen], spots: dict[int, tuple[int, Spot]], clock: FixedClock, recorded: datetime
) -> None:
    await connection.executemany(
        "insert into visit (person_id, at, id, recorded_at, door_id, direction, verdict, colour, method, seq, flags)"
        " values ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, 0)",
        [
            (
                s.person,
                moment(clock, s.minute),
                UUID(int=s.serial),
                recorded,
                spots[s.door][0],
                int(s.out),
                int(s.stopped),
            )
            for s in scans
        ],
    )


async def stored_stays(connection: Any) -> set[tuple[Any, ...]]:
    rows = await connection.fetch("select * from stay")
    assert len(rows) == len({(row["person_id"], row["visit_id"]) for row in rows})
    return {
        (row["person_id"], row["visit_id"].int, row["started_at"], row["ended_at"], row["place_id"], row["how"])
        for row in rows
    }


@MANY
@given(scans=worlds(), parts=st.integers(1, 4))
async def test_stays_are_the_same_at_once_in_pieces_and_by_the_rules(
    scans: list[Seen], parts: int, db: Database, clock: FixedClock, spots: dict[int, tuple[int, Spot]]
):
    service = Stays(db, clock, lambda: POLICY)
    async with db.transaction() as connection:
        await connection.execute("delete from visit; delete from stay; delete from stay_progress")
        await connection.execute("select ensure_visit_partitions($1)", clock.now())
    await service.follow(wait=True)
    for part in range(parts):  # the scans come in any order, some long after they were made
        clock.advance(timedelta(seconds=20))
        async with db.transaction() as connection:
            mine = [s for s in scans if s.serial % parts == part]
            await store_scans(connection, mine, spots, clock, clock.now())
        clock.advance(timedelta(seconds=20))
        await service.follow(wait=True)
    clock.advance(-timedelta(seconds=40 * parts))
    async with db.connection() as connection:
        rows = await connection.fetch("select at, id, person_id, door_id, direction, verdict from visit")
        in_pieces = await stored_stays(connection)
    await service.derive_all()
    async with db.connection() as connection:
        at_once = await stored_stays(connection)
    assert in_pieces == at_once
    by_door = dict(spots.values())
    by_rule = set()
    for person in {row["person_id"] for row in rows}:
        seen = [
            Scan(
                row["at"],
                row["id"],
                row["door_id"],
                by_door[row["door_id"]].venue,
                by_door[row["door_id"]].place,
                by_door[row["door_id"]].kind,
                Direction(row["direction"]),
                row["verdict"] == 1,
            )
            for row in rows
            if row["person_id"] == person
        ]
        by_rule |= {
            (person, s.visit_id.int, s.started_at, s.ended_at, s.place_id, s.how.value) for s in stays_of(seen, POLICY)
        }
    assert at_once == by_rule


@MANY
@given(scans=worlds())
async def test_contacts_are_those_of_the_slow_tracer(
    scans: list[Seen], db: Database, clock: FixedClock, spots: dict[int, tuple[int, Spot]]
):
    async with db.transaction() as connection:
        await connection.execute("delete from visit; delete from stay; delete from stay_progress")
        await connection.execute("select ensure_visit_partitions($1)", clock.now())
        await store_scans(connection, scans, spots, clock, clock.now())
    await Stays(db, clock, lambda: POLICY).derive_all()
    everybody = presences(scans, {n: spot for n, (_, spot) in spots.items()}, POLICY)
    since, until = (moment(clock, minute) for minute in WINDOW)
    asked = [store.Asked(person, since, until) for person in range(1, 7)]
    async with db.transaction() as connection:
        found = await store.contacts_of(connection, asked, POLICY, POLICY.thresholds, most=100)
    for person in range(1, 7):
        expected = contacts(person, everybody, POLICY, *WINDOW)
        got = found.get(person, store.NOBODY)
        assert {c.person_id for c in got.contacts} == set(expected)
        for contact in got.contacts:
            slow, fast = expected[contact.person_id], contact.tally
            assert fast.minutes == pytest.approx(slow.minutes)
            assert fast.close_minutes == pytest.approx(slow.close_minutes)
            assert (fast.meetings, fast.inferred) == (slow.meetings, slow.inferred)
            assert contact.contact_class is class_of(fast, POLICY.thresholds)
        close = [c.tally.score for c in got.contacts if c.contact_class is ContactClass.CLOSE]
        assert in_order(close)
        assert (len(close), got.companions) == (
            got.close_contacts,
            sum(c.contact_class is ContactClass.COMPANION for c in got.contacts),
        )


def test_the_numbers_of_what_ended_a_stay_are_those_of_the_schema():
    assert [how.value for how in How] == [0, 1, 2, 3, 4]
