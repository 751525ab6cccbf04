"""`venuecode monitoring rebuild`, as typed."""

import asyncio
from typing import Any

import asyncpg
import pytest

from integration.monitoring.conftest import Seen, store_visits
from venuecode import cli
from venuecode.kernel.clock import SystemClock

VENUE = (
    "insert into venue (full_name, short_name, class, type, division_code, address)"
    " values ('甲', '甲', 6, 'other', '371502001', '路') returning id"
)
DOOR = "insert into door (venue_id, name) values ($1, '门') returning id"
COUNTED = "select coalesce(sum(visits), 0) from count_area_day where area = '371502'"


def test_counts_are_made_again_with_progress(
    database_url: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    async def ask(query: str, *values: Any) -> Any:
        connection = await asyncpg.connect(database_url)
        try:
            return await connection.fetchval(query, *values)
        finally:
            await connection.close()

    async def scan() -> None:
        connection = await asyncpg.connect(database_url)
        door = await connection.fetchval(DOOR, await connection.fetchval(VENUE))
        now = SystemClock().now()
        await store_visits(connection, [Seen(door, now, now, person=n) for n in range(3)])
        await connection.close()

    asyncio.run(scan())
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("VENUECODE_CORE__DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VENUECODE_MONITORING__SETTLE_SECONDS", "0")
    monkeypatch.setattr("sys.argv", ["venuecode", "monitoring", "rebuild"])
    for turn in range(2):
        if turn:
            asyncio.run(ask("update count_area_day set visits = visits + 5"))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert not ended.value.code
        printed = capsys.readouterr().out
        assert "100%" in printed
        assert "17 days counted again" in printed
        assert asyncio.run(ask(COUNTED)) == 3
