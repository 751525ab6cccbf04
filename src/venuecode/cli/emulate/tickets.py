"""Codes that are good once and for a while, as every channel hands them out."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

T = TypeVar("T")
Fault = Literal["unknown", "used", "expired"]
SECONDS = 300.0


@dataclass
class _Ticket(Generic[T]):
    value: T
    until: float
    used: bool = False


class Tickets(Generic[T]):
    """Hands out codes and takes each one once; `now` returns seconds."""

    def __init__(self, now: Callable[[], float], seconds: float = SECONDS) -> None:
        self._now = now
        self._seconds = seconds
        self._tickets: dict[str, _Ticket[T]] = {}

    def issue(self, value: T) -> str:
        """Return a code for the value."""
        code = secrets.token_urlsafe(24)
        self._tickets[code] = _Ticket(value, self._now() + self._seconds)
        return code

    def take(self, code: str) -> tuple[T | None, Fault | None]:
        """Return the code's value, or why there is none."""
        ticket = self._tickets.get(code)
        if ticket is None:
            return None, "unknown"
        if ticket.used:
            return None, "used"
        if ticket.until < self._now():
            return None, "expired"
        ticket.used = True
        return ticket.value, None
