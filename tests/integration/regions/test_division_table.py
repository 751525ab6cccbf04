from venuecode.infra.db import Database
from venuecode.kernel.ids import DivisionCode
from venuecode.regions.rules import Scope
from venuecode.regions.table import shipped_divisions


async def test_the_database_holds_what_is_shipped(db: Database):
    async with db.connection() as connection:
        rows = await connection.fetch("select code, parent, level, name_zh, name_en from division order by code")
    assert [tuple(row) for row in rows] == [
        (d.code, d.parent, d.level, d.name.zh, d.name.en) for d in shipped_divisions()
    ]


async def test_the_range_of_a_division_finds_what_its_scope_covers(db: Database):
    codes = [division.code for division in shipped_divisions()]
    for scope in ("000000", "370000", "371500", "371502", "371502001", "419001", "441900"):
        async with db.connection() as connection:
            found = await connection.fetch(
                "select d.code from division d, division s where s.code = $1"
                " and d.code >= s.low and d.code < s.high order by 1",
                scope,
            )
        assert [row["code"] for row in found] == [c for c in codes if Scope(DivisionCode(scope)).covers(c)]
