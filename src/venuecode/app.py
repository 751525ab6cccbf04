"""The composition root: builds every service once and gives them to the routes, the worker and the command line."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import FastAPI

from venuecode.alerts import wiring as alerts
from venuecode.alerts.service import AlertHub
from venuecode.audit.service import AuditLog, chain_secret
from venuecode.exchange import wiring as exchange
from venuecode.health import wiring as health
from venuecode.health.intake import api as fact_imports
from venuecode.health.settings import HealthSettings
from venuecode.identity import wiring as identity
from venuecode.infra import api as operation
from venuecode.infra.background import Background
from venuecode.infra.bodies import Bounded
from venuecode.infra.db import Database
from venuecode.infra.hints import Hints
from venuecode.infra.http import install_problem_handlers
from venuecode.infra.jobs import JobBook
from venuecode.infra.keys import Keys, load_keys
from venuecode.infra.logs import set_up_logs
from venuecode.infra.observe import Observed
from venuecode.infra.process import die_with_parent, told_before_stop
from venuecode.infra.reseal import SealedFields
from venuecode.kernel.clock import Clock, SystemClock
from venuecode.kernel.ids import DivisionCode
from venuecode.monitoring import wiring as monitoring
from venuecode.monitoring.settings import MonitoringSettings
from venuecode.passes import wiring as passes
from venuecode.regions import api as regions_api
from venuecode.regions.model import UnknownDivision
from venuecode.regions.service import Divisions
from venuecode.retention import wiring as retention
from venuecode.retention.settings import RetentionSettings
from venuecode.scanning import wiring as scanning
from venuecode.scanning.asgi import ScanFirst
from venuecode.scanning.feed import Hub
from venuecode.scanning.settings import ScanningSettings
from venuecode.sections import load_settings
from venuecode.settings import CoreSettings, Settings, SettingsFault
from venuecode.tracing import wiring as tracing
from venuecode.tracing.settings import TracingSettings
from venuecode.venues import wiring as venues
from venuecode.venues.imports import api as venue_imports
from venuecode.venues.posters import api as posters_api
from venuecode.venues.posters import wiring as posters
from venuecode.venues.settings import VenueSettings
from venuecode.web.clients import add_clients
from venuecode.web.headers import Guarded
from venuecode.web.settings import WebSettings

LINK_SECONDS = 1.0
"""How often a process links new events into the record's chain."""


class Services(dict[type, Any]):
    """Type → the one instance of it."""


def build_services(settings: Settings, db: Database, clock: Clock | None = None) -> Services:
    """Make every service from its parts; nothing else constructs one."""
    core = settings.get(CoreSettings)
    keys = load_keys(core.keys.get_secret_value() if core.keys else None, core.data_dir)
    services = Services()
    services[Settings] = settings
    services[CoreSettings] = core
    services[Database] = db
    services[Keys] = keys
    services[Clock] = clock or SystemClock()
    services[JobBook] = JobBook()
    services[Background] = Background()
    services[SealedFields] = SealedFields()
    services[Hints] = Hints(db)
    services[Background].keep("hints", services[Hints].run)
    services[AuditLog] = AuditLog(db, services[Clock], chain_secret(keys.secret("index")))
    services[Background].every(LINK_SECONDS, "link the record", services[AuditLog].link_pending)
    services[Divisions] = _divisions(core.province)
    identity.provide(services)
    venues.provide(services)
    posters.provide(services)
    health.provide(services)
    passes.provide(services, settings.get(ScanningSettings).hosts)
    exchange.provide(services)
    alerts.provide(services)
    scanning.provide(services, settings.get(ScanningSettings))
    tracing.provide(services, settings.get(TracingSettings))
    monitoring.provide(services, settings.get(MonitoringSettings))
    retention.provide(services, settings.get(RetentionSettings))
    # each feature adds its services here, in the order of the layers
    return services


@cache
def _divisions(province: str) -> Divisions:
    try:
        return Divisions(start=DivisionCode(province))
    except UnknownDivision as fault:
        raise SettingsFault([f"core.province: there is no division {province}"]) from fault


def add_routes(app: FastAPI) -> None:
    """Mount every feature's router."""
    app.include_router(operation.router)
    app.include_router(regions_api.router)
    identity.add_routes(app)
    venues.add_routes(app)
    health.add_routes(app)
    passes.add_routes(app)
    exchange.add_routes(app)
    alerts.add_routes(app)
    scanning.add_routes(app)
    tracing.add_routes(app)
    monitoring.add_routes(app)
    app.include_router(posters_api.router)


def create() -> FastAPI:
    """Return the application of one server process (Granian loads it by this name)."""
    die_with_parent()  # a killed supervisor leaves no server behind that would still take scans
    set_up_logs()
    settings = load_settings()
    url = settings.get(CoreSettings).database_url
    assert url is not None
    app = build_app(settings, url.get_secret_value())
    gc.freeze()  # what is loaded now stays: the collector need not walk it again for each few thousand scans
    gc.set_threshold(20_000, 20, 50)
    return app


def _uploads(settings: Settings) -> dict[str, int]:
    """Return the paths that take files, with twice their limit: up to that they refuse in their own words."""
    return {
        venue_imports.PATH: 2 * settings.get(VenueSettings).import_bytes,
        fact_imports.PATH: 2 * settings.get(HealthSettings).import_bytes,
    }


def _end_streams(services: Services) -> None:
    """Live pages stay open for hours; a server that waited for them would never stop."""
    services[Hub].end_all()
    services[AlertHub].end_all()


def build_app(settings: Settings, url: str, clock: Clock | None = None) -> FastAPI:
    """Return the web application over the database at `url`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        db = await Database.connect(url, size=settings.get(CoreSettings).pool_size)
        app.state.services = services = build_services(settings, db, clock)
        try:
            with told_before_stop(lambda: _end_streams(services)):
                async with services[Background].running():
                    yield
        finally:
            await db.close()

    app = ScanFirst(
        title="VenueCode",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        openapi_url="/api/openapi.json",
        redoc_url=None,
        redirect_slashes=False,  # the redirect would name whatever host the caller wrote
    )
    install_problem_handlers(app)
    add_routes(app)
    add_clients(app, settings.get(WebSettings))
    app.add_middleware(Bounded, larger=_uploads(settings))
    app.add_middleware(Guarded, public_url=settings.get(CoreSettings).public_url)
    app.add_middleware(Observed)
    return app
