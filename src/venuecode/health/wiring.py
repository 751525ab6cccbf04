"""Makes the services of health and mounts their routes, for the composition root."""

from typing import Any

from fastapi import FastAPI

from venuecode.audit.service import AuditLog
from venuecode.health import api
from venuecode.health.imports import TestImports
from venuecode.health.service import Health
from venuecode.identity.looks.service import Looks
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock


def provide(services: dict[type, Any]) -> None:
    """Add the services of health to those of the layers below."""
    db, clock, audit, people = services[Database], services[Clock], services[AuditLog], services[People]
    services[Health] = health = Health(db, clock, audit, people, services[Looks])
    services[TestImports] = TestImports(db, clock, audit, people, health)


def add_routes(app: FastAPI) -> None:
    """Mount the router."""
    app.include_router(api.router)
