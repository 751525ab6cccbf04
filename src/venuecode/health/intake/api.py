"""Routes of imports of facts, for health officers."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from venuecode.health.intake.columns import ImportKind
from venuecode.health.intake.schemas import FactImportList, FactImportOut, RefusedRowPage, import_out, refused_row
from venuecode.health.intake.service import FactImports
from venuecode.health.intake.writing import sheet
from venuecode.health.settings import HealthSettings
from venuecode.identity.access import officer
from venuecode.identity.model import OfficerSession, Role
from venuecode.infra.http import Language, provided
from venuecode.infra.sheets.model import MEDIA_TYPES, FileFormat, FileTooLarge
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.text import Text

PATH = "/api/v1/health/imports"
router = APIRouter(prefix=PATH, tags=["health imports"])

FORM_OVERHEAD = 10_000
_MISSING = Text("请填写", "Please fill this in")
HealthOfficer = Annotated[OfficerSession, Depends(officer(Role.HEALTH_OFFICER))]
Service = Annotated[FactImports, Depends(provided(FactImports))]
Format = Annotated[FileFormat, Query(alias="format")]
_UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "kind"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "kind": {"type": "string", "enum": [kind.value for kind in ImportKind]},
                        "case_reference": {"type": "string", "description": "Case or document behind a list of orders"},
                    },
                }
            }
        },
    }
}
_SHEET: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind.partition(";")[0]: {} for kind in MEDIA_TYPES.values()}}
}


@router.get("/template/{kind}", response_class=Response, responses=_SHEET)
async def get_fact_template(
    kind: ImportKind, _: HealthOfficer, language: Language, file_format: Format = FileFormat.XLSX
) -> Response:
    """Give an empty sheet: columns with notes and drop-downs."""
    return _file(sheet(kind, file_format, language), file_format, kind.value)


@router.post("", status_code=202, openapi_extra=_UPLOAD)
async def upload_facts(
    session: HealthOfficer,
    request: Request,
    imports: Service,
    settings: Annotated[HealthSettings, Depends(provided(HealthSettings))],
    language: Language,
) -> FactImportOut:
    """Take an XLSX or CSV file; it is imported in the background, a list of orders as proposals."""
    most = settings.import_bytes
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length[:20]) > most + FORM_OVERHEAD:
        raise FileTooLarge(megabytes=most // 1_000_000)
    async with request.form(max_files=1, max_fields=5) as form:
        file, kind, reference = form.get("file"), form.get("kind", "tests"), form.get("case_reference", "")
        if not isinstance(file, UploadFile):
            raise InvalidInput(fields={"file": _MISSING})
        if kind not in set(ImportKind):
            raise InvalidInput(fields={"kind": _MISSING})
        if not isinstance(reference, str) or len(reference) > 120:
            raise InvalidInput(fields={"case_reference": Text("内容太长", "Too long")})
        if (file.size or 0) > most:
            raise FileTooLarge(megabytes=most // 1_000_000)
        found = await imports.upload(session, ImportKind(str(kind)), file.filename or "-", file.file, reference)
    return import_out(found, language)


@router.get("")
async def list_fact_imports(session: HealthOfficer, imports: Service, language: Language) -> FactImportList:
    """Give the latest imports of the officer's divisions."""
    return FactImportList(items=[import_out(found, language) for found in await imports.latest(session)])


@router.get("/{import_id}")
async def get_fact_import(
    session: HealthOfficer, import_id: int, imports: Service, language: Language
) -> FactImportOut:
    """Give an import: its state, progress and counts."""
    return import_out(await imports.get(session, import_id), language)


@router.get("/{import_id}/bad-rows")
async def list_refused_rows(
    session: HealthOfficer,
    import_id: int,
    imports: Service,
    language: Language,
    *,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    size: Annotated[int, Query(ge=1, le=500)] = 100,
) -> RefusedRowPage:
    """Give a page of the refused rows, with what is wrong."""
    found = await imports.get(session, import_id)
    rows = await imports.bad_rows(session, import_id, after, size)
    return RefusedRowPage(
        items=[refused_row(found.kind, row, language) for row in rows],
        next=rows[-1].number if len(rows) == size else None,
    )


@router.get("/{import_id}/corrections", response_class=Response, responses=_SHEET)
async def get_fact_corrections(
    session: HealthOfficer,
    import_id: int,
    imports: Service,
    language: Language,
    file_format: Format = FileFormat.XLSX,
) -> Response:
    """Give the refused rows as a sheet with the reasons, to be corrected and imported again."""
    content = await imports.corrections(session, import_id, file_format, language)
    return _file(content, file_format, f"corrections-{import_id}")


def _file(content: bytes, file_format: FileFormat, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{file_format}"', "Cache-Control": "no-store"}
    return Response(content, 200, headers, MEDIA_TYPES[file_format])
