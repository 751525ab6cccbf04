"""The schema that the migrations make is the one that stands, readable, in `tests/migration/schema.txt`.

After a new migration run with `VENUECODE_WRITE_SNAPSHOT=1` and read the difference.
"""

import os
from pathlib import Path

from venuecode.infra.db import Database

SNAPSHOT = Path(__file__).with_name("schema.txt")
COLUMNS = """
select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || case when a.attnotnull then ' not null' else '' end
       || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
       || case when a.attidentity <> '' then ' identity' else '' end
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
  and c.relname !~ '^(_yoyo|yoyo|pgqueuer)'
"""
INDEXES = """
select pg_get_indexdef(i.indexrelid) from pg_index i
join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and not c.relispartition and c.relname !~ '^(_yoyo|yoyo|pgqueuer)'
"""
CONSTRAINTS = """
select c.relname || ' ' || pg_get_constraintdef(k.oid) from pg_constraint k
join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and not c.relispartition and k.contype in ('c', 'f')
  and c.relname !~ '^(_yoyo|yoyo|pgqueuer)'
"""


async def test_the_migrations_make_the_schema_of_the_snapshot(db: Database):
    lines: list[str] = []
    async with db.connection() as connection:
        for title, query in (("columns", COLUMNS), ("indexes", INDEXES), ("checks and references", CONSTRAINTS)):
            rows = sorted(row[0] for row in await connection.fetch(query))
            lines += [f"-- {title}", *rows, ""]
    made = "\n".join(lines)
    if os.environ.get("VENUECODE_WRITE_SNAPSHOT"):
        SNAPSHOT.write_text(made, "utf-8")
    assert made == SNAPSHOT.read_text("utf-8")
