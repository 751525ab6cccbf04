"""Makes the services of venues from their parts and mounts their routes, for the composition root."""

from typing import Any

from fastapi import FastAPI

from venuecode.audit.service import AuditLog
from venuecode.identity.devices.service import Devices
from venuecode.identity.messages.service import Messages
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.infra.keys import Keys
from venuecode.infra.reseal import SealedField, SealedFields
from venuecode.kernel.clock import Clock
from venuecode.regions.service import Divisions
from venuecode.settings import Settings
from venuecode.venues import api, jobs
from venuecode.venues.access import VenueAccess
from venuecode.venues.applications import api as applications_api
from venuecode.venues.applications.issuing import Issuer
from venuecode.venues.applications.review import Reviews
from venuecode.venues.applications.service import Applications
from venuecode.venues.devices import api as devices_api
from venuecode.venues.devices.service import VenueDevices
from venuecode.venues.discipline import api as discipline_api
from venuecode.venues.discipline.service import Discipline
from venuecode.venues.doors import Doors
from venuecode.venues.history import History
from venuecode.venues.imports import api as imports_api
from venuecode.venues.imports import jobs as import_jobs
from venuecode.venues.imports.jobs import ImportRunner
from venuecode.venues.imports.service import Imports
from venuecode.venues.members import api as members_api
from venuecode.venues.members.service import Members
from venuecode.venues.service import Venues
from venuecode.venues.settings import VenueSettings

SEALED = (
    SealedField("venue", "responsible_person"),
    SealedField("venue", "responsible_phone"),
    SealedField("venue_application", "form"),
    SealedField("venue_import", "content"),
)
"""The rows of an import are sealed too; they are purged long before a key is dropped."""


def provide(services: dict[type, Any]) -> None:
    """Add the services of venues to those of the layers below, and their jobs to the book."""
    db: Database = services[Database]
    keys: Keys = services[Keys]
    clock: Clock = services[Clock]
    audit: AuditLog = services[AuditLog]
    settings = services[VenueSettings] = services[Settings].get(VenueSettings)
    services[SealedFields].extend(SEALED)
    access = VenueAccess(keys)
    history = History(audit, clock)
    issuer = Issuer(keys, clock, history, services[Divisions], settings)
    services[Discipline] = Discipline(db, clock, access, history)
    services[Venues] = Venues(db, keys, clock, access, history, audit, services[Discipline])
    services[Doors] = Doors(db, clock, access, history, settings)
    services[VenueDevices] = VenueDevices(db, access, history, services[Devices])
    services[Applications] = Applications(db, keys, clock, history, issuer, settings)
    services[Reviews] = Reviews(db, keys, clock, history, issuer, audit, services[Messages])
    services[Members] = Members(db, keys, clock, history, services[People], settings)
    services[Imports] = Imports(db, keys, clock, audit, services[Divisions])
    jobs.register(services[JobBook], db, clock)
    import_jobs.register(services[JobBook], ImportRunner(db, keys, clock, audit, services[Divisions], settings))


def add_routes(app: FastAPI) -> None:
    """Mount the routers."""
    for part in (api, applications_api, members_api, devices_api, discipline_api, imports_api):
        app.include_router(part.router)
