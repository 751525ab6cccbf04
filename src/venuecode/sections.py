"""Every feature's settings in one list, apart from `app.py`: a command reads them without loading the product."""

import os
from pathlib import Path

from venuecode.alerts.settings import AlertSettings
from venuecode.health.settings import HealthSettings
from venuecode.identity.channels.settings import ChannelSettings
from venuecode.identity.settings import IdentitySettings
from venuecode.infra.notifications.settings import NotificationSettings
from venuecode.monitoring.settings import MonitoringSettings
from venuecode.passes.settings import PassSettings
from venuecode.retention.settings import RetentionSettings
from venuecode.scanning.settings import ScanningSettings
from venuecode.settings import CoreSettings, Section, Settings, load
from venuecode.tracing.settings import TracingSettings
from venuecode.venues.posters.settings import PosterSettings
from venuecode.venues.settings import VenueSettings
from venuecode.web.settings import WebSettings

SECTIONS: list[type[Section]] = [
    CoreSettings,
    NotificationSettings,
    IdentitySettings,
    ChannelSettings,
    VenueSettings,
    PosterSettings,
    HealthSettings,
    PassSettings,
    AlertSettings,
    ScanningSettings,
    TracingSettings,
    MonitoringSettings,
    RetentionSettings,
    WebSettings,
]
"""`settings.load(SECTIONS)` checks them together."""


def load_settings() -> Settings:
    """Load all sections from VENUECODE_CONFIG and the environment; raises `SettingsFault` with every fault."""
    config = os.environ.get("VENUECODE_CONFIG")
    return load(SECTIONS, Path(config) if config else None)
