"""`venuecode health`: everybody's status brought to the active policy, by hand."""

import asyncio

from rich.progress import Progress

from venuecode.cli.deployment import database_url, load_settings, require_server, services
from venuecode.health.recompute import Recompute, Recomputed
from venuecode.settings import CoreSettings, Settings


def recompute() -> None:
    """Bring everybody's status to the active policy; can be stopped and started again, beside live traffic."""
    settings = load_settings()
    with database_url(settings.get(CoreSettings)) as url:
        require_server(url)
        done = asyncio.run(_recompute(settings, url))
    print(f"{done.people} people, {done.derived} derived, {done.changed} changed.")


async def _recompute(settings: Settings, url: str) -> Recomputed:
    async with services(settings, url) as built:
        with Progress() as shown:
            bar = shown.add_task("people", total=None)

            async def tell(done: int, total: int) -> None:
                shown.update(bar, completed=done, total=total)

            recompute_all: Recompute = built[Recompute]
            return await recompute_all.run(tell)
