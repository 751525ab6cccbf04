"""A name may hold a character that the posters' font lacks: whoever typed it and whoever prints it are told."""

import httpx
import pytest
from fastapi import FastAPI

from people import bearer, make_officer, register_citizen
from venue_forms import apply, form, issued, reviewed_form
from venuecode.identity.model import Role
from venuecode.venues.posters.lettering import Lettering

RARE = "𠮷"


@pytest.fixture
async def citizen(app: FastAPI) -> dict[str, str]:
    return bearer((await register_citizen(app))[0])


async def test_the_applicant_is_told_at_the_field_and_may_go_on(client: httpx.AsyncClient, citizen: dict[str, str]):
    typed = form(full_name=f"聊城市{RARE}家菜馆", doors=[{"name": "南门"}, {"name": "😀门"}])
    path = "/api/v1/venue-applications"
    draft = (await client.post(path, json=typed, headers=citizen)).json()
    assert list(draft["advice"]) == ["full_name", "doors.1.name"]
    assert RARE in draft["advice"]["full_name"]
    assert draft["faults"] == {}
    english = await client.get(f"{path}/{draft['id']}", headers={**citizen, "accept-language": "en"})
    assert english.json()["advice"]["full_name"].startswith(f"The posters' font lacks these characters: {RARE}")
    assert (await apply(client, citizen, typed))["state"] == "approved"


async def test_manager_and_officer_are_told_before_they_print(
    app: FastAPI, client: httpx.AsyncClient, citizen: dict[str, str]
):
    detail = await issued(client, citizen, short_name=f"{RARE}家菜馆")
    venue = detail["venue"]["id"]
    assert detail["poster_advice"]["code"] == "posters.characters_missing"
    mine = (await client.get("/api/v1/my/venues", headers=citizen)).json()["items"]
    assert mine[0]["poster_advice"] == detail["poster_advice"]
    reviewer = bearer(await make_officer(app, Role.REVIEWER, "371502"))
    seen = (await client.get(f"/api/v1/venues/{venue}", headers=reviewer)).json()
    assert seen["poster_advice"] == detail["poster_advice"]


async def test_a_reviewer_is_told_and_a_common_name_asks_for_nothing(
    app: FastAPI, client: httpx.AsyncClient, citizen: dict[str, str]
):
    waiting = await apply(client, citizen, reviewed_form(address=f"{RARE}水街 1 号"))
    reviewer = bearer(await make_officer(app, Role.REVIEWER, "371502"))
    review = (await client.get(f"/api/v1/venue-reviews/{waiting['id']}", headers=reviewer)).json()
    assert list(review["advice"]) == ["address"]
    assert (await issued(client, citizen))["poster_advice"] is None


def test_the_bundled_font_draws_all_of_gb_2312():
    points = [bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    characters = "".join(point.decode("gb2312", "ignore") for point in points)
    assert len(characters) == 6763
    lettering = Lettering()
    assert lettering.missing(RARE) == RARE
    assert not [c for c in characters if ord(c) not in lettering._covered()]
