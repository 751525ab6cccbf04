from datetime import timedelta

import pytest

from venuecode.audit.model import SYSTEM, Fault, Subject
from venuecode.audit.service import AuditLog

KEY = b"k" * 32


@pytest.fixture
def record(db, clock) -> AuditLog:
    return AuditLog(db, clock, KEY)


async def _write(record: AuditLog, db, count: int = 3) -> None:
    async with db.transaction() as connection:
        for number in range(count):
            await record.record(
                connection, SYSTEM, "test.done", Subject("thing", number), division_code="371500",
                details={"z": 1.5, "a": ["城", None]},
            )  # fmt: skip


async def _tamper(db, statement: str) -> None:
    """Do what only somebody who owns the tables can: switch the guard off and write."""
    async with db.transaction() as connection:
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(statement)


async def test_events_are_linked_in_order_and_the_chain_is_intact(record, db):
    await _write(record, db)
    assert await record.link_pending() == 3
    assert await record.link_pending() == 0
    await _write(record, db, 2)
    assert await record.link_pending() == 2
    verification = await record.verify()
    assert verification.intact
    assert verification.checked == 5
    assert verification.head.sequence == 5


async def test_an_event_of_a_transaction_that_fails_never_was(record, db):
    async def fail() -> None:
        async with db.transaction() as connection:
            await record.record(connection, SYSTEM, "test.done")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await record.link_pending() == 0
    assert await record.events(prefix="") == []


async def test_the_tables_refuse_changes(record, db):
    await _write(record, db)
    await record.link_pending()
    for statement in ("update audit_event set reason = 'x'", "delete from audit_link", "truncate audit_event"):
        with pytest.raises(Exception, match="append-only"):
            async with db.connection() as connection:
                await connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("update audit_event set reason = 'changed' where id = 2", (Fault.CHANGED, 2)),
        ("update audit_event set details = '{}' where id = 3", (Fault.CHANGED, 3)),
        ("delete from audit_event where id = 2", (Fault.EVENT_MISSING, 2)),
        ("delete from audit_link where sequence = 2", (Fault.GAP, 3)),
    ],
)
async def test_every_change_behind_the_back_is_found(record, db, statement, finding):
    await _write(record, db, 5)
    await record.link_pending()
    await _tamper(db, statement)
    verification = await record.verify()
    assert (verification.findings[0].fault, verification.findings[0].at) == finding


async def test_a_chain_cut_short_is_found_by_a_head_noted_earlier(record, db):
    await _write(record, db, 5)
    await record.link_pending()
    head = (await record.verify()).head
    await _tamper(db, "delete from audit_link where sequence = 5")
    await _tamper(db, "delete from audit_event where id = 5")
    assert (await record.verify()).intact
    assert [f.fault for f in (await record.verify((head.sequence, head.hash))).findings] == [Fault.HEAD_MISSING]


async def test_an_event_kept_out_of_the_chain_is_found(record, db, clock):
    await _write(record, db, 1)
    await _tamper(db, "delete from audit_pending")
    await record.link_pending()
    clock.advance(timedelta(minutes=6))
    assert [(f.fault, f.at) for f in (await record.verify()).findings] == [(Fault.NOT_LINKED, 1)]


async def test_recomputing_the_chain_without_the_key_does_not_help(record, db, clock):
    await _write(record, db)
    await AuditLog(db, clock, b"another key".ljust(32)).link_pending()
    assert [f.fault for f in (await record.verify()).findings] == [Fault.CHANGED] * 3


async def test_two_processes_linking_at_once_make_one_chain(record, db, clock):
    import asyncio

    await _write(record, db, 20)
    other = AuditLog(db, clock, KEY)
    await asyncio.gather(record.link_pending(), other.link_pending(), record.link_pending(), other.link_pending())
    await record.link_pending()
    verification = await record.verify()
    assert verification.intact
    assert verification.checked == 20


async def test_readers_see_their_divisions_page_by_page(record, db):
    await _write(record, db, 5)
    assert [e.subject.id for e in await record.events(prefix="3715", most=2)] == [4, 3]
    second = (await record.events(prefix="3715", most=2))[-1].id
    assert [e.subject.id for e in await record.events(prefix="3715", before=second, most=9)] == [2, 1, 0]
    assert await record.events(prefix="3702") == []
