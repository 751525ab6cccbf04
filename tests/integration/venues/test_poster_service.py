"""Posters out of the tables: who may print which, and batches from the request to the ZIP to its end."""

import io
import zipfile
from datetime import timedelta
from itertools import count

import pypdfium2
import pytest
from fastapi import FastAPI

from venuecode.audit.model import Actor, ActorKind
from venuecode.audit.service import AuditLog
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import DivisionCode, OfficerId, PersonId, VenueId
from venuecode.regions.rules import Scope
from venuecode.regions.service import Divisions
from venuecode.venues.classes import VenueClass
from venuecode.venues.code import new_code
from venuecode.venues.model import Caller
from venuecode.venues.posters import store
from venuecode.venues.posters.batch import (
    BatchNotReady,
    BatchState,
    BatchTooLarge,
    NothingToPrint,
    Selection,
    VenueNotActive,
)
from venuecode.venues.posters.model import Layout
from venuecode.venues.posters.rendering import PosterPress
from venuecode.venues.posters.schemas import file_name
from venuecode.venues.posters.service import BATCH_JOB, PosterDesk, Posters
from venuecode.venues.posters.settings import PosterSettings

LIXIA, SHIZHONG, JINAN = DivisionCode("370102"), DivisionCode("370103"), DivisionCode("370100")
OFFICER, COLLEAGUE, MANAGER_ID = OfficerId(7), OfficerId(8), PersonId(1)
MANAGER = Caller(Actor(ActorKind.CITIZEN, MANAGER_ID))
STRANGER = Caller(Actor(ActorKind.CITIZEN, 2))
_numbers = count(1)


def officer_of(division: DivisionCode) -> Caller:
    return Caller(Actor(ActorKind.OFFICER, OFFICER), Scope(division))


async def add_venue(
    db: Database, *doors: str, division: str = "370102", name: str = "泉城图书馆", state: str = "active"
) -> VenueId:
    """A venue of class 1 with open doors; a door called 鲁… is a vehicle."""
    async with db.transaction() as connection:
        venue_id = await connection.fetchval(
            "insert into venue (full_name, short_name, class, type, division_code, address, state)"
            " values ($1, $2, 1, 'library', $3, '泉城路 180 号', $4) returning id",
            f"济南市{name}",
            name,
            division,
            state,
        )
        for door in doors:
            plate = door if door.startswith("鲁") else None
            door_id = await connection.fetchval(
                "insert into door (venue_id, name, plate, route) values ($1, $2, $3, $4) returning id",
                venue_id,
                door,
                plate,
                plate and "K52 路",
            )
            await connection.execute(
                "insert into venue_code (code, door_id) values ($1, $2)",
                new_code(next(_numbers).to_bytes(10)),
                door_id,
            )
        await connection.execute(
            "insert into venue_member (venue_id, person_id, role, since) values ($1, $2, 'manager', now())",
            venue_id,
            MANAGER_ID,
        )
    return VenueId(venue_id)


async def run(sql: str, db: Database, *values: object) -> object:
    async with db.transaction() as connection:
        return await connection.fetchval(sql, *values)


@pytest.fixture
def posters(app: FastAPI) -> Posters:
    return app.state.services[Posters]


@pytest.fixture
def make(app: FastAPI):
    job = app.state.services[JobBook].functions[BATCH_JOB]
    return lambda batch_id: job({"batch_id": batch_id})


async def zip_of(posters: Posters, batch_id: int) -> zipfile.ZipFile:
    size, pieces = await posters.zip_of(OFFICER, Scope(LIXIA), batch_id)
    content = b"".join([piece async for piece in pieces])
    assert len(content) == size
    return zipfile.ZipFile(io.BytesIO(content))


async def test_manager_gets_a_poster_for_each_open_door(posters: Posters, db: Database):
    venue_id = await add_venue(db, "南门", "北门", "西门")
    await run("update door set state = 'closed' where name = '西门'", db)
    found = await posters.of_venue(MANAGER, venue_id)
    assert [poster.door_name for poster in found] == ["南门", "北门"]
    assert {poster.url for poster in found} == {f"http://127.0.0.1:8000/v/{poster.code}" for poster in found}
    assert found[0].address == "山东省济南市历下区泉城路 180 号"
    assert str(found[0].printed_on) == "2026-05-06"


async def test_print_date_is_the_day_in_shanghai(posters: Posters, db: Database, clock: FixedClock):
    venue_id = await add_venue(db, "南门")
    clock.advance(timedelta(hours=12, minutes=1))  # past midnight there, not in UTC
    assert str((await posters.of_venue(MANAGER, venue_id))[0].printed_on) == "2026-05-07"


async def test_reissued_code_is_the_one_that_is_printed(posters: Posters, db: Database):
    venue_id = await add_venue(db, "南门")
    fresh = new_code(b"reissued..")
    door_id = await run("update venue_code set revoked_at = now() returning door_id", db)
    await run("insert into venue_code (code, door_id) values ($1, $2)", db, fresh, door_id)
    assert [poster.code for poster in await posters.of_venue(MANAGER, venue_id)] == [fresh]


@pytest.mark.parametrize("caller", [STRANGER, officer_of(SHIZHONG)], ids=["stranger", "other district"])
async def test_venue_of_others_is_not_found(posters: Posters, db: Database, caller):
    venue_id = await add_venue(db, "南门")
    with pytest.raises(NotFound):
        await posters.of_venue(caller, venue_id)
    door_id = await run("select id from door", db)
    with pytest.raises(NotFound):
        await posters.of_door(caller, door_id)


async def test_former_manager_may_not_print(posters: Posters, db: Database):
    venue_id = await add_venue(db, "南门")
    await run("update venue_member set until = now()", db)
    with pytest.raises(NotFound):
        await posters.of_venue(MANAGER, venue_id)


@pytest.mark.parametrize("caller", [MANAGER, officer_of(LIXIA), officer_of(JINAN)], ids=["manager", "district", "city"])
async def test_one_door_is_printed_for_manager_and_officers_of_the_division(posters: Posters, db: Database, caller):
    await add_venue(db, "南门", "北门")
    door_id = await run("select id from door where name = '北门'", db)
    assert (await posters.of_door(caller, door_id)).door_name == "北门"


async def test_suspended_venue_prints_nothing(posters: Posters, db: Database):
    venue_id = await add_venue(db, "南门", state="suspended")
    with pytest.raises(VenueNotActive):
        await posters.of_venue(MANAGER, venue_id)


async def test_venue_without_an_open_door_has_nothing_to_print(posters: Posters, db: Database):
    venue_id = await add_venue(db, "南门")
    await run("update door set state = 'closed'", db)
    with pytest.raises(NothingToPrint):
        await posters.of_venue(MANAGER, venue_id)


async def test_batch_holds_a_pdf_for_each_venue_of_the_division(posters: Posters, db: Database, make):
    await add_venue(db, "南门", "北门")
    await add_venue(db, "东门", division="370102001", name="解放路书店")
    await add_venue(db, "鲁A·12345", name="公交 52 路")
    await add_venue(db, "外地", division=SHIZHONG)
    await add_venue(db, "停用", state="suspended")
    batch = await posters.request_batch(OFFICER, Scope(LIXIA), Selection(LIXIA), None)
    assert (batch.state, batch.posters_total, len(batch.venue_ids)) == (BatchState.QUEUED, 4, 3)
    with pytest.raises(BatchNotReady):
        await posters.zip_of(OFFICER, Scope(LIXIA), batch.id)

    await make(batch.id)
    done = await posters.batch(OFFICER, Scope(LIXIA), batch.id)
    assert (done.state, done.posters_done, done.posters_total) == (BatchState.DONE, 4, 4)
    with await zip_of(posters, batch.id) as archive:
        pages = {name: len(pypdfium2.PdfDocument(archive.read(name))) for name in archive.namelist()}
    assert pages == {"历下区/泉城图书馆.pdf": 2, "历下区/公交 52 路.pdf": 1, "解放路街道/解放路书店.pdf": 1}


async def test_request_puts_the_job_in_the_queue(posters: Posters, db: Database):
    await add_venue(db, "南门")
    batch = await posters.request_batch(OFFICER, Scope(LIXIA), Selection(LIXIA), Layout.A5)
    queued = await run("select convert_from(payload, 'UTF8') from pgqueuer where entrypoint = $1", db, BATCH_JOB)
    assert queued == f'{{"batch_id":{batch.id}}}'


async def test_selection_is_narrowed_by_class_type_and_list(posters: Posters, db: Database):
    first, second = await add_venue(db, "南门"), await add_venue(db, "南门", "北门")
    scope = Scope(JINAN)
    chosen = [
        Selection(JINAN, venue_ids=(second,)),
        Selection(JINAN, venue_class=VenueClass.PUBLIC_BODIES),
        Selection(JINAN, venue_type="library", venue_ids=(first, second)),
    ]
    batches = [await posters.request_batch(OFFICER, scope, selection, None) for selection in chosen]
    assert [set(batch.venue_ids) for batch in batches] == [{second}, {first, second}, {first, second}]
    with pytest.raises(NothingToPrint):
        await posters.request_batch(OFFICER, scope, Selection(JINAN, venue_class=VenueClass.COMMERCE), None)


async def test_batch_beyond_the_own_division_is_refused(posters: Posters, db: Database):
    outside = await add_venue(db, "南门", division=SHIZHONG)
    with pytest.raises(NotFound):
        await posters.request_batch(OFFICER, Scope(LIXIA), Selection(SHIZHONG), None)
    with pytest.raises(NothingToPrint):
        await posters.request_batch(OFFICER, Scope(LIXIA), Selection(LIXIA, venue_ids=(outside,)), None)


@pytest.fixture
def small(app: FastAPI, db: Database, clock: FixedClock) -> Posters:
    """Two posters a batch."""
    services = app.state.services
    desk = PosterDesk(clock, services[Divisions], "https://example.org")
    return Posters(db, clock, services[AuditLog], desk, PosterSettings(batch_posters=2))


async def test_more_than_a_batch_holds_is_made_in_parts_by_itself(small: Posters, db: Database):
    venues = [await add_venue(db, *doors) for doors in (("南门",), ("南门", "北门", "东门"), ("南门",), ("南门",))]
    wanted = Selection(LIXIA, venue_class=VenueClass.PUBLIC_BODIES)
    first = await small.request_batch(OFFICER, Scope(LIXIA), wanted, None)
    batches = (await small.batches(OFFICER, 1 << 62, 9))[::-1]
    assert (
        [(one.part, one.parts, list(one.venue_ids)) for one in batches]
        == [
            (1, 3, venues[:1]),
            (2, 3, venues[1:2]),  # more than a batch holds, but a venue is not torn apart
            (3, 3, venues[2:]),
        ]
    )
    assert batches[0] == first
    named = small.named(first, "zh")
    assert named == ("山东省济南市历下区", "机关事业单位与公共服务场所")
    assert file_name(first, named, "zh").startswith(
        "场所码海报 山东省济南市历下区 机关事业单位与公共服务场所 第1部分（共3）"
    )


async def test_what_is_too_much_for_any_parts_is_refused_whole_with_its_number(small: Posters, db: Database):
    for number in range(21):
        await add_venue(db, "南门", "北门", name=f"书店 {number}")
    with pytest.raises(BatchTooLarge) as refusal:
        await small.request_batch(OFFICER, Scope(LIXIA), Selection(LIXIA), None)
    assert "has 42 posters, and 40 can" in refusal.value.message.en
    assert await run("select count(*) from poster_batch", db) == 0


async def test_batch_belongs_to_the_officer_who_asked(posters: Posters, db: Database):
    await add_venue(db, "南门")
    batch = await posters.request_batch(OFFICER, Scope(LIXIA), Selection(LIXIA), None)
    assert [one.id for one in await posters.batches(OFFICER, 1 << 62, 10)] == [batch.id]
    assert await posters.batches(COLLEAGUE, 1 << 62, 10) == []
    for officer_id, scope in ((COLLEAGUE, Scope(LIXIA)), (OFFICER, Scope(SHIZHONG))):  # the other: moved away
        with pytest.raises(NotFound):
            await posters.batch(officer_id, scope, batch.id)


async def test_second_run_of_the_job_leaves_a_finished_batch_alone(posters: Posters, db: Database, make):
    await add_venue(db, "南门")
    batch = await posters.request_batch(OFFICER, Scope(LIXIA), Selection(LIXIA), None)
    await make(batch.id)
    await run("update venue set state = 'revoked'", db)
    await make(batch.id)
    assert (await posters.batch(OFFICER, Scope(LIXIA), batch.id)).posters_done == 1
    assert len((await zip_of(posters, batch.id)).namelist()) == 1


async def test_failed_run_says_so_and_the_next_one_makes_it_whole(
    posters: Posters, db: Database, make, monkeypatch: pytest.MonkeyPatch
):
    for number in range(3):
        await add_venue(db, "南门", name=f"第 {number} 图书馆")
    batch = await posters.request_batch(OFFICER, Scope(LIXIA), Selection(LIXIA), None)
    real, calls = PosterPress.pdf, count(1)

    def breaks_at_the_second(self, *arguments):
        if next(calls) == 2:
            raise MemoryError
        return real(self, *arguments)

    monkeypatch.setattr(PosterPress, "pdf", breaks_at_the_second)
    with pytest.raises(MemoryError):
        await make(batch.id)
    assert (await posters.batch(OFFICER, Scope(LIXIA), batch.id)).state is BatchState.FAILED
    await make(batch.id)
    assert (await posters.batch(OFFICER, Scope(LIXIA), batch.id)).state is BatchState.DONE
    assert len((await zip_of(posters, batch.id)).namelist()) == 3


async def test_doors_closed_since_the_request_are_left_out(posters: Posters, db: Database, make):
    await add_venue(db, "南门", "北门")
    batch = await posters.request_batch(OFFICER, Scope(LIXIA), Selection(LIXIA), None)
    await run("update door set state = 'closed' where name = '北门'", db)
    await make(batch.id)
    done = await posters.batch(OFFICER, Scope(LIXIA), batch.id)
    assert (done.posters_done, done.posters_total) == (1, 1)


async def test_large_zip_is_stored_in_pieces_and_put_together_again(
    posters: Posters, db: Database, make, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("venuecode.venues.posters.jobs._PIECE", 10_000)
    await add_venue(db, *(f"{number} 号门" for number in range(5)))
    batch = await posters.request_batch(OFFICER, Scope(LIXIA), Selection(LIXIA), Layout.A4)
    await make(batch.id)
    assert await run("select count(*) from poster_batch_chunk", db) > 3
    assert (await zip_of(posters, batch.id)).testzip() is None


async def test_batch_is_gone_after_seven_days(posters: Posters, app: FastAPI, db: Database, clock: FixedClock, make):
    await add_venue(db, "南门")
    batch = await posters.request_batch(OFFICER, Scope(LIXIA), Selection(LIXIA), None)
    await make(batch.id)
    _, purge = app.state.services[JobBook].schedules["posters.delete_expired"]
    clock.advance(timedelta(days=6, hours=23))
    await purge()
    assert (await posters.batch(OFFICER, Scope(LIXIA), batch.id)).id == batch.id
    clock.advance(timedelta(hours=1))
    with pytest.raises(NotFound):
        await posters.batch(OFFICER, Scope(LIXIA), batch.id)
    await purge()
    assert await run("select (select count(*) from poster_batch) + (select count(*) from poster_batch_chunk)", db) == 0


async def test_expired_batch_whose_job_comes_late_does_nothing(db: Database, make):
    await make(404)
    async with db.connection() as connection:
        assert await store.batch_by_id(connection, 404) is None
