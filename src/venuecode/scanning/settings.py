"""Settings of the scan's hot path and of the live feed."""

from pydantic import Field

from venuecode.settings import Section


class ScanningSettings(Section):
    """How scans are grouped, how many may wait, how many doors are kept in memory."""

    section = "scanning"

    lanes: int = Field(1, ge=1, le=16, description="Groups of scans that one process stores at the same time")
    batch: int = Field(256, ge=1, le=2000, description="Most scans of one group")
    queue: int = Field(4000, ge=1, description="Scans that may wait in a lane; beyond it callers are sent away (503)")
    scans_per_person: int = Field(
        200, ge=1, description="Scans of one person that one process takes within ten seconds; beyond it 429"
    )
    cached_codes: int = Field(200_000, ge=1000, description="Venue codes kept in memory by one process")
    entries_per_guard_hour: int = Field(
        120, ge=1, description="People whom one guard may look up by document or type in within an hour"
    )
    entries_per_venue_hour: int = Field(600, ge=1, description="The same for all guards of a venue together")
    hosts: list[str] = Field([], description="Further hosts whose posters are ours, beside that of core.public_url")
