from venuecode.audit.model import SYSTEM
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys, new_key_document
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.verdict import DoorDirection
from venuecode.venues import lookup, store
from venuecode.venues.classes import VenueClass, VenueType
from venuecode.venues.model import DoorFacts, DoorState, VenueFacts, VenueState

FACTS = VenueFacts(
    full_name="聊城市东昌府区水城百货有限公司",
    short_name="水城百货",
    venue_class=VenueClass.COMMERCE,
    type=VenueType("mall"),
    credit_code=None,
    division_code=DivisionCode("371502001"),
    address="东昌西路 1 号",
    latitude=36.45,
    longitude=115.98,
    responsible_person="李测试",
    responsible_phone="+8613800000001",
    department="区商务局",
)
RING = Keys(new_key_document()).ring


async def test_a_scan_finds_door_and_venue_in_one_query(db: Database, clock: FixedClock):
    async with db.transaction() as connection:
        venue_id = await store.insert_venue(connection, RING, FACTS, SYSTEM, clock.now())
        await store.insert_doors(
            connection, venue_id, [DoorFacts("南门", DoorDirection.IN), DoorFacts("北门")], clock.now()
        )
        doors = await store.doors_of(connection, [venue_id])
        await store.replace_code(connection, doors[1].id, clock.now())
        found = await lookup.doors_by_code(connection, [doors[0].code, doors[1].code])
    south, north = sorted(found, key=lambda door: door.door_id)
    assert (south.door_name, south.direction, south.code_revoked_at) == ("南门", DoorDirection.IN, None)
    assert (south.venue_short_name, south.venue_state) == ("水城百货", VenueState.ACTIVE)
    assert (south.door_state, south.division_code) == (DoorState.OPEN, "371502001")
    assert north.code_revoked_at == clock.now()


async def test_the_responsible_person_is_sealed_and_opened(db: Database, clock: FixedClock):
    async with db.transaction() as connection:
        venue_id = await store.insert_venue(connection, RING, FACTS, SYSTEM, clock.now())
        stored = await connection.fetchrow("select responsible_person, responsible_phone from venue")
        venue = await store.venue_by_id(connection, RING, venue_id)
    assert "李测试".encode() not in stored["responsible_person"]
    assert b"13800000001" not in stored["responsible_phone"]
    assert venue
    assert venue.facts == FACTS


async def test_a_change_that_commits_late_is_not_missed(db: Database):
    async with db.connection() as reader:
        cursor = await lookup.change_cursor(reader)
        async with db.pool.acquire() as slow:
            late = slow.transaction()
            await late.start()
            await store.note_change(slow, venue_id=1)
            async with db.transaction() as quick:
                await store.note_change(quick, venue_id=2)
            first, cursor = await lookup.changes_since(reader, cursor)
            await late.commit()
        second, cursor = await lookup.changes_since(reader, cursor)
        third, _ = await lookup.changes_since(reader, cursor)
    assert [change.venue_id for change in first] == [2]
    assert 1 in [change.venue_id for change in second]
    assert third == []
