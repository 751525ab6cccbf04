"""Serves the built clients: the mobile pages at `/`, the console at `/console/`, a display's page at `/display/`.

Files are held in memory.
"""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from venuecode.web import STATIC
from venuecode.web.settings import WebSettings

_HASHED = re.compile(r"[.-][A-Za-z0-9_-]{8,}\.(js|css|wasm|woff2|svg|png|jpg|json|mp3)$")
_PACKED = {"br": ".br", "gzip": ".gz"}
_MISSING = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>VenueCode</title>
<p>网页尚未构建，请运行 <code>make clients</code> 后重新启动。</p>
<p>The pages have not been built. Run <code>make clients</code>, then start again.</p></html>
"""


@dataclass(frozen=True)
class Page:
    """One file: its bytes, plain and packed, and how long a browser may keep it."""

    body: bytes
    kind: str
    etag: str
    cache: str
    packed: Mapping[str, bytes]


def _page(file: Path) -> Page:
    body = file.read_bytes()
    packed = {name: file.with_name(file.name + end) for name, end in _PACKED.items()}
    return Page(
        body,
        _kind(file),
        f'"{hashlib.sha256(body).hexdigest()[:20]}"',
        "public, max-age=31536000, immutable" if _HASHED.search(file.name) else "no-cache",
        {name: path.read_bytes() for name, path in packed.items() if path.exists()},
    )


def _kind(file: Path) -> str:
    if file.suffix == ".webmanifest":
        return "application/manifest+json"
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith(("javascript", "json")) else kind


@cache
def load_pages(folder: Path) -> dict[str, Page]:
    """Read every built file, once a process: path below `folder` → page."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.suffix not in {".br", ".gz"})
    return {file.relative_to(folder).as_posix(): _page(file) for file in files}


class Clients:
    """ASGI application behind all routes: a file of the build, else the page that makes its own routes."""

    def __init__(self, settings: WebSettings, otherwise: ASGIApp, folder: Path = STATIC) -> None:
        self.mobile = load_pages(folder / "mobile")
        self.console = load_pages(folder / "console")
        self.check_files = settings.check_files
        self.otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a GET or HEAD outside the API; leave the rest to the router's own refusal."""
        if scope["type"] != "http" or scope["path"].startswith("/api/"):
            await self.otherwise(scope, receive, send)
            return
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405)
        answer = self._answer(scope["path"].lstrip("/"), Headers(scope=scope))
        await answer(scope, receive, send)

    def _answer(self, path: str, headers: Headers) -> Response:
        if path in {"console", "display"}:
            return Response(status_code=308, headers={"location": f"/{path}/"})
        check = self.check_files.get(path.removeprefix("v/"))
        if check is not None:
            return PlainTextResponse(check)
        if path.startswith("display/"):
            path = "console/display.html"  # the console's build holds that page too
        pages, inner = (self.console, path[8:]) if path.startswith("console/") else (self.mobile, path)
        page = pages.get(inner)
        if page is None and "." in inner.rpartition("/")[2]:
            raise HTTPException(404)
        page = page or pages.get("index.html")
        if page is None:
            return Response(_MISSING, 503, {"retry-after": "60"}, "text/html; charset=utf-8")
        return _sent(page, headers)


def _sent(page: Page, headers: Headers) -> Response:
    common = {"etag": page.etag, "cache-control": page.cache, "vary": "accept-encoding"}
    if headers.get("if-none-match") == page.etag:
        return Response(status_code=304, headers=common)
    accepted = headers.get("accept-encoding", "")
    for encoding, body in page.packed.items():
        if encoding in accepted:
            return Response(body, headers={**common, "content-encoding": encoding, "content-type": page.kind})
    return Response(page.body, headers={**common, "content-type": page.kind})


def add_clients(app: FastAPI, settings: WebSettings) -> None:
    """Serve the clients wherever no route of the API matches."""
    app.router.default = Clients(settings, app.router.default)
