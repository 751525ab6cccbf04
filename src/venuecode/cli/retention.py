"""`venuecode retention`: what has lived its time, shown or destroyed by hand."""

import asyncio

from venuecode.cli.deployment import database_url, load_settings, require_server, services
from venuecode.retention.model import Destroyed
from venuecode.retention.service import Retention
from venuecode.settings import CoreSettings, Settings


def preview() -> None:
    """Say what the night's run would destroy now; nothing is changed."""
    _tell(_with_services(destroy=False), "would be destroyed")


def run() -> int:
    """Destroy what has lived its time, as the worker does each night. Exit code 1 if a step failed."""
    found = _with_services(destroy=True)
    _tell(found, "destroyed")
    return int(any(one.failed for one in found))


def _with_services(*, destroy: bool) -> list[Destroyed]:
    settings = load_settings()
    with database_url(settings.get(CoreSettings)) as url:
        require_server(url)
        return asyncio.run(_ask(settings, url, destroy=destroy))


async def _ask(settings: Settings, url: str, *, destroy: bool) -> list[Destroyed]:
    async with services(settings, url) as built:
        retention: Retention = built[Retention]
        return await (retention.run() if destroy else retention.preview())


def _tell(found: list[Destroyed], verb: str) -> None:
    for one in found:
        when = f"of {one.day}" if one.day else f"that ended before {one.before}"
        rows = "not destroyed, see the log" if one.failed else f"{one.rows:,} rows {verb}"
        print(f"{one.what.value} {when}: {rows}")
    if not found:
        print("Nothing has lived its time.")
