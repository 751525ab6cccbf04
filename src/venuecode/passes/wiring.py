"""Makes the services of passes and cards, and mounts their routes, for the composition root."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI

from venuecode.audit.service import AuditLog
from venuecode.health.policy.service import Policies
from venuecode.health.service import Health
from venuecode.identity.family.service import Family
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.infra.keys import Keys
from venuecode.infra.reseal import SealedField, SealedFields
from venuecode.kernel.clock import Clock
from venuecode.passes import api, bonds_api
from venuecode.passes.batches import api as batches_api
from venuecode.passes.batches.jobs import CardBatchMaker, register_jobs
from venuecode.passes.batches.service import CardBatches
from venuecode.passes.cards import api as cards_api
from venuecode.passes.cards.printing import CardDesk
from venuecode.passes.cards.rendering import CardPress
from venuecode.passes.cards.service import Cards
from venuecode.passes.service import Passes
from venuecode.passes.settings import PassSettings
from venuecode.regions.service import Divisions
from venuecode.settings import CoreSettings, Settings
from venuecode.venues.posters.settings import PosterSettings

SEALED = SealedField("card", "code")


def provide(services: dict[type, Any], further_hosts: Collection[str]) -> None:
    """Add the services of passes to those of the layers below; `further_hosts` are ours beside the public address."""
    db: Database = services[Database]
    clock: Clock = services[Clock]
    keys: Keys = services[Keys]
    own = services[PassSettings] = services[Settings].get(PassSettings)
    cards = Cards(db, clock, services[AuditLog], services[People], services[Family], services[Policies], keys.ring, own)
    core: CoreSettings = services[CoreSettings]
    divisions: Divisions = services[Divisions]
    issuer = divisions.start.name.zh
    press = CardPress(core.hotline, issuer, extra_fonts=services[Settings].get(PosterSettings).extra_fonts)
    services[CardDesk] = desk = CardDesk(cards, press, core.public_url)
    services[CardBatches] = CardBatches(db, clock, services[AuditLog], services[People], own)
    register_jobs(services[JobBook], CardBatchMaker(db, clock, services[People], cards, desk, divisions))
    hosts = {urlsplit(core.public_url).netloc.lower(), *further_hosts}
    services[Cards] = cards
    services[Passes] = Passes(db, clock, keys, services[Health], cards, hosts, own)
    services[SealedFields].append(SEALED)


def add_routes(app: FastAPI) -> None:
    """Mount the routers."""
    for router in (api.router, bonds_api.router, cards_api.router, batches_api.router):
        app.include_router(router)
