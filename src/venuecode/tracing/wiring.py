"""Makes the services of tracing and mounts their routes, for the composition root."""

from typing import Any

from venuecode.infra.background import Background
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.tracing.policy import shipped_policy
from venuecode.tracing.stays.service import Stays


def provide(services: dict[type, Any]) -> None:
    """Add the services of tracing to those of the layers below."""
    services[Stays] = stays = Stays(services[Database], services[Clock], shipped_policy)
    services[Background].keep("stays", stays.run)
