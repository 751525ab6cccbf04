"""Routes of bulk imports, for officers who may change venues."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from venuecode.infra.http import Language, provided
from venuecode.infra.sheets.model import FileFormat, FileTooLarge
from venuecode.kernel.errors import InvalidInput
from venuecode.venues.api import Keeper
from venuecode.venues.filing import FILL_IN
from venuecode.venues.imports.schemas import ApplyImport, BadRowPage, ImportList, ImportOut, bad_row, import_out
from venuecode.venues.imports.service import Imports
from venuecode.venues.schemas import VersionOnly
from venuecode.venues.settings import VenueSettings

PATH = "/api/v1/venue-imports"
router = APIRouter(prefix=PATH, tags=["venue imports"])

FORM_OVERHEAD = 10_000

ImportService = Annotated[Imports, Depends(provided(Imports))]
Format = Annotated[FileFormat, Query(alias="format")]
_TYPES = {
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
}
_UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
_SHEET: dict[int | str, dict[str, Any]] = {200: {"content": {kind.partition(";")[0]: {} for kind in _TYPES.values()}}}


@router.get("/template", response_class=Response, responses=_SHEET)
async def get_template(
    session: Keeper, imports: ImportService, language: Language, file_format: Format = FileFormat.XLSX
) -> Response:
    """Give a sheet to fill in: columns with notes, an example, drop-downs for type, street and direction."""
    return _sheet(imports.template(session, file_format, language), file_format, "venues")


@router.post("", status_code=202, openapi_extra=_UPLOAD)
async def upload_import(
    session: Keeper,
    request: Request,
    imports: ImportService,
    settings: Annotated[VenueSettings, Depends(provided(VenueSettings))],
    language: Language,
) -> ImportOut:
    """Take an XLSX or CSV file (UTF-8 or GB18030); it is checked in the background, and nothing is applied yet."""
    name, content = await _uploaded(request, settings.import_bytes)
    return import_out(await imports.upload(session, name, content), language)


@router.get("")
async def list_imports(session: Keeper, imports: ImportService, language: Language) -> ImportList:
    """Give the latest imports of the officer's division."""
    return ImportList(items=[import_out(found, language) for found in await imports.latest(session)])


@router.get("/{import_id}")
async def get_import(session: Keeper, import_id: int, imports: ImportService, language: Language) -> ImportOut:
    """Give an import: its state, progress and counts."""
    return import_out(await imports.get(session, import_id), language)


@router.get("/{import_id}/bad-rows")
async def list_bad_rows(
    session: Keeper,
    import_id: int,
    imports: ImportService,
    language: Language,
    *,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    size: Annotated[int, Query(ge=1, le=500)] = 100,
) -> BadRowPage:
    """Give a page of the rows that are not applied, with what is wrong."""
    rows = await imports.bad_rows(session, import_id, after, size)
    next_row = rows[-1].number if len(rows) == size else None
    return BadRowPage(items=[bad_row(row, language) for row in rows], next=next_row)


@router.get("/{import_id}/corrections", response_class=Response, responses=_SHEET)
async def get_corrections(
    session: Keeper,
    import_id: int,
    imports: ImportService,
    language: Language,
    file_format: Format = FileFormat.XLSX,
) -> Response:
    """Give the bad rows as a sheet with the reasons, to be corrected and imported again."""
    content = await imports.corrections(session, import_id, file_format, language)
    return _sheet(content, file_format, f"corrections-{import_id}")


@router.post("/{import_id}/apply", status_code=202)
async def apply_import(
    session: Keeper, import_id: int, body: ApplyImport, imports: ImportService, language: Language
) -> ImportOut:
    """Apply the good rows, all in one transaction; the bad ones and likely duplicates stay for correction."""
    applied = await imports.apply(session, import_id, body.version, take_likely=body.take_likely)
    return import_out(applied, language)


@router.post("/{import_id}/discard", status_code=204)
async def discard_import(session: Keeper, import_id: int, body: VersionOnly, imports: ImportService) -> None:
    """Give up a checked import."""
    await imports.discard(session, import_id, body.version)


async def _uploaded(request: Request, most_bytes: int) -> tuple[str, bytes]:
    """Return name and content of the form's file; a body that says it is too large is not read at all."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > most_bytes + FORM_OVERHEAD:
        raise FileTooLarge(megabytes=most_bytes // 1_000_000)
    async with request.form(max_files=1, max_fields=5) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise InvalidInput(fields={"file": FILL_IN})
        content = await file.read(most_bytes + 1)
        if len(content) > most_bytes:
            raise FileTooLarge(megabytes=most_bytes // 1_000_000)
        return file.filename or "-", content


def _sheet(content: bytes, file_format: FileFormat, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{file_format}"', "Cache-Control": "no-store"}
    return Response(content, 200, headers, _TYPES[file_format])
