"""Settings of the gateways for messages."""

from pydantic import Field, HttpUrl, SecretStr, model_validator

from venuecode.settings import Section


class NotificationSettings(Section):
    """Where text messages go; unset: nowhere, and in demo mode into the log."""

    section = "notifications"

    sms_url: HttpUrl | None = Field(None, description="Gateway that takes signed JSON (docs/notifications.md)")
    sms_secret: SecretStr | None = Field(None, description="Key of the signature, 16 characters or more")
    sms_timeout_seconds: float = Field(4.0, gt=0, le=30, description="Longest wait for one try")
    sms_tries: int = Field(3, ge=1, le=6, description="Tries of one message while the gateway is down or busy")

    @model_validator(mode="after")
    def _secret_with_url(self) -> "NotificationSettings":
        if self.sms_url is not None and (self.sms_secret is None or len(self.sms_secret.get_secret_value()) < 16):
            msg = "sms_url needs sms_secret of 16 characters or more"
            raise ValueError(msg)
        return self
