"""What the routes of alerts answer."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from venuecode.alerts.model import Alert
from venuecode.health.reasons import WORDS


class TextPair(BaseModel):
    """One text in both languages."""

    zh: str
    en: str


class AlertOut(BaseModel):
    """An alert as the console lists it; the name is masked."""

    id: str
    kind: Literal["stop", "report", "let_in"]
    state: Literal["open", "acknowledged"]
    person_name: str | None
    venue_id: int
    venue_name: str
    door_id: int
    door_name: str
    division_code: str
    colour: Literal["green", "grey", "yellow", "red"]
    reason_code: str
    reason: TextPair
    note: str | None
    count: int
    opened_at: datetime
    last_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None


class AlertPage(BaseModel):
    """Alerts, newest first; `next` leads to older ones."""

    items: list[AlertOut]
    next: str | None


class AlertSummary(BaseModel):
    """How much is waiting."""

    open: int


def alert_out(alert: Alert) -> AlertOut:
    """Return an alert as it is answered."""
    words = WORDS[alert.reason]
    return AlertOut.model_validate(
        {
            "id": str(alert.id),
            "kind": alert.kind.value,
            "state": alert.state.value,
            "person_name": alert.person_name,
            "venue_id": alert.venue_id,
            "venue_name": alert.venue_name,
            "door_id": alert.door_id,
            "door_name": alert.door_name,
            "division_code": alert.division_code,
            "colour": alert.colour.name.lower(),
            "reason_code": words.code,
            "reason": {"zh": words.title.zh, "en": words.title.en},
            "note": alert.note,
            "count": alert.count,
            "opened_at": alert.opened_at,
            "last_at": alert.last_at,
            "acknowledged_by": alert.acknowledged_by,
            "acknowledged_at": alert.acknowledged_at,
        }
    )
