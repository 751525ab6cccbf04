"""Makes the service of the exchange and mounts its routes, for the composition root."""

from typing import Any

from fastapi import FastAPI

from venuecode.audit.service import AuditLog
from venuecode.exchange import api
from venuecode.exchange.service import Exchange
from venuecode.health.declarations.service import Declarations
from venuecode.health.service import Health
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.kernel.clock import Clock
from venuecode.passes.service import Passes


def provide(services: dict[type, Any]) -> None:
    """Add the exchange to the services of the layers below."""
    services[Exchange] = exchange = Exchange(
        services[Database],
        services[Clock],
        services[AuditLog],
        services[People],
        services[Health],
        services[Declarations],
        services[Passes],
    )
    services[JobBook].every("exchange.forget", "47 * * * *", exchange.forget)


def add_routes(app: FastAPI) -> None:
    """Mount the router."""
    app.include_router(api.router)
