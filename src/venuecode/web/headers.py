"""What the server asks of every browser: load nothing from elsewhere, tell nobody, frame nothing."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SOURCES = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "worker-src": "'self' blob:",
    "connect-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "object-src": "'none'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{name} {sources}" for name, sources in _SOURCES.items())


def guard_headers(public_url: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of every answer; transport security only where the deployment has it."""
    headers = {
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(self), geolocation=(self), microphone=(), payment=()",
        "cross-origin-opener-policy": "same-origin",
    }
    if public_url.startswith("https://"):
        headers["strict-transport-security"] = "max-age=31536000"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


class Guarded:
    """ASGI middleware: puts the guard headers on every answer that does not set its own.

    What the API answers is for the caller alone and not to be kept, unless its route says so.
    """

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app = app
        self.headers = guard_headers(public_url)
        self.of_api = [*self.headers, (b"cache-control", b"no-store")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; complete the answer's headers."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = message.get("headers", [])
                own = {name for name, _ in present}
                wanted = self.of_api if scope["path"].startswith("/api/") else self.headers
                message["headers"] = [*present, *(header for header in wanted if header[0] not in own)]
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)
