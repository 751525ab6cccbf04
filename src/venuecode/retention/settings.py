"""Settings of how long things are kept."""

from pydantic import Field

from venuecode.settings import Section


class RetentionSettings(Section):
    """Days after which personal data is destroyed; what an open case holds stays until the case has ended."""

    section = "retention"

    visit_days: int = Field(30, ge=14, le=366, description="Days for which visits and the stays made of them are kept")
    alert_days: int = Field(180, ge=30, le=1100, description="Days after closing until an alert forgets its person")
    follow_up_days: int = Field(90, ge=14, le=1100, description="Days from a case's end until its follow-ups go")
    notice_days: int = Field(
        90, ge=14, le=1100, description="Days after a case's end until it is forgotten whom its notices went to"
    )
    photo_days: int = Field(30, ge=1, le=366, description="Days after the answer until an appeal's photo is deleted")
