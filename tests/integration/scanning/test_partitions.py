from datetime import UTC, datetime

from venuecode.infra.db import Database


async def test_days_around_a_moment_get_their_partitions_once(db: Database):
    new_year = datetime(2031, 1, 1, 12, tzinfo=UTC)
    async with db.connection() as connection:
        assert await connection.fetchval("select ensure_visit_partitions($1)", new_year) == 17
        assert await connection.fetchval("select ensure_visit_partitions($1)", new_year) == 0


async def test_a_day_is_shanghais(db: Database):
    async with db.connection() as connection:
        await connection.execute("select ensure_visit_partition('2031-01-01')")
        bounds = await connection.fetchval(
            "select pg_get_expr(relpartbound, oid) from pg_class where relname = 'visit_20310101'"
        )
    assert bounds == "FOR VALUES FROM ('2030-12-31 16:00:00+00') TO ('2031-01-01 16:00:00+00')"
