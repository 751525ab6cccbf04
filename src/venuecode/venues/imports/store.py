"""SQL over imports and their rows as typed functions; file and cells are sealed, as they name responsible people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from venuecode.infra.sheets.model import FileFormat
from venuecode.infra.sql import load_queries
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.ids import DivisionCode, OfficerId
from venuecode.kernel.text import Text
from venuecode.regions.rules import Scope
from venuecode.venues.filing import Faults
from venuecode.venues.imports.model import Cells, Counts, Import, ImportState, Row

_queries = load_queries(__file__)
_FILE_PLACE = "venue_import.content"
_CELLS_PLACE = "venue_import_row.cells"


def _import(row: Any) -> Import:
    return Import(
        id=row["id"],
        officer_id=OfficerId(row["officer_id"]),
        division_code=DivisionCode(row["division_code"]),
        file_name=row["file_name"],
        file_format=FileFormat(row["file_format"]),
        state=ImportState(row["state"]),
        fault=msgspec.json.decode(row["fault"], type=Text) if row["fault"] else None,
        counts=Counts(**{name: row[name] for name in Counts.__dataclass_fields__}),
        created_at=row["created_at"],
        checked_at=row["checked_at"],
        applied_at=row["applied_at"],
        take_likely=row["take_likely"],
        version=row["row_version"],
    )


def _row(row: Any, ring: KeyRing) -> Row:
    cells = msgspec.json.decode(ring.open(row["cells"], _CELLS_PLACE), type=Cells)
    faults, likely = (msgspec.convert(row[name] or {}, type=Faults) for name in ("faults", "likely"))
    return Row(row["row"], cells, faults, likely)


def _json(value: object) -> str | None:
    return msgspec.json.encode(value).decode() if value else None


async def insert_import(
    connection: Any,
    ring: KeyRing,
    officer_id: OfficerId,
    division_code: DivisionCode,
    file_name: str,
    file_format: FileFormat,
    content: bytes,
    at: datetime,
) -> int:
    """Keep an uploaded file until it is checked."""
    import_id: int = await _queries.insert_import(
        connection,
        officer_id=officer_id,
        division_code=division_code,
        file_name=file_name,
        file_format=file_format,
        content=ring.seal(content.decode("latin-1"), _FILE_PLACE),
        at=at,
    )
    return import_id


async def import_by_id(connection: Any, import_id: int) -> Import | None:
    """Return an import."""
    row = await _queries.import_by_id(connection, import_id=import_id)
    return _import(row) if row else None


async def lock_import(connection: Any, import_id: int) -> Import | None:
    """Return an import, locked until the transaction ends."""
    row = await _queries.lock_import(connection, import_id=import_id)
    return _import(row) if row else None


async def content_of(connection: Any, ring: KeyRing, import_id: int) -> bytes:
    """Return the uploaded file."""
    row = await _queries.import_by_id(connection, import_id=import_id)
    return ring.open(row["content"], _FILE_PLACE).encode("latin-1")


async def imports_in(connection: Any, scope: Scope) -> list[Import]:
    """Return the latest 50 imports of a scope."""
    return [_import(row) async for row in _queries.imports_in(connection, low=scope.low, high=scope.high)]


async def set_state(connection: Any, import_id: int, state: ImportState, fault: Text | None = None) -> None:
    """Move an import to a state."""
    await _queries.set_state(connection, import_id=import_id, state=state, fault=_json(fault))


async def set_progress(connection: Any, import_id: int, *, rows_total: int, rows_done: int) -> None:
    """Tell those who watch how far it is."""
    await _queries.set_progress(connection, import_id=import_id, rows_total=rows_total, rows_done=rows_done)


async def set_counts(connection: Any, import_id: int, counts: Counts) -> None:
    """Keep what the import would do, or did."""
    numbers = {name: getattr(counts, name) for name in Counts.__dataclass_fields__}
    await _queries.set_counts(connection, import_id=import_id, **numbers)


async def mark_checked(connection: Any, import_id: int, at: datetime, fault: Text | None = None) -> None:
    """Close the check; the file itself is no longer needed."""
    await _queries.mark_checked(connection, import_id=import_id, at=at, fault=_json(fault))


async def mark_applied(connection: Any, import_id: int, at: datetime) -> None:
    """Close the import; likely duplicates that were taken are no longer among those left out."""
    await _queries.forget_likely_taken(connection, import_id=import_id)
    await _queries.mark_applied(connection, import_id=import_id, at=at)


async def discard(connection: Any, import_id: int) -> None:
    """Give an import up and forget its rows."""
    await set_state(connection, import_id, ImportState.DISCARDED)
    await _queries.drop_content(connection, import_id=import_id)
    await _queries.delete_rows(connection, import_id=import_id)


async def replace_rows(connection: Any, ring: KeyRing, import_id: int, rows: Sequence[Row]) -> None:
    """Keep all rows, the bad ones with their faults."""
    await _queries.delete_rows(connection, import_id=import_id)
    await _queries.insert_rows(
        connection,
        import_id=import_id,
        numbers=[row.number for row in rows],
        cells=[ring.seal(msgspec.json.encode(row.cells).decode(), _CELLS_PLACE) for row in rows],
        faults=[_json(row.faults) for row in rows],
        likely=[_json(row.likely) for row in rows],
    )


async def good_rows(connection: Any, ring: KeyRing, import_id: int, *, take_likely: bool) -> list[Row]:
    """Return the rows without faults, in the order of the file; likely duplicates only if they are taken."""
    rows = _queries.good_rows(connection, import_id=import_id, take_likely=take_likely)
    return [_row(row, ring) async for row in rows]


async def ask_to_apply(connection: Any, import_id: int, *, take_likely: bool) -> None:
    """Move an import to `applying`, with what the officer decided about likely duplicates."""
    await set_state(connection, import_id, ImportState.APPLYING)
    await _queries.set_take_likely(connection, import_id=import_id, take_likely=take_likely)


async def bad_rows(connection: Any, ring: KeyRing, import_id: int, after: int, size: int) -> list[Row]:
    """Return rows that are left out, for a fault or as a likely duplicate, behind row `after`."""
    rows = _queries.bad_rows(connection, import_id=import_id, after=after, size=size)
    return [_row(row, ring) async for row in rows]


async def set_row_faults(connection: Any, import_id: int, rows: Sequence[Row]) -> None:
    """Keep the faults, and the likenesses, of rows that turned bad."""
    await _queries.set_row_faults(
        connection,
        import_id=import_id,
        numbers=[row.number for row in rows],
        faults=[_json(row.faults) for row in rows],
        likely=[_json(row.likely) for row in rows],
    )


async def purge(connection: Any, before: datetime) -> None:
    """Delete the rows and files of imports that began before `before`."""
    await _queries.purge_rows(connection, before=before)
    await _queries.purge_content(connection, before=before)


async def name_keys(connection: Any, names: Sequence[str]) -> list[str]:
    """Return the comparable form of each name."""
    return [row["name_key"] async for row in _queries.name_keys(connection, names=list(names))]
