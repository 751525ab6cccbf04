"""The web server's processes (Granian, uvloop), over a database that stands already."""

import os
from importlib import import_module
from typing import Any

from granian.constants import Interfaces, Loops
from granian.server import Server

from venuecode.cli.deployment import load_settings, require_server
from venuecode.cli.refusal import Refusal
from venuecode.infra.logs import granian_logging
from venuecode.infra.process import require_free_port
from venuecode.settings import CoreSettings

BACKLOG = 2048
STOP_SECONDS = 15
"""How long a stopping process may finish what it has taken."""


def start_server(workers: int) -> None:
    """Serve with `workers` processes until stopped."""
    core = load_settings().get(CoreSettings)
    if core.database_url is None:
        raise Refusal("`serve` needs DATABASE_URL; `venuecode run` starts everything on its own.")
    require_server(core.database_url.get_secret_value())
    port = require_free_port(core.host, core.port)
    os.environ["VENUECODE_CORE__PORT"] = str(port)
    import_module("venuecode.app")  # once, before the processes fork: they share what is loaded
    server_of("venuecode.app:create", core.host, port, workers).serve()


def server_of(target: str, host: str, port: int, workers: int) -> Any:
    """Return the server of an application factory, set up as in production; `serve()` runs it."""
    return Server(
        target,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        loop=Loops.uvloop,
        workers=workers,
        backlog=BACKLOG,
        backpressure=BACKLOG,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=True,
        log_dictconfig=granian_logging(),
    )
