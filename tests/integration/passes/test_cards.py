"""Paper cards over HTTP: issued, printed, read back from the print by an independent decoder, replaced, ended."""

import io
from datetime import datetime, timedelta

import httpx
import numpy as np
import pypdfium2
import pytest
import zxingcpp
from fastapi import FastAPI
from PIL import Image

from people import DONGCHANGFU, bearer, make_officer, register_citizen, resident_id
from venuecode.identity.model import Role
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.verdict import Method
from venuecode.passes.cards.code import mark, parse
from venuecode.passes.model import PersonRef, ReadFault, Shown, Unread
from venuecode.passes.service import Passes

CARDS = "/api/v1/me/cards"


async def ward_of(client: httpx.AsyncClient, token: str, name: str, born: str) -> int:
    number = resident_id(born)
    body = {
        "name": name,
        "document_type": "resident_id",
        "document_number": number,
        "relation": "grandparent",
        "consent": True,
    }
    return int((await client.post("/api/v1/me/family", json=body, headers=bearer(token))).json()["person_id"])


async def issue(client: httpx.AsyncClient, token: str, person_id: int, **body: object) -> dict:
    answer = await client.post(f"{CARDS}/{person_id}", json=body, headers=bearer(token))
    assert answer.status_code == 201, answer.text
    return answer.json()["card"]


async def read(app: FastAPI, text: str) -> PersonRef | Unread:
    return await app.state.services[Passes].read(text)


async def test_grandmothers_card_is_good_for_180_days_and_leads_to_her_scanned_or_typed(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    token, own = await register_citizen(app)
    ward = await ward_of(client, token, "王奶奶", "19450101")
    card = await issue(client, token, ward)
    assert datetime.fromisoformat(card["valid_until"]) - clock.now() == timedelta(days=180, hours=12)
    own_card = await issue(client, token, own)
    assert datetime.fromisoformat(own_card["valid_until"]) - clock.now() == timedelta(days=90, hours=12)
    disabled = await issue(client, token, own, disabled=True)
    assert datetime.fromisoformat(disabled["valid_until"]) - clock.now() == timedelta(days=180, hours=12)
    for text in (card["url"], card["code"], card["code"].lower().replace("-", " ")):
        found = await read(app, text)
        assert isinstance(found, PersonRef)
        assert (found.person_id, found.shown, found.method) == (ward, Shown.CARD, Method.CARD)


async def test_the_printed_card_is_read_by_an_independent_decoder(app: FastAPI, client: httpx.AsyncClient):
    number = resident_id("19450101")
    token, own = await register_citizen(app, "王桂兰", number=number)
    card = await issue(client, token, own)
    pictures = {}
    for layout in ("card", "sheet"):
        pdf = await client.get(f"{CARDS}/{own}/card.pdf?layout={layout}", headers=bearer(token))
        assert pdf.headers["content-type"] == "application/pdf"
        document = pypdfium2.PdfDocument(pdf.content)
        pictures[layout] = np.asarray(document[0].render(scale=200 / 72).to_pil().convert("L"))
        text = "".join(document[0].get_textpage().get_text_bounded().split())
        assert "王*兰" in text
        assert card["code"] in text
        assert number not in text
        assert "桂" not in text
    width, height = (round(side / 72 * 25.4, 1) for side in pypdfium2.PdfDocument(pdf.content)[0].get_size())
    assert (width, height) == (210, 297)
    png = await client.get(f"{CARDS}/{own}/card.png?width=600", headers=bearer(token))
    pictures["png"] = np.asarray(Image.open(io.BytesIO(png.content)).convert("L"))
    assert pictures["png"].shape == (379, 600)  # the proportion of a bank card
    for name, picture in pictures.items():
        assert [one.text for one in zxingcpp.read_barcodes(picture)] == [card["url"]], name


async def test_a_new_card_ends_the_one_before_and_devices_hear_of_it(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock
):
    token, own = await register_citizen(app)
    first = await issue(client, token, own)
    passes = app.state.services[Passes]
    before = await passes.revocations()
    assert before.marks == ()
    clock.advance(timedelta(hours=1))
    second = await issue(client, token, own)
    refused = await read(app, first["url"])
    assert isinstance(refused, Unread)
    assert refused.fault is ReadFault.CARD_REVOKED
    assert isinstance(await read(app, second["url"]), PersonRef)
    first_code = parse(first["code"], [])
    since = await passes.revocations(before.as_of)
    assert since.marks == (mark(first_code),)  # type: ignore[arg-type]
    at_the_door = clock.now() - timedelta(minutes=30)
    assert isinstance(await passes.read(first["url"], at_the_door), PersonRef)
    clock.advance(timedelta(days=91))
    assert (await passes.revocations()).marks == ()  # past its date anyway
    expired = await read(app, second["url"])
    assert isinstance(expired, Unread)
    assert expired.fault is ReadFault.CARD_EXPIRED


async def test_a_lost_card_is_ended_by_the_guardian_and_by_the_street(app: FastAPI, client: httpx.AsyncClient):
    token, _ = await register_citizen(app)
    ward = await ward_of(client, token, "王奶奶", "19450101")
    card = await issue(client, token, ward)
    ended = await client.post(f"{CARDS}/{ward}/revoke", json={}, headers=bearer(token))
    assert ended.status_code == 204
    assert isinstance(await read(app, card["url"]), Unread)
    again = await client.post(f"{CARDS}/{ward}/revoke", json={}, headers=bearer(token))
    assert (again.status_code, again.json()["code"]) == (404, "card.none")
    card = await issue(client, token, ward)
    path, body = f"/api/v1/people/{ward}/card/revoke", {"reason": "家属电话挂失"}
    elsewhere = await make_officer(app, Role.REVIEWER, "370202")
    assert (await client.post(path, json=body, headers=bearer(elsewhere))).status_code == 404
    here = await make_officer(app, Role.REVIEWER, DONGCHANGFU)
    assert (await client.post(path, json=body, headers=bearer(here))).status_code == 204
    assert isinstance(await read(app, card["url"]), Unread)


async def test_the_list_shows_oneself_first_and_nobody_prints_for_strangers(app: FastAPI, client: httpx.AsyncClient):
    token, own = await register_citizen(app)
    ward = await ward_of(client, token, "王奶奶", "19450101")
    _, stranger = await register_citizen(app)
    await issue(client, token, ward)
    items = (await client.get(CARDS, headers=bearer(token))).json()["items"]
    assert [(one["person_id"], one["oneself"], one["days"], one["card"] is None) for one in items] == [
        (own, True, 90, True),
        (ward, False, 180, False),
    ]
    assert (await client.post(f"{CARDS}/{stranger}", json={}, headers=bearer(token))).status_code == 404
    assert (await client.get(f"{CARDS}/{stranger}/card.pdf", headers=bearer(token))).status_code == 404
    assert (await client.get(f"{CARDS}/{own}/card.png", headers=bearer(token))).json()["code"] == "card.none"


async def test_cards_are_limited_by_the_day(app: FastAPI, client: httpx.AsyncClient, clock: FixedClock):
    token, own = await register_citizen(app)
    for _ in range(20):
        await issue(client, token, own)
    answer = await client.post(f"{CARDS}/{own}", json={}, headers=bearer(token))
    assert (answer.status_code, answer.json()["code"]) == (429, "card.too_often")


@pytest.mark.parametrize("text", ["https://elsewhere.example/c/ABCD", "HTTPS://127.0.0.1:8000/c/00000000000000000"])
async def test_no_card_is_told_apart_from_another_card(app: FastAPI, text: str):
    found = await read(app, text)
    assert isinstance(found, Unread)
    assert found.fault in {ReadFault.FOREIGN, ReadFault.CARD_MISTYPED}
