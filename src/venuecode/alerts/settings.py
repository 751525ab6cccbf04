"""Settings of alerts: how soon each severity must be taken."""

from datetime import timedelta

from pydantic import Field, model_validator

from venuecode.settings import Section


class AlertSettings(Section):
    """When an alert that nobody takes goes up a level, and how far back times are measured."""

    section = "alerts"

    acknowledge_minutes_urgent: int = Field(5, ge=1, le=1440, description="Longest wait of an urgent alert at a level")
    acknowledge_minutes_high: int = Field(15, ge=1, le=1440, description="The same, of a high one")
    acknowledge_minutes_low: int = Field(60, ge=1, le=1440, description="The same, of a low one")
    times_days: int = Field(30, ge=1, le=366, description="Days of alerts whose times the summary measures")
    webhook_loopback: bool = Field(
        False, description="Duty webhooks may go to this machine, as in demo mode; for trials"
    )
    webhook_timeout_seconds: float = Field(5.0, gt=0, le=30, description="Longest wait for a webhook's answer")

    @model_validator(mode="after")
    def _urgent_is_soonest(self) -> "AlertSettings":
        if not self.acknowledge_minutes_urgent <= self.acknowledge_minutes_high <= self.acknowledge_minutes_low:
            raise ValueError("an urgent alert must not wait longer than a high one, nor that longer than a low one")
        return self

    @property
    def waits(self) -> list[float]:
        """Seconds for low, high and urgent."""
        minutes = (self.acknowledge_minutes_low, self.acknowledge_minutes_high, self.acknowledge_minutes_urgent)
        return [timedelta(minutes=one).total_seconds() for one in minutes]
