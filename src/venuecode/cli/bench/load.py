"""The load generator: a process of its own, raw sockets over uvloop, one scan after another on each connection.

Started by the bench as `python -m venuecode.cli.bench.load PLAN`; prints one JSON object.
"""

import asyncio
import json
import os
import socket
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from venuecode.cli.bench.world import write_acknowledged

REFRESH = 512
"""After so many requests the moment in them is brought up to date."""


class Plan(msgspec.Struct):
    """What to send: `path` alone gets it by GET; with tokens and codes it gets scans by POST.

    Without `rate` each connection sends when its last answer is there; with it, so many a second are due in all.
    """

    port: int
    path: str
    connections: int
    seconds: float
    first: int = 0
    rate: float | None = None
    tokens: str | None = None
    codes: str | None = None
    acknowledged: str | None = None


class Requests:
    """Makes requests, each of another person at another door."""

    def __init__(self, plan: Plan) -> None:
        self.next = plan.first
        self._head = f"POST {plan.path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n".encode()
        self._get = f"GET {plan.path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode() if plan.tokens is None else None
        self._tokens = Path(plan.tokens).read_bytes().split() if plan.tokens else []
        self._codes = Path(plan.codes).read_bytes().split() if plan.codes else []
        self._nonce = os.urandom(8)
        self._moment = b""

    def make(self) -> tuple[bytes, int, bytes]:
        """Return (request, person, visit id)."""
        if self._get is not None:
            return self._get, 0, b""
        n = self.next
        self.next += 1
        if not self._moment or n % REFRESH == 0:
            self._moment = datetime.now(UTC).isoformat(timespec="microseconds").encode()
        person = n % len(self._tokens)
        code = self._codes[(n * 7919 + n // len(self._tokens) * 13) % len(self._codes)]
        visit = self._nonce + n.to_bytes(8)
        body = b'{"code":"%s","client_visit_id":"%s","at":"%s"}' % (code, visit.hex().encode(), self._moment)
        token = self._tokens[person]
        request = b"%sAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s" % (self._head, token, len(body), body)
        return request, person + 1, visit


class Caller(asyncio.Protocol):
    """One connection: sends the next request when the answer to the last is whole, or when it is due thereafter.

    What is due counts from then on, not from when a slow answer at last let it go out.
    """

    def __init__(self, tally: "Tally", requests: Requests, every: float | None) -> None:
        self._tally = tally
        self._every = every
        self._due = 0.0
        self._requests = requests
        self._transport: Any = None
        self._buffer = b""
        self._began = 0.0
        self._sent: tuple[int, bytes] = (0, b"")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._tally.callers.append(self)

    def begin(self, after: float) -> None:
        """Send the first request, at once or `after` so many seconds."""
        self._due = time.perf_counter() + after
        asyncio.get_running_loop().call_later(after, self.send)

    def send(self) -> None:
        """Send the next request."""
        request, person, visit = self._requests.make()
        self._sent = person, visit
        self._began = time.perf_counter() if self._every is None else self._due
        self._transport.write(request)

    def _send_when_due(self) -> None:
        if self._every is None:
            self.send()
            return
        self._due += self._every
        wait = self._due - time.perf_counter()
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self._send_unless_over)
        else:
            self.send()

    def _send_unless_over(self) -> None:
        if self._tally.over:
            self._transport.close()
        else:
            self.send()

    def data_received(self, data: bytes) -> None:
        if self._buffer:
            data = self._buffer + data
        end = data.find(b"\r\n\r\n")
        if end < 0 or len(data) < end + 4 + _length(data, end):
            self._buffer = data
            return
        self._buffer = b""
        tally = self._tally
        tally.note(data, time.perf_counter() - self._began, self._sent)
        if tally.over:
            self._transport.close()
        else:
            self._send_when_due()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's signature
        self._tally.lost(self._began > 0 and not self._tally.over)


class Tally:
    """What came back."""

    def __init__(self) -> None:
        self.callers: list[Caller] = []
        self.over = False
        self.latencies: list[float] = []
        self.acknowledged: list[tuple[int, bytes]] = []
        self.errors = 0
        self.error_kinds: dict[str, int] = {}
        self.open = 0

    def note(self, data: bytes, seconds: float, sent: tuple[int, bytes]) -> None:
        """Count an answer; only a 200 acknowledges."""
        if data.startswith(b"HTTP/1.1 200"):
            self.latencies.append(seconds)
            if sent[1]:
                if b'"result":"refused"' in data or b'"repeated":true' in data:
                    self._error("not_a_new_visit")
                else:
                    self.acknowledged.append(sent)
        else:
            self._error(data[9:12].decode("latin-1"))

    def lost(self, unexpectedly: bool) -> None:
        """Count a connection that ended before its answer."""
        if unexpectedly:
            self._error("connection_lost")

    def _error(self, kind: str) -> None:
        self.errors += 1
        self.error_kinds[kind] = self.error_kinds.get(kind, 0) + 1


def _length(data: bytes, end: int) -> int:
    at = data.find(b"ontent-length: ", 0, end)
    if at < 0:
        at = data.find(b"ontent-Length: ", 0, end)
    return int(data[at + 15 : data.find(b"\r", at)]) if at >= 0 else 0


async def run(plan: Plan) -> dict[str, Any]:
    """Load the server as planned and return the figures."""
    loop = asyncio.get_running_loop()
    tally, requests = Tally(), Requests(plan)
    every = plan.connections / plan.rate if plan.rate else None
    for _ in range(plan.connections):
        await loop.create_connection(lambda: Caller(tally, requests, every), "127.0.0.1", plan.port)
    began, cpu = time.perf_counter(), time.process_time()
    for n, caller in enumerate(tally.callers):
        caller.begin(n / plan.rate if plan.rate else 0.0)
    await asyncio.sleep(plan.seconds)
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    in_time = len(tally.latencies)
    tally.over = True
    await asyncio.sleep(1.0)  # the last answers; they count as acknowledged, not for the rate
    if plan.acknowledged:
        write_acknowledged(Path(plan.acknowledged), tally.acknowledged)
    latencies = sorted(tally.latencies[:in_time])
    return {
        "per_s": round(in_time / took, 1),
        "p50_ms": _percentile(latencies, 0.50),
        "p99_ms": _percentile(latencies, 0.99),
        "max_ms": round(latencies[-1] * 1000, 2) if latencies else None,
        "answered": in_time,
        "acknowledged": len(tally.acknowledged),
        "errors": tally.errors,
        "error_kinds": tally.error_kinds,
        "loader_us": round(cpu / max(1, in_time) * 1e6, 1),
        "next": requests.next,
    }


def _percentile(ordered: list[float], share: float) -> float | None:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 2) if ordered else None


def main() -> None:
    """Run the plan whose file is named on the command line."""
    plan = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Plan)
    print(json.dumps(uvloop.run(run(plan))))


if __name__ == "__main__":
    main()
