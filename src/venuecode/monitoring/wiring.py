"""Makes the services of monitoring and mounts their routes, for the composition root."""

from typing import Any

from fastapi import FastAPI

from venuecode.infra.background import Background
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.kernel.clock import Clock
from venuecode.monitoring import api, jobs
from venuecode.monitoring.rollups.service import Rollups
from venuecode.monitoring.service import Board
from venuecode.monitoring.settings import MonitoringSettings
from venuecode.monitoring.venue import VenueBoard
from venuecode.regions.service import Divisions

LAG_SECONDS = 15.0


def provide(services: dict[type, Any], settings: MonitoringSettings) -> None:
    """Add the counts and the boards to the services of the layers below, and their jobs to the book."""
    db, clock = services[Database], services[Clock]
    services[Rollups] = rollups = Rollups(db, clock, settings)
    services[Board] = Board(db, clock, services[Divisions], settings)
    services[VenueBoard] = VenueBoard(db)
    services[Background].every(LAG_SECONDS, "lag of the counts", rollups.observe)
    jobs.add_jobs(services[JobBook], rollups)


def add_routes(app: FastAPI) -> None:
    """Mount the routers."""
    app.include_router(api.router)
    app.include_router(api.own_router)
