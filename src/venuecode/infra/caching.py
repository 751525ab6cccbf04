"""Answers that every client may keep: reference data, the same for everybody."""

import hashlib

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response


def cacheable(request: Request, body: BaseModel, seconds: int) -> Response:
    """Return `body` as JSON to keep for `seconds`, or 304 when the client's copy (by ETag) is still right."""
    return _tagged(request, body, f"public, max-age={seconds}")


def revalidated(request: Request, body: BaseModel) -> Response:
    """Return `body` as JSON for this caller alone, or 304 when the caller's copy is still right."""
    return _tagged(request, body, "private, no-store")


def _tagged(request: Request, body: BaseModel, control: str) -> Response:
    content = body.model_dump_json().encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": control}
    if tag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="application/json")


def _tags(header: str) -> set[str]:
    """Read If-None-Match; a proxy may have marked a tag weak by compressing the body."""
    return {part.strip().removeprefix("W/") for part in header.split(",")}
