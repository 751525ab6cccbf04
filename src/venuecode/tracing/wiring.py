"""Makes the services of tracing and mounts their routes, for the composition root."""

from typing import Any

from fastapi import FastAPI

from venuecode.audit.service import AuditLog
from venuecode.health.ledger.service import Ledger
from venuecode.identity.family.service import Family
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.infra.notifications.sms import SmsGateway
from venuecode.kernel.clock import Clock
from venuecode.regions.service import Divisions
from venuecode.settings import Settings
from venuecode.tracing.cases import api as cases_api
from venuecode.tracing.cases.service import Cases
from venuecode.tracing.desk import api as desk_api
from venuecode.tracing.desk.service import Desk
from venuecode.tracing.exports import api as exports_api
from venuecode.tracing.exports.report import ReportPress
from venuecode.tracing.followup import api as followup_api
from venuecode.tracing.followup.service import FollowUps
from venuecode.tracing.notices import api as notices_api
from venuecode.tracing.notices import jobs as notice_jobs
from venuecode.tracing.notices.service import Notices
from venuecode.tracing.policy import shipped_policy
from venuecode.tracing.settings import TracingSettings
from venuecode.tracing.stays.service import Stays
from venuecode.venues.posters.settings import PosterSettings


def provide(services: dict[type, Any], settings: TracingSettings) -> None:
    """Add the services of tracing to those of the layers below."""
    db, clock, audit, people = services[Database], services[Clock], services[AuditLog], services[People]
    services[Stays] = stays = Stays(db, clock, shipped_policy)
    services[Cases] = Cases(db, clock, audit, people, services[Divisions], settings)
    services[Desk] = desk = Desk(db, clock, audit, people.seal, stays, settings)
    services[FollowUps] = FollowUps(db, clock, audit, people, services[Divisions], desk, services[Ledger], settings)
    services[ReportPress] = ReportPress(extra_fonts=services[Settings].get(PosterSettings).extra_fonts)
    services[Notices] = Notices(db, clock, audit, services[Family], desk, settings)
    sender = services[notice_jobs.NoticeSender] = notice_jobs.NoticeSender(db, clock, people.seal, services[SmsGateway])
    notice_jobs.register(services[JobBook], sender)
    services[JobBook].background.keep("stays", stays.run)


def add_routes(app: FastAPI) -> None:
    """Mount the routers."""
    app.include_router(cases_api.router)
    app.include_router(exports_api.router)
    app.include_router(desk_api.router)
    app.include_router(followup_api.router)
    app.include_router(notices_api.router)
