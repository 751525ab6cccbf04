"""Server-sent events: how they are written, and the answer that carries them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.responses import StreamingResponse

HEARTBEAT_SECONDS = 10.0
RETRY = b"retry: 1000\n\n"
HEARTBEAT = b": here\n\n"


def event(name: str, data: Any, event_id: str | None = None) -> bytes:
    """Return one event; `data` becomes one line of JSON."""
    head = f"id: {event_id}\n" if event_id else ""
    return f"{head}event: {name}\ndata: ".encode() + msgspec.json.encode(data) + b"\n\n"


def event_stream(events: AsyncIterator[bytes]) -> StreamingResponse:
    """Return the answer that carries `events` until either side ends it; no proxy shall keep them back."""
    return StreamingResponse(
        events, media_type="text/event-stream", headers={"cache-control": "no-store", "x-accel-buffering": "no"}
    )


def event_id(moment: datetime, rest: object) -> str:
    """Return the id of an event of `moment`: after a break a stream goes on from that moment."""
    return f"{int(moment.timestamp() * 1_000_000)}_{rest}"


def moment_of(last_id: str | None) -> datetime | None:
    """Return the moment of an event's id; None for no id or one that is not ours."""
    digits = (last_id or "").partition("_")[0]
    return datetime.fromtimestamp(int(digits) / 1_000_000, UTC) if digits.isdecimal() and len(digits) < 18 else None
