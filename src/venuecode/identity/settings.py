"""Settings of sign-in, registration and sessions."""

from datetime import timedelta

from pydantic import Field, SecretStr

from venuecode.settings import Section


class IdentitySettings(Section):
    """How people and officers come in, and how often they may try."""

    section = "identity"

    citizen_session_days: int = Field(90, ge=1, le=400, description="How long a citizen stays signed in")
    newcomer_session_minutes: int = Field(120, ge=10, le=1440, description="Time to finish a registration")
    officer_session_hours: int = Field(12, ge=1, le=72, description="How long an officer stays signed in")

    code_minutes: int = Field(5, ge=1, le=30, description="How long a six-digit code is good")
    code_tries: int = Field(5, ge=1, le=10, description="Wrong tries that a code bears")
    code_interval_seconds: int = Field(60, ge=0, le=600, description="Shortest time between two codes to one phone")
    codes_per_phone_hour: int = Field(5, ge=1, description="Codes to one phone in an hour")
    codes_per_phone_day: int = Field(10, ge=1, description="Codes to one phone in a day")
    codes_per_address_hour: int = Field(
        300,
        ge=1,
        description="Codes to one address in an hour; a carrier's NAT puts many people behind one",
    )
    codes_per_minute: int = Field(1200, ge=1, description="Over all: what the SMS gateway is contracted for")
    registrations_per_phone_day: int = Field(10, ge=1, description="Documents tried from one phone in a day")

    child_age: int = Field(
        18, ge=14, le=18, description="Below this age the guardian consents to a bond (PIPL art. 31: under 14 at least)"
    )
    relatives: int = Field(10, ge=1, le=50, description="Relatives one person may bind (domain: 亲友代办)")
    privacy_version: str = Field("2026-01", description="Version of the privacy notice that newcomers agree to")

    officer_failures: int = Field(5, ge=3, le=20, description="Wrong tries before an officer's sign-in is locked")
    officer_lock_seconds: int = Field(60, ge=10, description="First lock; doubles with each further failure")
    officer_lock_most_seconds: int = Field(3600, ge=60, description="Longest lock")
    officer_sign_ins_per_address_minute: int = Field(
        30, ge=1, description="Officers' passwords tried from one address in a minute"
    )
    password_memory_mib: int = Field(64, ge=8, le=1024, description="Memory of one argon2id hash (RFC 9106)")
    password_rounds: int = Field(3, ge=1, le=20, description="Passes of argon2id over that memory")

    looks_per_officer_hour: int = Field(200, ge=1, description="People one officer may look at in an hour")

    system_token_minutes: int = Field(
        60, ge=5, le=1440, description="How long an access token of another body's system is good"
    )

    device_code_minutes: int = Field(60, ge=5, le=1440, description="How long a device's enrolment code is good")
    device_codes_per_address_hour: int = Field(
        30, ge=1, description="Enrolment codes of devices tried from one address in an hour"
    )

    registry_url: str | None = Field(None, description="Registry that confirms name and document; unset: format only")
    registry_secret: SecretStr | None = Field(None, description="Key that signs requests to the registry")
    registry_timeout_seconds: float = Field(5.0, gt=0, le=60, description="Longest wait for one try")

    @property
    def citizen_session(self) -> timedelta:
        return timedelta(days=self.citizen_session_days)

    @property
    def newcomer_session(self) -> timedelta:
        return timedelta(minutes=self.newcomer_session_minutes)

    @property
    def officer_session(self) -> timedelta:
        return timedelta(hours=self.officer_session_hours)

    @property
    def system_token_life(self) -> timedelta:
        return timedelta(minutes=self.system_token_minutes)

    @property
    def code_life(self) -> timedelta:
        return timedelta(minutes=self.code_minutes)
