"""The web server's processes (Granian, uvloop), over a database that stands already."""

import os
import signal
from contextlib import suppress
from importlib import import_module
from typing import Any

from granian.constants import Interfaces, Loops
from granian.server import Server

from venuecode.cli.deployment import load_settings, require_keys, require_server
from venuecode.cli.refusal import Refusal
from venuecode.infra.logs import granian_logging
from venuecode.infra.process import STOPPING, require_free_port
from venuecode.settings import CoreSettings

BACKLOG = 2048
STOP_SECONDS = 15
"""How long a stopping process may finish what it has taken."""


class _Server(Server):  # type: ignore[misc, valid-type]  # chosen by the kind of interpreter
    """Tells its processes of a stop a moment before it stops them, so that live pages do not hold it up."""

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        for worker in self.wrks:
            with suppress(ProcessLookupError, TypeError):  # ended, or not begun
                os.kill(worker.inner.pid, STOPPING)
        super().signal_handler_interrupt(*args, **kwargs)


def start_server(workers: int) -> None:
    """Serve with `workers` processes until stopped."""
    core = load_settings().get(CoreSettings)
    if core.database_url is None:
        raise Refusal("`serve` needs DATABASE_URL; `venuecode run` starts everything on its own.")
    require_server(core.database_url.get_secret_value())
    require_keys(core, core.database_url.get_secret_value())
    port = require_free_port(core.host, core.port)
    os.environ["VENUECODE_CORE__PORT"] = str(port)
    import_module("venuecode.app")  # once, before the processes fork: they share what is loaded
    server_of("venuecode.app:create", core.host, port, workers).serve()


def server_of(target: str, host: str, port: int, workers: int) -> Any:
    """Return the server of an application factory, set up as in production; `serve()` runs it."""
    signal.signal(STOPPING, signal.SIG_IGN)  # the processes inherit this, until they know what to do
    return _Server(
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
