"""Reading the live feed in tests."""

from typing import Any

import msgspec


def always() -> bool:
    return True


def read(chunk: bytes) -> list[tuple[str, str, Any]]:
    """Return (event, id, data) of a chunk."""
    found = []
    for block in chunk.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "event" in lines:
            found.append((lines["event"], lines.get("id", ""), msgspec.json.decode(lines["data"])))
    return found
