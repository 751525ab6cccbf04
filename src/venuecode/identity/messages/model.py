"""The messages there are, and the port of whoever delivers them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from venuecode.kernel.text import Text


class Notice(StrEnum):
    """What somebody is told; the value is the name in the settings, and the carrier's template of a text message."""

    APPLICATION_REVIEWED = "application_reviewed"
    APPEAL_ANSWERED = "appeal_answered"
    DOOR_ALERT = "door_alert"


@dataclass(frozen=True, slots=True)
class Wording:
    """Both languages with `{values}`, and the page of the app that a tap opens."""

    text: Text
    page: str


WORDINGS = {
    Notice.APPLICATION_REVIEWED: Wording(
        Text("您申请的场所码（{venue}）{result}。", "Your application for {venue}: {result_en}."), "pages/venues/venues"
    ),
    Notice.APPEAL_ANSWERED: Wording(
        Text("您的申诉已有答复，请打开健康通行码查看。", "Your appeal was answered; please open the app."),
        "pages/appeals/appeals",
    ),
    Notice.DOOR_ALERT: Wording(
        Text("{venue}{door}有 {count} 人被拦下，请到场处理。", "{venue}, {door}: {count} stopped; please see to it."),
        "pages/venues/venues",
    ),
}
"""No name, no colour and no reason stands in a message: it lies open on the phone's screen."""


class Messenger(Protocol):
    """One app of a platform that can deliver messages."""

    def template(self, notice: Notice) -> str | None:
        """Return the platform's id of the template, none where the settings name none."""
        ...

    async def send(self, subject: str, notice: Notice, values: Mapping[str, str]) -> bool:
        """Hand a message over; false when the person does not want it or the platform does not take it."""
        ...
