"""Makes the services of tracing and mounts their routes, for the composition root."""

from typing import Any

from fastapi import FastAPI

from venuecode.audit.service import AuditLog
from venuecode.identity.people.service import People
from venuecode.infra.background import Background
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.regions.service import Divisions
from venuecode.tracing.cases import api as cases_api
from venuecode.tracing.cases.service import Cases
from venuecode.tracing.desk import api as desk_api
from venuecode.tracing.desk.service import Desk
from venuecode.tracing.policy import shipped_policy
from venuecode.tracing.settings import TracingSettings
from venuecode.tracing.stays.service import Stays


def provide(services: dict[type, Any], settings: TracingSettings) -> None:
    """Add the services of tracing to those of the layers below."""
    db, clock, audit, people = services[Database], services[Clock], services[AuditLog], services[People]
    services[Stays] = stays = Stays(db, clock, shipped_policy)
    services[Cases] = Cases(db, clock, audit, people, services[Divisions], settings)
    services[Desk] = Desk(db, clock, audit, people.seal, stays, settings)
    services[Background].keep("stays", stays.run)


def add_routes(app: FastAPI) -> None:
    """Mount the routers."""
    app.include_router(cases_api.router)
    app.include_router(desk_api.router)
