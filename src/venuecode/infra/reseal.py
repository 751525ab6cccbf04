"""Moves sealed fields to the ring's current key (ADR 0008): in small transactions, restartable, beside live traffic."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from venuecode.infra.db import Database
from venuecode.kernel.encryption import CannotOpen, KeyRing

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SealedField:
    """A column of sealed values in a table whose key is `id`; it is sealed for the place `table.column`."""

    table: str
    column: str

    @property
    def place(self) -> str:
        return f"{self.table}.{self.column}"


class SealedFields(list[SealedField]):
    """Every sealed column of the product; each feature adds its own."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """The outcome for one field: how many values moved, how many nobody could open."""

    field: SealedField
    moved: int
    unopened: int


async def keys_in_use(db: Database, fields: SealedFields) -> dict[int, int]:
    """Return key number → how many values are sealed with it, over all fields."""
    found: dict[int, int] = {}
    async with db.connection() as connection:
        for field in fields:
            counts = await connection.fetch(
                f"select get_byte({field.column}, 0) as number, count(*) as values from {field.table} "
                f"where {field.column} is not null group by 1"
            )
            for row in counts:
                found[row["number"]] = found.get(row["number"], 0) + row["values"]
    return found


async def reseal(
    db: Database, ring: KeyRing, field: SealedField, progress: Callable[[int], None] = lambda _: None
) -> Resealed:
    """Seal anew what another key sealed. What somebody changes meanwhile is left to them: they use the current key."""
    after = moved = unopened = 0
    while True:
        async with db.transaction() as connection:
            rows = await connection.fetch(
                f"select id, {field.column} as sealed from {field.table} "
                f"where id > $1 and {field.column} is not null and get_byte({field.column}, 0) <> $2 "
                f"order by id limit {AT_ONCE}",
                after,
                ring.current,
            )
            if not rows:
                return Resealed(field, moved, unopened)
            changes = [change for row in rows if (change := _change(ring, field, row)) is not None]
            await connection.execute(
                f"update {field.table} t set {field.column} = n.sealed "
                "from unnest($1::bigint[], $2::bytea[], $3::bytea[]) as n (id, was, sealed) "
                f"where t.id = n.id and t.{field.column} = n.was",
                *(list(column) for column in zip(*changes, strict=True)) if changes else ([], [], []),
            )
        after, moved, unopened = rows[-1]["id"], moved + len(changes), unopened + len(rows) - len(changes)
        progress(len(rows))


def _change(ring: KeyRing, field: SealedField, row: Any) -> tuple[int, bytes, bytes] | None:
    try:
        plain = ring.open_bytes(row["sealed"], field.place)
    except CannotOpen:
        return None
    return row["id"], row["sealed"], ring.seal_bytes(plain, field.place)
