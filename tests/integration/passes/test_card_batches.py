"""An officer prints cards of the division's elders and children; each of them can read who did so."""

import io
import zipfile
from datetime import timedelta

import httpx
import numpy as np
import pypdfium2
import pytest
import zxingcpp
from fastapi import FastAPI

from people import bearer, make_officer, register_citizen, resident_id
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.kernel.clock import FixedClock
from venuecode.passes.batches.service import BATCH_JOB
from venuecode.passes.cards.printing import CardDesk
from venuecode.passes.model import PersonRef
from venuecode.passes.service import Passes

GULOU, OTHER_STREET, ELSEWHERE = "371502001", "371502002", "370202001"
REASON = "为辖区一老一小打印纸质码"
BATCHES = "/api/v1/card-batches"


async def people_of_the_street(app: FastAPI) -> dict[str, int]:
    """Register an elder, a child and an adult of the street, and elders of two other streets."""
    found = {}
    for name, born, street in (
        ("王桂兰", "19450101", GULOU),
        ("张小宝", "20150102", GULOU),
        ("李建国", "19850101", GULOU),
        ("赵秀英", "19500303", OTHER_STREET),
        ("孙玉梅", "19500404", ELSEWHERE),
    ):
        found[name] = (await register_citizen(app, name, number=resident_id(born), division=street))[1]
    return found


async def run_batch(app: FastAPI, batch_id: int) -> None:
    await app.state.services[JobBook].functions[BATCH_JOB]({"batch_id": batch_id})


def codes_on(pdf: bytes) -> list[str]:
    picture = np.asarray(pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil().convert("L"))
    return [one.text for one in zxingcpp.read_barcodes(picture)]


async def ask(client: httpx.AsyncClient, token: str, path: str, body: dict) -> httpx.Response:
    return await client.post(path, json=body, headers=bearer(token))


async def test_a_street_prints_for_its_elders_and_children(app: FastAPI, client: httpx.AsyncClient):
    people = await people_of_the_street(app)
    token = await make_officer(app, Role.REVIEWER, GULOU)
    listed = (await ask(client, token, "/api/v1/card-residents", {})).json()
    assert listed["count"] == 2
    assert [(one["masked_name"], one["group"]) for one in listed["items"]] == [
        ("王*兰", "from_60"),
        ("张*宝", "under_18"),
    ]
    only_old = (await ask(client, token, "/api/v1/card-residents", {"groups": ["from_60"]})).json()
    assert [one["person_id"] for one in only_old["items"]] == [people["王桂兰"]]
    asked = await ask(client, token, BATCHES, {"reason": REASON})
    assert asked.status_code == 202
    batch = asked.json()
    assert (batch["state"], batch["cards_total"]) == ("queued", 2)
    early = await client.get(f"{BATCHES}/{batch['id']}/cards", headers=bearer(token))
    assert (early.status_code, early.json()["code"]) == (409, "cards.batch_not_ready")
    await run_batch(app, batch["id"])
    batch = (await client.get(f"{BATCHES}/{batch['id']}", headers=bearer(token))).json()
    assert (batch["state"], batch["cards_done"], batch["media_type"]) == ("done", 2, "application/pdf")
    file = await client.get(f"{BATCHES}/{batch['id']}/cards", headers=bearer(token))
    assert len(file.content) == batch["size_bytes"]
    read = [await app.state.services[Passes].read(text) for text in codes_on(file.content)]
    assert {one.person_id for one in read if isinstance(one, PersonRef)} == {people["王桂兰"], people["张小宝"]}


async def test_each_of_the_people_can_read_who_printed_their_card_and_why(app: FastAPI, client: httpx.AsyncClient):
    elder, person_id = await register_citizen(app, "王桂兰", number=resident_id("19450101"), division=GULOU)
    token = await make_officer(app, Role.HEALTH_OFFICER, GULOU)
    batch = (await ask(client, token, BATCHES, {"reason": REASON, "person_ids": [person_id]})).json()
    await run_batch(app, batch["id"])
    looks = (await client.get("/api/v1/me/looks", headers=bearer(elder))).json()["items"]
    assert [(one["action"], one["reason"], one["role"]["code"]) for one in looks] == [
        ("card.issued", REASON, "health_officer")
    ]


async def test_a_batch_leaves_good_cards_alone_unless_they_are_to_be_renewed(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    await people_of_the_street(app)
    token = await make_officer(app, Role.REVIEWER, GULOU)
    first = (await ask(client, token, BATCHES, {"reason": REASON, "groups": ["from_60"]})).json()
    await run_batch(app, first["id"])
    printed = codes_on((await client.get(f"{BATCHES}/{first['id']}/cards", headers=bearer(token))).content)
    none_left = await ask(client, token, BATCHES, {"reason": REASON, "groups": ["from_60"]})
    assert (none_left.status_code, none_left.json()["code"]) == (422, "cards.nobody")
    clock.advance(timedelta(minutes=1))
    assert isinstance(await app.state.services[Passes].read(printed[0]), PersonRef)
    renewed = {"reason": REASON, "groups": ["from_60"], "renew": True}
    again = (await ask(client, token, BATCHES, renewed)).json()
    await run_batch(app, again["id"])
    assert not isinstance(await app.state.services[Passes].read(printed[0]), PersonRef)


async def test_a_run_that_failed_while_printing_keeps_the_cards_it_issued(
    app: FastAPI, client: httpx.AsyncClient, db: Database, monkeypatch: pytest.MonkeyPatch
):
    await people_of_the_street(app)
    token = await make_officer(app, Role.REVIEWER, GULOU)
    batch = (await ask(client, token, BATCHES, {"reason": REASON})).json()

    def no_paper(*_: object) -> bytes:
        raise OSError("no paper")

    with monkeypatch.context() as broken:
        broken.setattr(app.state.services[CardDesk].press, "pdf", no_paper)
        with pytest.raises(OSError, match="no paper"):
            await run_batch(app, batch["id"])
    failed = (await client.get(f"{BATCHES}/{batch['id']}", headers=bearer(token))).json()
    assert failed["state"] == "failed"
    await run_batch(app, batch["id"])
    done = (await client.get(f"{BATCHES}/{batch['id']}", headers=bearer(token))).json()
    assert (done["state"], done["cards_done"]) == ("done", 2)
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from card") == 2


async def test_a_district_gets_a_zip_with_a_file_for_each_street_and_nobody_from_elsewhere(
    app: FastAPI, client: httpx.AsyncClient
):
    people = await people_of_the_street(app)
    token = await make_officer(app, Role.REVIEWER, "371502")
    chosen = [people["王桂兰"], people["赵秀英"], people["孙玉梅"]]
    batch = (await ask(client, token, BATCHES, {"reason": REASON, "person_ids": chosen})).json()
    assert batch["cards_total"] == 2
    await run_batch(app, batch["id"])
    file = await client.get(f"{BATCHES}/{batch['id']}/cards", headers=bearer(token))
    assert file.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        names = archive.namelist()
        assert len(names) == 2
        assert "古楼街道.pdf" in names
        assert all(len(codes_on(archive.read(name))) == 1 for name in names)
    out_of_scope = await ask(client, token, BATCHES, {"reason": REASON, "division_code": ELSEWHERE})
    assert out_of_scope.status_code == 404
    another = await make_officer(app, Role.REVIEWER, "371502")
    assert (await client.get(f"{BATCHES}/{batch['id']}", headers=bearer(another))).status_code == 404
