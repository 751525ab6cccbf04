"""SQL of imports of facts, as typed functions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO

import msgspec

from venuecode.health.intake.columns import ImportKind
from venuecode.health.intake.model import Import, ImportState, NewImport
from venuecode.health.intake.rows import Row
from venuecode.infra.sheets.model import FileFormat
from venuecode.infra.sql import load_queries
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.ids import DivisionCode, OfficerId
from venuecode.kernel.text import Text
from venuecode.regions.rules import Scope

_queries = load_queries(__file__)
PIECE = "health_import_piece.sealed"
CELLS = "health_import_row.cells"


def _import(row: Any) -> Import:
    return Import(
        id=row["id"],
        kind=ImportKind(row["kind"]),
        officer_id=OfficerId(row["officer_id"]),
        division_code=DivisionCode(row["division_code"]),
        file_name=row["file_name"],
        file_format=FileFormat(row["file_format"]),
        case_reference=row["case_reference"],
        state=ImportState(row["state"]),
        fault=Text(**row["fault"]) if row["fault"] else None,
        rows_total=row["rows_total"],
        rows_done=row["rows_done"],
        rows_good=row["rows_good"],
        rows_bad=row["rows_bad"],
        through_row=row["through_row"],
        proposals=row["proposals"],
        created_at=row["created_at"],
        ended_at=row["ended_at"],
    )


async def insert_import(
    connection: Any, new: NewImport, officer_id: OfficerId, division_code: DivisionCode, now: datetime
) -> int:
    import_id: int = await _queries.insert_import(
        connection,
        kind=new.kind.value,
        officer_id=officer_id,
        division_code=division_code,
        file_name=new.file_name,
        file_format=new.file_format.value,
        case_reference=new.case_reference,
        digest=new.digest,
        now=now,
    )
    return import_id


async def import_by_id(connection: Any, import_id: int) -> Import | None:
    row = await _queries.import_by_id(connection, import_id=import_id)
    return _import(row) if row else None


async def imports_in(connection: Any, scope: Scope) -> list[Import]:
    """Return the latest imports of a scope."""
    return [_import(row) async for row in _queries.imports_in(connection, low=scope.low, high=scope.high)]


async def imported_before(connection: Any, found: Import) -> datetime | None:
    """Return when the same file was imported before; none if never."""
    row = await _queries.import_by_id(connection, import_id=found.id)
    moment: datetime | None = await _queries.same_before(
        connection,
        digest=row["digest"],
        kind=found.kind.value,
        division_code=found.division_code,
        import_id=found.id,
    )
    return moment


async def begin_import(connection: Any, import_id: int, rows_total: int) -> None:
    await _queries.begin_import(connection, import_id=import_id, rows_total=rows_total)


async def advance_import(
    connection: Any, import_id: int, *, from_row: int, to_row: int, rows: int, bad: int
) -> int | None:
    """Note rows as dealt with; return how many are bad in all, none when somebody else dealt with these."""
    in_all: int | None = await _queries.advance_import(
        connection, import_id=import_id, from_row=from_row, to_row=to_row, rows=rows, bad=bad
    )
    return in_all


async def end_import(
    connection: Any, import_id: int, state: ImportState, now: datetime, *, why: Text | None = None, proposals: int = 0
) -> bool:
    """End an import and drop its file; false when it had ended."""
    fault = {"zh": why.zh, "en": why.en} if why else None
    ended = await _queries.end_import(
        connection, import_id=import_id, state=state.value, fault=fault, proposals=proposals, now=now
    )
    await _queries.drop_pieces(connection, import_id=import_id)
    return ended is not None


async def insert_piece(connection: Any, ring: KeyRing, import_id: int, n: int, piece: bytes) -> None:
    await _queries.insert_piece(connection, import_id=import_id, n=n, sealed=ring.seal_bytes(piece, PIECE))


async def copy_pieces(connection: Any, ring: KeyRing, import_id: int, into: BinaryIO) -> None:
    """Write the uploaded file into another, a piece at a time."""
    for n in [row["n"] async for row in _queries.pieces_of(connection, import_id=import_id)]:
        sealed = await _queries.piece_of(connection, import_id=import_id, n=n)
        into.write(ring.open_bytes(sealed, PIECE))


async def insert_rows(connection: Any, ring: KeyRing, import_id: int, rows: Sequence[Row]) -> None:
    """Keep refused rows."""
    await _queries.insert_rows(
        connection,
        import_id=import_id,
        numbers=[row.number for row in rows],
        cells=[ring.seal(msgspec.json.encode(row.cells).decode(), CELLS) for row in rows],
        faults=[msgspec.json.encode(row.faults).decode() for row in rows],
    )


async def rows_of(connection: Any, ring: KeyRing, import_id: int, after: int, size: int) -> list[Row]:
    """Return refused rows behind row `after`."""
    rows = _queries.rows_of(connection, import_id=import_id, after=after, size=size)
    return [
        Row(
            row["number"],
            msgspec.json.decode(ring.open(row["cells"], CELLS)),
            {key: Text(**words) for key, words in row["faults"].items()},
        )
        async for row in rows
    ]


async def purge(connection: Any, before: datetime) -> None:
    """Delete the rows and files of imports that began before a moment."""
    await _queries.purge_rows(connection, before=before)
    await _queries.purge_pieces(connection, before=before)
