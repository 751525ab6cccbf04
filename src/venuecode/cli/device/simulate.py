"""`venuecode device simulate`: an unattended terminal without hardware."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any, Literal

import httpx
from rich.console import Console

from venuecode.cli.device.folder import Folder
from venuecode.cli.device.link import Away, ServerRefused
from venuecode.cli.device.reading import reading_of
from venuecode.cli.device.screen import draw, draw_state
from venuecode.cli.device.terminal import Terminal
from venuecode.cli.refusal import Refusal

HEARTBEAT_SECONDS = 30.0
_HELP = (
    "[TYPE[/NATIONALITY]] NUMBER NAME is a document (a resident ID unless TYPE says otherwise), anything else a code.\n"
    ":offline and :online pull and plug the network, :send sends what waits, :queue shows it, :quit ends."
)


def simulate(
    folder: Path,
    *,
    server: str = "http://127.0.0.1:8000",
    code: str | None = None,
    offline: bool = False,
    input: Path | None = None,  # noqa: A002 - the word on the command line
    direction: Literal["in", "out"] | None = None,
) -> None:
    """Be an unattended terminal: enrol, read what is typed, show light, words and sound, keep and send later.

    Parameters
    ----------
    folder
        Where the terminal keeps its key, its configuration and what waits.
    server
        Address of the deployment; only for enrolling.
    code
        One-time enrolment code of the venue's manager or an officer; needed once.
    offline
        Begin without the network.
    input
        Read from a file instead of the keyboard, a reading a line.
    direction
        Which way people go, at a door for both.

    """
    given = input.read_text("utf-8").splitlines() if input else None
    asyncio.run(_run(Folder(folder), server, code, given, direction, offline=offline))


async def _run(
    folder: Folder, server: str, code: str | None, source: list[str] | None, direction: str | None, *, offline: bool
) -> None:
    console = Console()
    async with httpx.AsyncClient() as http:
        terminal = Terminal(folder, http, time.time, lambda shown: draw(console, shown))
        terminal.unplugged = offline
        if not terminal.enrolled:
            await _enrol(terminal, server, code)
        beating = asyncio.create_task(_beat(terminal))
        try:
            await _try(console, terminal.refresh())
            draw_state(console, terminal)
            if source is None and sys.stdin.isatty():
                console.print(_HELP, markup=False)
            async for line in _lines(source):
                if line.strip() == ":quit":
                    break
                await _try(console, obey(console, terminal, line, direction))
            await _try(console, terminal.refresh())
            draw_state(console, terminal)
        finally:
            beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beating
            terminal.queue.close()


async def _enrol(terminal: Terminal, server: str, code: str | None) -> None:
    if code is None:
        raise Refusal("this folder is not enrolled yet: give --code, the one-time code of the venue's manager.")
    try:
        await terminal.enrol(server, code)
    except Away:
        raise Refusal(f"{server} cannot be reached.") from None
    except ServerRefused as refused:
        raise Refusal(f"{refused.title} ({refused.code})") from None


async def obey(console: Console, terminal: Terminal, line: str, direction: str | None) -> None:
    """Do what a line says: a command, or a reading; raises `Away` or `ServerRefused`."""
    word = line.strip()
    if word in {":offline", ":online"}:
        terminal.unplugged = word == ":offline"
        await terminal.refresh()
    elif word == ":send":
        await terminal.send()
    elif word.startswith(":") and word != ":queue":  # no code begins so: a slip, or a question
        console.print(_HELP, markup=False)
        return
    elif word != ":queue" and (content := reading_of(line)):
        await terminal.read(content, direction)
        return
    draw_state(console, terminal)


async def _beat(terminal: Terminal) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        with contextlib.suppress(ServerRefused):  # told when the next reading meets it
            await terminal.refresh()


async def _try(console: Console, doing: Coroutine[Any, Any, None]) -> None:
    try:
        await doing
    except Away:
        console.print("no answer from the server 连不上服务器")
    except ServerRefused as refused:
        console.print(f"refused 被拒绝: {refused.title} ({refused.code})", style="bold red")


async def _lines(source: list[str] | None) -> AsyncIterator[str]:
    if source is not None:
        for line in source:
            yield line
        return
    while line := await asyncio.to_thread(sys.stdin.readline):
        yield line
