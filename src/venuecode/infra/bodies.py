"""How much a request may send: refused before it is held in memory or on disk, whether it tells its length or not."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from venuecode.infra.http import language_of, problem
from venuecode.kernel.errors import TooLarge

MOST_BYTES = 2_000_000
"""Enough for an application with 500 doors or a batch of 20,000 venues; uploads have their own limits."""


class Bounded:
    """ASGI middleware: answers 413 for a body larger than its path takes."""

    def __init__(self, app: ASGIApp, larger: Mapping[str, int]) -> None:
        """`larger` are the paths that take more, with their limits in bytes."""
        self.app = app
        self.larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Believe a length that is told and count what comes without one."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most, got = self.larger.get(scope["path"], MOST_BYTES), 0
        request = Request(scope)
        told = request.headers.get("content-length", "0")
        if told.isdecimal() and int(told[:20]) > most:
            await problem(TooLarge(), language_of(request))(scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > most:
                raise HTTPException(413)  # the framework lets no other exception through while it reads a body
            return message

        await self.app(scope, counted, send)
