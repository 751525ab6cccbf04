"""What is kept of each request: an id, counts and times by route template. Never a URL, for codes stand in URLs."""

import re
import time
from typing import Any
from uuid import uuid4

import structlog
from prometheus_client import Counter, Histogram
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from venuecode.infra.http import language_of, problem
from venuecode.kernel.errors import InternalFault

REQUESTS = Counter("venuecode_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("venuecode_request_seconds", "Time to answer", ["route"])

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = structlog.get_logger("venuecode.request")


def route_template(scope: Scope) -> str:
    """Return the route's template, such as `/api/v1/venues/{venue_id}`; `other` where none matched."""
    return str(getattr(scope.get("route"), "path", "other"))


def _request_id(scope: Scope) -> str:
    """Keep the id that a proxy in front gave, if it looks like one; else make one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return str(value.decode("ascii"))
    return uuid4().hex


class Observed:
    """ASGI middleware: request id in the answer and in every log line, metrics, one line for each API request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and watch its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        seen: dict[str, Any] = {"status": 500}

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                seen["started"] = True
                message["headers"] = [*message.get("headers", []), (b"x-request-id", request_id.encode())]
            await send(message)

        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, watched)
            except Exception as fault:  # noqa: BLE001 - told below, without its words
                # The server would log the fault with its words, which may hold a row's values.
                _log.error("request failed", route=route_template(scope), exc_info=fault)
                if "started" in seen:
                    message = "the answer was cut short"
                    raise RuntimeError(message) from None
                answer = problem(InternalFault(), language_of(Request(scope)))
                await answer(scope, receive, watched)
            finally:
                _record(scope, seen["status"], time.perf_counter() - began)


def _record(scope: Scope, status: int, seconds: float) -> None:
    route = route_template(scope)
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)
    if route.startswith("/api/") or status >= 500:
        _log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))
