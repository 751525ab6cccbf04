"""A real server process on loopback, and a line to it that is cut in the middle."""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from venuecode.infra.process import require_free_port


def start(environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("wb") as out:
        return subprocess.Popen([sys.executable, "-m", "venuecode", "serve"], env=environment, stdout=out, stderr=out)


def words_of(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-2000:]


@asynccontextmanager
async def serving(url: str, keys: Path, log: Path) -> AsyncIterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run `venuecode serve` and give its address and process."""
    port = require_free_port("127.0.0.1", 0)
    environment = os.environ | {
        "DATABASE_URL": url,
        "VENUECODE_CORE__DATA_DIR": str(keys),
        "VENUECODE_CORE__PORT": str(port),
    }
    process = start(environment, log)
    try:
        at = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient() as http, asyncio.timeout(60):
            while True:
                assert process.poll() is None, words_of(log)
                try:
                    if (await http.get(f"{at}/readyz")).is_success:
                        break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        yield at, process
    finally:
        process.terminate()
        process.wait(30)


class CutLine:
    """A proxy that lets some exchanges through and cuts others: before, within or after the request, within the answer.

    What happens is drawn from `seed`, so that a failure can be had again. `whole` lets everything through.
    """

    HOWS = ("whole", "before", "in_request", "after_request", "in_answer")

    def __init__(self, at: str, seed: int) -> None:
        self.server = at
        self._host, _, port = at.removeprefix("http://").partition(":")
        self._port = int(port)
        self._draw = random.Random(seed)
        self.whole = False
        self.seen = dict.fromkeys(self.HOWS, 0)
        self.at = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator["CutLine"]:
        """Listen on a port of its own."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.at = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request a connection."""
        how = "whole" if self.whole else self._draw.choice(self.HOWS)
        self.seen[how] += 1
        with suppress(OSError, asyncio.IncompleteReadError):
            await self._exchange(how, reader, writer)
        writer.transport.abort()

    async def _exchange(self, how: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await _message(reader)
        if how == "before":
            return
        upstream, out = await asyncio.open_connection(self._host, self._port)
        try:
            out.write(request[: len(request) - 20] if how == "in_request" else request)
            await out.drain()
            if how == "in_request":
                return
            answer = await _message(upstream)
            if how == "whole":
                writer.write(answer)
            elif how == "in_answer":
                writer.write(answer[: len(answer) // 2])
            await writer.drain()
            if how == "whole":
                writer.write_eof()
                await reader.read()
        finally:
            out.transport.abort()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Read one HTTP message with its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    close = head.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n", 1)
    return close + await reader.readexactly(length)
