"""`venuecode monitoring`: the counts made again from the visits, by hand."""

import asyncio
from datetime import date

from rich.progress import Progress

from venuecode.cli.deployment import database_url, load_settings, require_server, services
from venuecode.monitoring.rollups.service import Rollups
from venuecode.settings import CoreSettings, Settings


def rebuild() -> None:
    """Count every day again whose visits are kept; beside live traffic, dashboards stay right, may be repeated."""
    settings = load_settings()
    with database_url(settings.get(CoreSettings)) as url:
        require_server(url)
        days = asyncio.run(_rebuild(settings, url))
    print(f"{days} days counted again; days whose visits are gone keep their counts.")


async def _rebuild(settings: Settings, url: str) -> int:
    async with services(settings, url) as built:
        rollups: Rollups = built[Rollups]
        with Progress() as shown:
            bar = shown.add_task("days", total=None)

            def tell(day: date, done: int, total: int) -> None:
                shown.update(bar, description=f"{day}", completed=done, total=total)

            return await rollups.rebuild(tell)
