"""Makes the services of health and mounts their routes, for the composition root."""

from typing import Any

from fastapi import FastAPI

from venuecode.audit.service import AuditLog
from venuecode.health import api, jobs
from venuecode.health.appeals import api as appeals_api
from venuecode.health.appeals.service import Appeals
from venuecode.health.declarations import api as declarations_api
from venuecode.health.declarations.service import Declarations
from venuecode.health.deriving import Deriving
from venuecode.health.entering import Entering
from venuecode.health.intake import api as imports_api
from venuecode.health.intake import jobs as import_jobs
from venuecode.health.intake.jobs import FactImportRunner
from venuecode.health.intake.listed import ListedOrders
from venuecode.health.intake.service import FactImports
from venuecode.health.ledger import api as ledger_api
from venuecode.health.ledger.service import Ledger
from venuecode.health.limited import Limited
from venuecode.health.policy import api as policy_api
from venuecode.health.policy.service import FOLLOW_SECONDS, Policies
from venuecode.health.policy.trials import Trials
from venuecode.health.push import api as push_api
from venuecode.health.push.corrections import Corrections
from venuecode.health.push.service import Pushes
from venuecode.health.push.service import register as push_jobs
from venuecode.health.recompute import Recompute
from venuecode.health.service import Health
from venuecode.health.settings import HealthSettings
from venuecode.health.taking_back import TakingBack
from venuecode.identity.family.service import Family
from venuecode.identity.looks.service import Looks
from venuecode.identity.messages.service import Messages
from venuecode.identity.people.service import People
from venuecode.infra.background import Background
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.infra.keys import Keys
from venuecode.infra.reseal import SealedField, SealedFields
from venuecode.kernel.clock import Clock
from venuecode.regions.service import Divisions
from venuecode.settings import Settings


def provide(services: dict[type, Any]) -> None:
    """Add the services of health to those of the layers below."""
    db, clock, audit, people = services[Database], services[Clock], services[AuditLog], services[People]
    ring = services[Keys].ring
    services[Policies] = policies = Policies(db, clock, audit)
    services[Deriving] = deriving = Deriving(audit, policies)
    entering = Entering(clock, audit, people, policies, deriving, ring)
    limited = Limited(clock, audit, policies, entering)
    services[Ledger] = Ledger(db, clock, audit, policies, limited)
    services[Health] = health = Health(
        db, clock, audit, people, services[Looks], policies, entering, limited, deriving, ring, services[Divisions]
    )
    services[Appeals] = Appeals(db, clock, audit, people, health, ring, services[Messages])
    services[Recompute] = recompute = Recompute(db, clock, policies, deriving)
    services[Trials] = trials = Trials(db, clock, audit, recompute)
    jobs.register(services[JobBook], health, services[Ledger], recompute, trials)
    _provide_intake(services)
    services[SealedFields] += [SealedField("waiting_fact", "sealed"), SealedField("declaration", "content")]
    services[SealedFields] += [SealedField("appeal", column) for column in ("content", "photo", "answer")]
    services[Background].every(FOLLOW_SECONDS, "active policy", policies.follow)
    people.when_registered(health.take_up)


def _provide_intake(services: dict[type, Any]) -> None:
    """Add the ways in for many facts at once: sheets and pushes."""
    db, clock, audit, people = services[Database], services[Clock], services[AuditLog], services[People]
    keys, health, book = services[Keys], services[Health], services[JobBook]
    settings = services[HealthSettings] = services[Settings].get(HealthSettings)
    listed = ListedOrders(db, keys, clock, people, services[Policies], services[Ledger])
    services[FactImports] = FactImports(db, keys, clock, audit)
    services[FactImportRunner] = FactImportRunner(db, keys, clock, audit, people, health, listed, settings)
    services[Declarations] = declarations = Declarations(
        db, clock, people, services[Family], health, keys.ring, services[Divisions], settings
    )
    services[Pushes] = Pushes(db, clock, people, health, declarations, settings)
    services[TakingBack] = taking_back = TakingBack(db, clock, audit, people, health, keys.ring)
    services[Corrections] = Corrections(db, people, health, declarations, taking_back)
    import_jobs.register(book, services[FactImportRunner])
    push_jobs(book, services[Pushes])


def add_routes(app: FastAPI) -> None:
    """Mount the routers."""
    for router in (
        api.router,
        ledger_api.router,
        policy_api.router,
        imports_api.router,
        push_api.router,
        appeals_api.router,
        declarations_api.router,
    ):
        app.include_router(router)
