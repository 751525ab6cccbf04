"""Speaks ASGI to the application directly: any method, path and header bytes, and streams that are left at once."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import FastAPI
from starlette.types import Message


@dataclass
class Answer:
    """What came back; of a stream only its beginning."""

    status: int = 0
    headers: dict[str, str] | None = None
    body: bytes = b""

    def header(self, name: str) -> str:
        return (self.headers or {}).get(name, "")

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def kind(self) -> str:
        return self.header("content-type").partition(";")[0]


async def call(
    app: FastAPI, method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b"", pieces: int = 1
) -> Answer:
    """Send one request whose target and header values go out as they are; a fault of the application is raised.

    `pieces` cuts the body, as a chunked transfer does.
    """
    raw_path, _, query = target.partition("?")
    sent = {"host": "test", **(headers or {})}
    if pieces == 1 and body:
        sent.setdefault("content-length", str(len(body)))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote_to_bytes(raw_path).decode("utf-8", "replace"),
        "raw_path": raw_path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in sent.items()],
        "client": ("203.0.113.7", 40000),
        "server": ("test", 80),
        "state": {},
    }
    size = max(1, -(-len(body) // pieces))
    parts = [body[i : i + size] for i in range(0, len(body), size)] or [b""]
    answer, left = Answer(), asyncio.Event()

    async def receive() -> Message:
        if parts:
            part = parts.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(parts)}
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")
            if not message.get("more_body") or answer.kind == "text/event-stream":
                left.set()

    await asyncio.wait_for(app(scope, receive, send), 20)
    return answer
