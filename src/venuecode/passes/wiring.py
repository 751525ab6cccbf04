"""Makes the services of passes and cards, and mounts their routes, for the composition root."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI

from venuecode.audit.service import AuditLog
from venuecode.health.service import Health
from venuecode.identity.family.service import Family
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys
from venuecode.infra.reseal import SealedField, SealedFields
from venuecode.kernel.clock import Clock
from venuecode.passes import api, bonds_api
from venuecode.passes.cards.service import Cards
from venuecode.passes.service import Passes
from venuecode.passes.settings import PassSettings
from venuecode.settings import CoreSettings, Settings

SEALED = SealedField("card", "code")


def provide(services: dict[type, Any], further_hosts: Collection[str]) -> None:
    """Add the services of passes to those of the layers below; `further_hosts` are ours beside the public address."""
    db: Database = services[Database]
    clock: Clock = services[Clock]
    keys: Keys = services[Keys]
    own = services[PassSettings] = services[Settings].get(PassSettings)
    cards = Cards(db, clock, services[AuditLog], services[People], services[Family], keys.ring, own)
    hosts = {urlsplit(services[CoreSettings].public_url).netloc.lower(), *further_hosts}
    services[Cards] = cards
    services[Passes] = Passes(db, clock, keys, services[Health], cards, hosts, own)
    services[SealedFields].append(SEALED)


def add_routes(app: FastAPI) -> None:
    """Mount the routers."""
    app.include_router(api.router)
    app.include_router(bonds_api.router)
