"""Settings of the counts and dashboards."""

from datetime import timedelta

from pydantic import Field

from venuecode.settings import Section


class MonitoringSettings(Section):
    """How far behind the scans the counts stay, how long they are kept, from when a venue is quiet."""

    section = "monitoring"

    settle_seconds: float = Field(
        30.0, ge=0, le=600, description="Scans younger than this are not counted yet: some may still be on their way"
    )
    quiet_days: int = Field(3, ge=1, le=60, description="Full days without a visit after which a venue is quiet")
    door_days: int = Field(400, ge=31, description="Days for which hourly counts of single doors are kept")
    guard_days: int = Field(90, ge=1, description="Days for which counts of single guards are kept")

    @property
    def settle(self) -> timedelta:
        """How long a scan may take from its decision to its commit."""
        return timedelta(seconds=self.settle_seconds)
