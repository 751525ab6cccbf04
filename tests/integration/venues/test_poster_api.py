"""Posters over HTTP: who is let in, what comes back, and a batch from the request through a worker to the ZIP."""

import asyncio
import io
import zipfile

import httpx
import pypdfium2
import pytest
from fastapi import FastAPI

from people import bearer, make_officer, register_citizen
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook, work
from venuecode.kernel.ids import PersonId
from venuecode.venues.code import new_code
from venuecode.venues.posters.service import BATCH_JOB

DONGCHANGFU, SHIZHONG = "371502", "370103"


@pytest.fixture
async def manager(app: FastAPI) -> tuple[dict[str, str], PersonId]:
    token, person_id = await register_citizen(app)
    return bearer(token), person_id


@pytest.fixture
async def reviewer(app: FastAPI) -> dict[str, str]:
    return bearer(await make_officer(app, Role.REVIEWER, DONGCHANGFU))


@pytest.fixture
async def venue(db: Database, manager) -> tuple[int, int]:
    """A library in Dongchangfu with two doors: (venue, first door)."""
    async with db.transaction() as connection:
        venue_id = await connection.fetchval(
            "insert into venue (full_name, short_name, class, type, division_code, address)"
            " values ('聊城市东昌府区图书馆', '东昌图书馆', 1, 'library', '371502', '柳园路 1 号') returning id"
        )
        doors = [
            await connection.fetchval("insert into door (venue_id, name) values ($1, $2) returning id", venue_id, name)
            for name in ("南门", "北门")
        ]
        for number, door_id in enumerate(doors):
            await connection.execute(
                "insert into venue_code (code, door_id) values ($1, $2)", new_code(bytes([number] * 10)), door_id
            )
        await connection.execute(
            "insert into venue_member (venue_id, person_id, role, since) values ($1, $2, 'manager', now())",
            venue_id,
            manager[1],
        )
    return venue_id, doors[0]


async def run_worker_until_made(app: FastAPI, database_url: str) -> None:
    """Let a real worker take one batch from the queue."""
    book: JobBook = app.state.services[JobBook]
    make, made = book.functions[BATCH_JOB], asyncio.Event()

    async def make_and_tell(payload):
        await make(payload)
        made.set()

    book.functions[BATCH_JOB] = make_and_tell
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(work(database_url, book, stop=made))


async def test_manager_gets_all_doors_in_one_pdf(client: httpx.AsyncClient, manager, venue):
    answer = await client.get(f"/api/v1/venues/{venue[0]}/posters.pdf", headers=manager[0])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].endswith("%E4%B8%9C%E6%98%8C%E5%9B%BE%E4%B9%A6%E9%A6%86.pdf")
    texts = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(answer.content)]
    assert ["南门" in texts[0], "北门" in texts[1], len(texts)] == [True, True, 2]
    assert "12345" in texts[0]


async def test_layout_is_chosen_by_the_caller(client: httpx.AsyncClient, manager, venue):
    answer = await client.get(f"/api/v1/doors/{venue[1]}/poster.pdf?layout=a5", headers=manager[0])
    width, height = pypdfium2.PdfDocument(answer.content)[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (148, 210)


async def test_picture_has_the_width_asked_for(client: httpx.AsyncClient, reviewer, venue):
    answer = await client.get(f"/api/v1/doors/{venue[1]}/poster.png?width=600", headers=reviewer)
    assert answer.headers["content-type"] == "image/png"
    assert int.from_bytes(answer.content[16:20]) == 600  # the width in the PNG's header


@pytest.mark.parametrize("query", ["layout=a3", "layout="])
async def test_unknown_layout_is_refused_at_the_field(client: httpx.AsyncClient, manager, venue, query):
    answer = await client.get(f"/api/v1/doors/{venue[1]}/poster.pdf?{query}", headers=manager[0])
    assert answer.status_code == 422
    assert answer.json()["fields"].keys() == {"layout"}


async def test_only_manager_and_officers_of_the_division_get_in(
    app: FastAPI, client: httpx.AsyncClient, manager, venue
):
    stranger, _ = await register_citizen(app)
    callers = {
        "nobody": {},
        "stranger": bearer(stranger),
        "manager": manager[0],
        "reviewer here": bearer(await make_officer(app, Role.REVIEWER, DONGCHANGFU)),
        "reviewer of the city": bearer(await make_officer(app, Role.REVIEWER, "371500")),
        "reviewer elsewhere": bearer(await make_officer(app, Role.REVIEWER, SHIZHONG)),
        "auditor here": bearer(await make_officer(app, Role.AUDITOR, DONGCHANGFU)),
    }
    paths = (f"/api/v1/venues/{venue[0]}/posters.pdf", f"/api/v1/doors/{venue[1]}/poster.png?width=300")
    answers = {
        who: {(await client.get(path, headers=headers)).status_code for path in paths}
        for who, headers in callers.items()
    }
    assert answers == {
        "nobody": {401},
        "stranger": {404},
        "manager": {200},
        "reviewer here": {200},
        "reviewer of the city": {200},
        "reviewer elsewhere": {404},
        "auditor here": {403},
    }


async def test_suspended_venue_says_why_in_the_readers_language(
    client: httpx.AsyncClient, db: Database, manager, venue
):
    async with db.transaction() as connection:
        await connection.execute("update venue set state = 'suspended'")
    answer = await client.get(f"/api/v1/venues/{venue[0]}/posters.pdf", headers={**manager[0], "Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (409, "posters.venue_not_active")
    assert "suspended" in answer.json()["title"]


async def test_batches_are_for_officers(client: httpx.AsyncClient, manager):
    assert (await client.post("/api/v1/poster-batches", json={}, headers=manager[0])).status_code == 403
    assert (await client.get("/api/v1/poster-batches", headers=manager[0])).status_code == 403


@pytest.mark.usefixtures("venue")
async def test_batch_is_made_by_a_worker_and_fetched(
    app: FastAPI, client: httpx.AsyncClient, database_url: str, db: Database, reviewer
):
    answer = await client.post("/api/v1/poster-batches", json={"layout": "a5"}, headers=reviewer)
    assert answer.status_code == 202
    batch = answer.json()
    assert (batch["state"], batch["posters_total"], batch["division_code"]) == ("queued", 2, DONGCHANGFU)
    path = f"/api/v1/poster-batches/{batch['id']}"
    assert (await client.get(f"{path}/posters.zip", headers=reviewer)).status_code == 409

    await run_worker_until_made(app, database_url)

    zipped = await client.get(f"{path}/posters.zip", headers=reviewer)
    assert zipped.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(zipped.content)) as archive:
        (name,) = archive.namelist()
        assert name == "东昌府区/东昌图书馆.pdf"
        assert len(pypdfium2.PdfDocument(archive.read(name))) == 2
    page = (await client.get("/api/v1/poster-batches", headers=reviewer)).json()
    assert [one["id"] for one in page["items"]] == [batch["id"]]
    async with db.connection() as connection:
        assert await connection.fetchval("select action from audit_event where subject_kind = 'poster_batch'")


@pytest.mark.usefixtures("venue")
async def test_batch_list_pages_by_its_cursor(client: httpx.AsyncClient, reviewer):
    made = [(await client.post("/api/v1/poster-batches", json={}, headers=reviewer)).json()["id"] for _ in range(3)]
    first = (await client.get("/api/v1/poster-batches?size=2", headers=reviewer)).json()
    second = (await client.get(f"/api/v1/poster-batches?size=2&before={first['next']}", headers=reviewer)).json()
    assert [one["id"] for one in first["items"] + second["items"]] == made[::-1]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"division_code": "37"}, "division_code"),
        ({"layout": "a0"}, "layout"),
        ({"venue_ids": []}, "venue_ids"),
        ({"district": "371502"}, "district"),
    ],
)
async def test_wrong_request_is_refused_at_the_field(client: httpx.AsyncClient, reviewer, wanted, field):
    answer = await client.post("/api/v1/poster-batches", json=wanted, headers=reviewer)
    assert answer.status_code == 422
    assert answer.json()["fields"].keys() == {field}


async def test_batch_of_a_colleague_is_not_found(app: FastAPI, client: httpx.AsyncClient, reviewer, venue):
    batch = (await client.post("/api/v1/poster-batches", json={}, headers=reviewer)).json()
    colleague = bearer(await make_officer(app, Role.REVIEWER, DONGCHANGFU))
    for path in (f"/api/v1/poster-batches/{batch['id']}", f"/api/v1/poster-batches/{batch['id']}/posters.zip"):
        assert (await client.get(path, headers=colleague)).status_code == 404
