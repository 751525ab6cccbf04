"""Makes the service of retention and enters its job, for the composition root."""

from typing import Any

from venuecode.audit.service import AuditLog
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.kernel.clock import Clock
from venuecode.retention.service import Retention
from venuecode.retention.settings import RetentionSettings

AT_NIGHT = "10 19 * * *"
"""3:10 in Shanghai, after the night's check of the counts: these must have seen a day's visits before it goes."""


def provide(services: dict[type, Any], settings: RetentionSettings) -> None:
    """Add retention to the services of the layers below, and its job to the book."""
    services[Retention] = retention = Retention(services[Database], services[Clock], services[AuditLog], settings)
    services[JobBook].every("retention.destroy", AT_NIGHT, retention.nightly)
