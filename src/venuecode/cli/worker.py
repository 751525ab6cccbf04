"""`venuecode worker`: runs the background jobs and the schedules."""

import asyncio
import os

import uvloop
from prometheus_client import start_http_server

from venuecode.cli.deployment import load_settings, require_server, services
from venuecode.cli.refusal import Refusal
from venuecode.infra.jobs import JobBook, work
from venuecode.infra.logs import set_up_logs
from venuecode.infra.process import require_free_port
from venuecode.settings import CoreSettings, Settings

NICENESS = 5
"""Where scans and background work share a machine, scans come first; an idle machine gives the work all it has."""


def worker() -> None:
    """Run background jobs until stopped; any number of workers may run at once."""
    settings = load_settings()
    url = settings.get(CoreSettings).database_url
    if url is None:
        raise Refusal("`worker` needs DATABASE_URL; `venuecode run` starts everything on its own.")
    require_server(url.get_secret_value())
    set_up_logs()
    os.nice(NICENESS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_work(settings, url.get_secret_value()))


async def _work(settings: Settings, url: str) -> None:
    core = settings.get(CoreSettings)
    if core.worker_metrics_port:
        start_http_server(require_free_port(core.host, core.worker_metrics_port), addr=core.host)
    async with services(settings, url) as built:
        await work(url, built[JobBook])
