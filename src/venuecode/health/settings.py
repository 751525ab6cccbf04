"""Settings of health: what may be imported."""

from pydantic import Field

from venuecode.settings import Section


class HealthSettings(Section):
    """What officers and other bodies may bring in at once."""

    section = "health"

    import_bytes: int = Field(
        250_000_000, ge=1_000_000, le=2_000_000_000, description="Largest sheet of facts; a million tests take 90 MB"
    )
    import_rows: int = Field(1_100_000, ge=100, le=5_000_000, description="Most rows of one sheet of facts")
    import_order_rows: int = Field(20_000, ge=10, le=100_000, description="Most rows of one sheet of orders")
    import_bad_rows: int = Field(10_000, ge=100, le=100_000, description="So many refused rows end an import")
    import_batch: int = Field(
        2_000, ge=100, le=20_000, description="Rows of one transaction; scans of these people wait for no longer"
    )
    import_days: int = Field(30, ge=1, le=365, description="How long refused rows and unfinished files are kept")
    declarations_per_person_day: int = Field(
        10, ge=1, le=1000, description="Declarations of health and travel about one person in a day"
    )
    push_records: int = Field(1_000, ge=1, le=5_000, description="Most records in one push")
    push_days: int = Field(7, ge=1, le=90, description="How long a push's answer is kept for its idempotency key")
