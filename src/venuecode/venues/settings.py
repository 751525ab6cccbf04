"""The settings of venues: which classes are reviewed, and the limits."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from venuecode.settings import Section
from venuecode.venues.classes import VenueClass


def _listed(value: object) -> object:
    return [int(part) for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class VenueSettings(Section):
    """How venues are issued and how much one venue may have."""

    section = "venues"

    reviewed_classes: Annotated[frozenset[VenueClass], BeforeValidator(_listed)] = Field(
        frozenset({VenueClass.OTHER}),
        description="Classes (1-6) that an officer reviews before a code is issued; the others are issued at once",
    )
    doors_per_venue: int = Field(200, ge=1, le=5000)
    guards_per_venue: int = Field(200, ge=1, le=5000)
    drafts_per_person: int = Field(20, ge=1, le=1000, description="Unfinished applications one person may keep")
    invitation_hours: int = Field(72, ge=1, le=720, description="How long a share code can be accepted")
    share_codes_per_person_hour: int = Field(30, ge=1, description="Share codes one person may try in an hour")
    import_rows: int = Field(20_000, ge=1, le=100_000, description="Rows of one imported file")
    import_bytes: int = Field(10_000_000, ge=1000, le=100_000_000, description="Size of one imported file")
    import_days: int = Field(7, ge=1, le=90, description="Days until an import's rows are deleted")
