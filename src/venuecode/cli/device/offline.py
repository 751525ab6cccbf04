"""What a terminal can say without the server: it keeps the reading and sends the person to the guard."""

from datetime import datetime
from typing import Any

KEPT = {"zh": "网络中断，已暂存，请联系检测员", "en": "No network: kept for later. Please see the guard"}


def decide_alone(content: dict[str, Any], configuration: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    """Return an answer in the server's shape, marked by what it is based on."""
    _ = content, configuration, now
    return answer_of("see_guard", ("yellow", "chase"), "attention", KEPT, [KEPT])


def answer_of(
    verdict: str, light: tuple[str, str], sound: str, voice: dict[str, str], lines: list[dict[str, str]]
) -> dict[str, Any]:
    """Return an answer in the server's shape."""
    colour, pattern = light
    return {
        "verdict": verdict,
        "light": {"colour": colour, "pattern": pattern},
        "sound": sound,
        "voice": voice,
        "lines": lines,
    }
