"""The channels' stand-ins as an operator starts them: `venuecode emulate …`, on ports of their own."""

import asyncio
import json
import re
import shlex
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

NAMES = ("wechat", "alipay", "oidc")
_STANDS = re.compile(r"stands in at (http://127\.0\.0\.1:\d+);")


CHANNELS = Path(__file__).parents[2] / "clients" / "mobile" / "channels"
PLATFORMS = {"wechat": "mp-weixin", "alipay": "mp-alipay"}


def app_ids(name: str) -> list[str]:
    """Return the app ids of a platform's channels, a further one's too."""
    channels = [json.loads(file.read_text("utf-8")) for file in sorted(CHANNELS.glob("*.json"))]
    return [str(channel["app_id"]) for channel in channels if channel["platform"] == PLATFORMS.get(name)]


@dataclass
class StandIns:
    """Where the stand-ins answer, and the settings by which a server uses them."""

    settings: dict[str, str] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)


@asynccontextmanager
async def emulated() -> AsyncIterator[StandIns]:
    """Give all stand-ins, and stop them afterwards."""
    found = StandIns()
    async with AsyncExitStack() as stack:
        for name in NAMES:
            await stack.enter_async_context(_one(name, found))
        yield found


@asynccontextmanager
async def _one(name: str, found: StandIns) -> AsyncIterator[None]:
    command = (sys.executable, "-m", "venuecode", "emulate", name, *app_ids(name), "--port", "0")
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            while line := (await process.stdout.readline()).decode():
                if stands := _STANDS.search(line):
                    found.urls[name] = stands[1]
                    break
                setting, _, value = shlex.split(line)[1].partition("=")  # as a shell takes `export NAME='value'`
                found.settings[setting] = value
        assert name in found.urls, f"emulate {name} did not start"
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()
