"""Makes the services of alerts and mounts their routes, for the composition root."""

from typing import Any

from fastapi import FastAPI

from venuecode.alerts import api
from venuecode.alerts.guards import EVERY_MINUTE, GuardsTold
from venuecode.alerts.service import CHANNEL, AlertHub, Alerts
from venuecode.audit.service import AuditLog
from venuecode.identity.messages.service import Messages
from venuecode.infra.background import Background
from venuecode.infra.db import Database
from venuecode.infra.hints import Hints
from venuecode.infra.jobs import JobBook
from venuecode.kernel.clock import Clock


def provide(services: dict[type, Any]) -> None:
    """Add the services of alerts to those of the layers below."""
    db, clock, hints = services[Database], services[Clock], services[Hints]
    services[Alerts] = Alerts(db, clock, services[AuditLog], hints)
    services[AlertHub] = hub = AlertHub(db, clock)
    hints.listen(CHANNEL, hub.hear)
    services[GuardsTold] = told = GuardsTold(db, clock, services[Messages])
    services[JobBook].every("alerts.tell_guards", EVERY_MINUTE, told.run)
    services[Background].keep("alert hub", hub.run)


def add_routes(app: FastAPI) -> None:
    """Mount the router."""
    app.include_router(api.router)
