from venuecode.infra.db import Database
from venuecode.infra.migrate import apply_migrations


async def test_a_second_run_of_the_migrations_changes_nothing(database_url: str, db: Database):
    assert apply_migrations(database_url) == 0
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from pgqueuer") == 0
