"""Makes the services of scanning and mounts their routes, for the composition root."""

from typing import Any

from fastapi import FastAPI

from venuecode.alerts.service import GUARDS as HANDLED
from venuecode.alerts.service import Alerts
from venuecode.audit.service import AuditLog
from venuecode.health.policy.service import Policies
from venuecode.identity.devices.service import Devices
from venuecode.identity.people.service import People
from venuecode.infra.background import Background
from venuecode.infra.db import Database
from venuecode.infra.hints import Hints
from venuecode.infra.keys import Keys
from venuecode.kernel.clock import Clock
from venuecode.passes.service import Passes
from venuecode.regions.service import Divisions
from venuecode.scanning import api, entry_api
from venuecode.scanning.alerted import HandledAlerts
from venuecode.scanning.devices import api as devices_api
from venuecode.scanning.devices.calls import CHANNEL as CALLS
from venuecode.scanning.devices.calls import Calls
from venuecode.scanning.devices.desk import DeviceDesk
from venuecode.scanning.devices.service import Terminals
from venuecode.scanning.door import DoorScreens
from venuecode.scanning.entry import Entries
from venuecode.scanning.feed import CHANNEL, Hub
from venuecode.scanning.offline import api as offline_api
from venuecode.scanning.offline.service import OfflineDesk
from venuecode.scanning.service import ScanDesk
from venuecode.scanning.settings import ScanningSettings
from venuecode.settings import CoreSettings

CALLS_SECONDS = 3600.0


def provide(services: dict[type, Any], settings: ScanningSettings) -> None:
    """Add the desk and the live feed to the services of the layers below."""
    db, clock, hints, background = services[Database], services[Clock], services[Hints], services[Background]
    public_url = services[CoreSettings].public_url
    services[ScanDesk] = desk = ScanDesk(db, clock, services[Policies], services[Keys], settings, public_url, hints)
    services[Hub] = hub = Hub(db, clock)
    services[Calls] = calls = Calls(db, clock, hints)
    services[DoorScreens] = screens = DoorScreens(
        db, clock, desk, hub, calls, HandledAlerts(services[Alerts], services[Divisions])
    )
    services[OfflineDesk] = offline = OfflineDesk(
        services[Passes], services[Policies], screens, services[Alerts], services[Keys].derived("sealed entries")
    )
    services[Entries] = Entries(
        db, clock, services[AuditLog], services[People], services[Passes], screens, desk, offline, settings
    )
    services[Terminals] = Terminals(db, clock, desk, services[People], services[Passes], calls, offline)
    services[DeviceDesk] = DeviceDesk(
        clock, services[Keys], services[Devices], services[Passes], services[Policies], desk, public_url
    )
    hints.listen(CHANNEL, hub.hear)
    hints.listen(CALLS, hub.hear_calls)
    hints.listen(HANDLED, hub.hear_calls)
    desk.run_in(background)
    background.keep("door feed", hub.run)
    background.every(CALLS_SECONDS, "old calls of terminals", calls.forget_old)


def add_routes(app: FastAPI) -> None:
    """Mount the router; the scan itself stands in front of the framework (asgi.py)."""
    app.include_router(api.router)
    app.include_router(devices_api.router)
    app.include_router(entry_api.router)
    app.include_router(offline_api.router)
