"""The demonstration's story, told through the services."""

import asyncpg

from venuecode.demo.seed import seed
from venuecode.settings import Settings


async def test_a_demonstration_is_put_in_once(settings: Settings, database_url: str):
    assert await seed(settings, database_url)
    assert not await seed(settings, database_url)
    connection = await asyncpg.connect(database_url)
    try:
        assert await connection.fetchval("select count(distinct class) from venue") == 6
        assert await connection.fetchval("select count(distinct document_type) from person") == 5
        assert await connection.fetchval("select count(distinct role) from officer") == 6
        assert await connection.fetchval("select count(*) from venue") >= 25
        visits = await connection.fetchval("select count(*) from visit")
        assert visits > 20_000
        assert await connection.fetchval("select sum(visits) from count_area_day where area = '000000'") == visits
        assert await connection.fetchval("select count(distinct left(area, 4)) from count_area_day") > 16
        assert await connection.fetchval("select count(*) from odd_door") > 0
        assert await connection.fetchval("select count(distinct day) from count_area_day") >= 28
        colours = {row["colour"] for row in await connection.fetch("select distinct colour from health_status")}
        assert colours == {0, 1, 2, 3}
        assert await connection.fetchval("select count(*) from alert") > 0
        states = {row["state"] for row in await connection.fetch("select distinct state from venue_application")}
        assert {"approved", "submitted", "returned", "rejected"} <= states
        assert {row["state"] for row in await connection.fetch("select distinct state from venue")} == {
            "active",
            "suspended",
            "revoked",
        }
    finally:
        await connection.close()
