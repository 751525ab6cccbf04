"""The composition root: builds every service once and gives them to the routes, the worker and the command line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import FastAPI

from venuecode.infra import api as operation
from venuecode.infra.db import Database
from venuecode.infra.http import install_problem_handlers
from venuecode.infra.jobs import JobBook
from venuecode.infra.keys import Keys, load_keys
from venuecode.kernel.clock import Clock, SystemClock
from venuecode.kernel.ids import DivisionCode
from venuecode.regions import api as regions_api
from venuecode.regions.model import UnknownDivision
from venuecode.regions.service import Divisions
from venuecode.scanning.asgi import ScanFirst
from venuecode.settings import CoreSettings, Section, Settings, SettingsFault
from venuecode.venues.settings import VenueSettings

SECTIONS: list[type[Section]] = [CoreSettings, VenueSettings]
"""Every feature's settings; `settings.load(SECTIONS)` checks them together."""


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
    services[Divisions] = _divisions(core.province)
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


def build_app(settings: Settings, url: str, clock: Clock | None = None) -> FastAPI:
    """Return the web application over the database at `url`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        db = await Database.connect(url, size=settings.get(CoreSettings).pool_size)
        app.state.services = build_services(settings, db, clock)
        try:
            yield
        finally:
            await db.close()

    app = ScanFirst(
        title="VenueCode",
        version="0.1.0",
        lifespan=lifespan,
        docs_url="/api/docs",
        openapi_url="/api/openapi.json",
        redoc_url=None,
    )
    install_problem_handlers(app)
    add_routes(app)
    return app
