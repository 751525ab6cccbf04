"""Makes the services of alerts and mounts their routes, for the composition root."""

from functools import partial
from typing import Any

from fastapi import FastAPI

from venuecode.alerts import api
from venuecode.alerts.duty import api as duty_api
from venuecode.alerts.duty.service import TELL_SECONDS, Duty
from venuecode.alerts.duty.service import register as duty_jobs
from venuecode.alerts.guards import EVERY_MINUTE, GuardsTold
from venuecode.alerts.handling import Handling
from venuecode.alerts.service import CHANNEL, AlertHub, Alerts
from venuecode.alerts.settings import AlertSettings
from venuecode.audit.service import AuditLog
from venuecode.identity.looks.service import Looks
from venuecode.identity.messages.service import Messages
from venuecode.infra.background import Background
from venuecode.infra.db import Database
from venuecode.infra.hints import Hints
from venuecode.infra.jobs import JobBook
from venuecode.infra.keys import Keys
from venuecode.infra.notifications.sms import SmsGateway
from venuecode.infra.reseal import SealedField, SealedFields
from venuecode.kernel.clock import Clock
from venuecode.regions.service import Divisions
from venuecode.settings import CoreSettings, Settings


def provide(services: dict[type, Any]) -> None:
    """Add the services of alerts to those of the layers below."""
    db, clock, hints = services[Database], services[Clock], services[Hints]
    services[Alerts] = Alerts(db, clock, services[AuditLog], hints)
    services[AlertHub] = hub = AlertHub(db, clock)
    settings = services[AlertSettings] = services[Settings].get(AlertSettings)
    services[Handling] = handling = Handling(
        db,
        clock,
        services[AuditLog],
        hints,
        services[Alerts],
        services[Looks],
        services[Divisions],
        services[Keys].ring,
        settings,
    )
    services[Duty] = duty = Duty(
        db,
        clock,
        services[AuditLog],
        services[Keys].ring,
        services[SmsGateway],
        settings,
        services[CoreSettings],
    )
    services[SealedFields] += [
        SealedField("alert_event", "note"),
        SealedField("duty_contact", "phone"),
        SealedField("duty_webhook", "secret"),
    ]
    duty_jobs(services[JobBook], duty)
    services[Background].every(TELL_SECONDS, "tell duty phones of alerts", duty.tell)
    services[JobBook].every("alerts.raise_overdue", "* * * * *", partial(_raise_overdue, handling))
    hints.listen(CHANNEL, hub.hear)
    services[GuardsTold] = told = GuardsTold(db, clock, services[Messages])
    services[JobBook].every("alerts.tell_guards", EVERY_MINUTE, told.run)
    services[Background].keep("alert hub", hub.run)


def add_routes(app: FastAPI) -> None:
    """Mount the router."""
    app.include_router(api.router)
    app.include_router(duty_api.router)


async def _raise_overdue(handling: Handling) -> None:
    await handling.raise_overdue()
