"""The product as an operator starts it: `venuecode run` in a folder of its own, on a port of its own."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 240
STOP_SECONDS = 40
ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/console/")
PATIENT = {
    # all journeys come from one address and some phones ask twice
    "VENUECODE_IDENTITY__CODE_INTERVAL_SECONDS": "0",
    "VENUECODE_IDENTITY__CODES_PER_ADDRESS_HOUR": "10000",
    "VENUECODE_IDENTITY__CODES_PER_PHONE_HOUR": "1000",
    "VENUECODE_IDENTITY__CODES_PER_PHONE_DAY": "1000",
    "VENUECODE_IDENTITY__OFFICER_SIGN_INS_PER_ADDRESS_MINUTE": "1000",
    "VENUECODE_TRACING__LOOK_DELAY_DAYS": "0",  # people read of it at once
}


@dataclass(frozen=True)
class Product:
    """A running product: where it answers and where its data and logs lie."""

    url: str
    folder: Path
    process: Process


async def start(folder: Path, **settings: str) -> Process:
    """Start `venuecode run` on `folder`; its words are read from `stdout`."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("VENUECODE_", "DATABASE_URL"))}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "venuecode", "run"),
        env={
            **ours,
            **PATIENT,
            "VENUECODE_CORE__DATA_DIR": str(folder),
            "VENUECODE_CORE__PORT": "0",
            "COLUMNS": "200",
            **settings,
        },
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
    )


async def address(process: Process) -> str:
    """Wait until the product says where it is to be opened."""
    said = ""
    assert process.stdout is not None
    async with asyncio.timeout(START_SECONDS):
        while line := (await process.stdout.readline()).decode():
            said += line
            if found := ADDRESS.search(line):
                return found[1]
    raise AssertionError(f"the product did not start:\n{said}")


async def stop(process: Process) -> str:
    """Ask the product to stop, as Ctrl-C does, and return its last words."""
    if process.returncode is None:
        process.send_signal(signal.SIGINT)
    async with asyncio.timeout(STOP_SECONDS):
        last, _ = await process.communicate()
    return last.decode()


@asynccontextmanager
async def running(folder: Path, **settings: str) -> AsyncIterator[Product]:
    """Give a product that has started, and stop it afterwards."""
    process = await start(folder, **settings)
    try:
        yield Product(await address(process), folder, process)
    finally:
        await stop(process)
