from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from people import bearer, make_officer, register_citizen
from venue_forms import credit_code, issued
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.ids import VenueId
from venuecode.venues import lookup

VENUES: list[dict[str, Any]] = [
    {"full_name": "聊城市水城百货有限公司", "short_name": "水城百货", "credit_code": credit_code(1)},
    {"full_name": "聊城工商银行营业部", "short_name": "工行", "credit_code": credit_code(2), "type": "supermarket"},
    {"full_name": "Water City ＣＡＦＥ", "short_name": "水城咖啡", "type": "restaurant", "credit_code": credit_code(3)},
    {
        "full_name": "阳谷县人民医院",
        "short_name": "县医院",
        "venue_class": 1,
        "type": "hospital",
        "division_code": "371521001",
    },
    {"full_name": "100%_果园\\超市", "short_name": "果园", "type": "supermarket", "division_code": "371502002"},
]


@pytest.fixture
async def ids(client: httpx.AsyncClient, app: FastAPI) -> list[int]:
    manager = bearer((await register_citizen(app))[0])
    return [(await issued(client, manager, **venue))["venue"]["id"] for venue in VENUES]


@pytest.fixture
async def city(app: FastAPI) -> dict[str, str]:
    return bearer(await make_officer(app, Role.REGULATOR, "371500"))


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ({}, [4, 3, 2, 1, 0]),
        ({"name": "水城"}, [2, 0]),
        ({"name": "银行"}, [1]),
        ({"name": "市水城百"}, [0]),
        ({"name": "cafe"}, [2]),
        ({"name": "院"}, [3]),
        ({"name": "100%"}, [4]),
        ({"name": "%"}, []),
        ({"name": "没有这家"}, []),
        ({"credit_code": credit_code(2).lower()}, [1]),
        ({"venue_class": 1}, [3]),
        ({"type": "supermarket"}, [4, 1]),
        ({"division": "371502"}, [4, 2, 1, 0]),
        ({"division": "371502002"}, [4]),
        ({"division": "371502", "type": "supermarket", "name": "银行"}, [1]),
        ({"state": "suspended"}, []),
        ({"never_scanned": "true"}, [4, 3, 2, 1]),
        ({"name": "a\0b'--"}, []),
    ],
)
async def test_search_finds_by_every_filter_newest_first(
    client: httpx.AsyncClient,
    ids: list[int],
    city: dict[str, str],
    db: Database,
    clock: FixedClock,
    wanted: dict[str, str],
    places: list[int],
):
    async with db.transaction() as connection:
        await lookup.mark_scanned(connection, {VenueId(ids[0]): clock.now()})
    page = (await client.get("/api/v1/venues", params=wanted, headers=city)).json()
    assert [item["id"] for item in page["items"]] == [ids[place] for place in places]


async def test_an_officer_sees_the_own_division_only(client: httpx.AsyncClient, ids: list[int], app: FastAPI):
    county = bearer(await make_officer(app, Role.REGULATOR, "371521"))
    assert [v["id"] for v in (await client.get("/api/v1/venues", headers=county)).json()["items"]] == [ids[3]]
    beyond = await client.get("/api/v1/venues", params={"division": "371502"}, headers=county)
    assert (beyond.status_code, set(beyond.json()["fields"])) == (422, {"division"})


async def test_pages_follow_one_another_without_gaps(client: httpx.AsyncClient, ids: list[int], city: dict[str, str]):
    seen: list[int] = []
    before: int | None = 2**62
    while before is not None:
        page = (await client.get("/api/v1/venues", params={"size": 2, "before": before}, headers=city)).json()
        seen += [item["id"] for item in page["items"]]
        before = page["next"]
    assert seen == sorted(ids, reverse=True)


async def test_a_look_is_recorded_and_shows_the_responsible_person(
    client: httpx.AsyncClient, ids: list[int], city: dict[str, str], db: Database
):
    detail = (await client.get(f"/api/v1/venues/{ids[0]}", headers=city)).json()
    assert detail["venue"]["responsible_person"] == "李经理"
    assert "8888888" not in (await client.get("/api/v1/venues", headers=city)).text
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from audit_event where action = 'venue.read'") == 1
