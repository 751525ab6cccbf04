"""Settings of cases and queries under them."""

from datetime import timedelta

from pydantic import Field

from venuecode.settings import Section


class TracingSettings(Section):
    """How long a case stays open, how much may be asked under it, when people read of it."""

    section = "tracing"

    case_days: int = Field(30, ge=1, le=90, description="Days after which a case ends by itself")
    test_days: int = Field(30, ge=1, le=90, description="Oldest positive test that opens a case")
    queries_per_officer_hour: int = Field(200, ge=1, description="Queries about people of one officer in an hour")
    people_per_officer_day: int = Field(5000, ge=1, description="People that one officer may be shown in a day")
    odd_queries_hour: int = Field(60, ge=1, description="From here on an auditor is told: queries in an hour")
    odd_people_day: int = Field(1500, ge=1, description="From here on an auditor is told: people in a day")
    odd_night_queries: int = Field(10, ge=1, description="From here on: queries between 23:00 and 5:00 in one night")
    odd_refusals_day: int = Field(5, ge=1, description="From here on: refused queries in a day")
    public_least: int = Field(
        10,
        ge=2,
        description="Smallest number that the public page tells; larger ones are rounded down to its multiples",
    )
    public_minutes: int = Field(60, ge=1, description="How often the public page is counted anew")
    notice_people: int = Field(
        200, ge=0, description="Above so many people, told by an officer in a day, a notice needs a second officer"
    )
    look_delay_days: int = Field(3, ge=0, le=14, description="Days after which people read that they were traced")

    @property
    def look_delay(self) -> timedelta:
        """When a person may read of a look."""
        return timedelta(days=self.look_delay_days)
