"""Makes the services of posters from their parts, for the composition root."""

from typing import Any

from venuecode.audit.service import AuditLog
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.kernel.clock import Clock
from venuecode.regions.service import Divisions
from venuecode.settings import CoreSettings, Settings
from venuecode.venues.posters.jobs import BatchMaker, register_jobs
from venuecode.venues.posters.lettering import Lettering
from venuecode.venues.posters.model import FIVE_CHANNELS, PosterNotes
from venuecode.venues.posters.rendering import PosterPress
from venuecode.venues.posters.service import PosterDesk, Posters
from venuecode.venues.posters.settings import PosterSettings


def provide(services: dict[type, Any]) -> None:
    """Add the services of posters to those of the layers below, and their jobs to the worker's book."""
    db: Database = services[Database]
    clock: Clock = services[Clock]
    core: CoreSettings = services[CoreSettings]
    own = services[Settings].get(PosterSettings)
    press = PosterPress(PosterNotes(own.channels or FIVE_CHANNELS, core.hotline), extra_fonts=own.extra_fonts)
    desk = PosterDesk(clock, services[Divisions], core.public_url)
    services[PosterPress] = press
    services[Lettering] = Lettering(own.extra_fonts)
    services[Posters] = Posters(db, clock, services[AuditLog], desk, own)
    register_jobs(services[JobBook], BatchMaker(db, clock, desk, press))
