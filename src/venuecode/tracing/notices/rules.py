"""What a notice says, and when it needs a second officer. Pure; nothing of the case ever comes in here."""

from datetime import date
from typing import NamedTuple

from venuecode.kernel.text import Text
from venuecode.tracing.notices.model import Urgency

SMS_TEMPLATE = {Urgency.URGENT: "exposure_urgent", Urgency.ADVICE: "exposure_advice"}


class Words(NamedTuple):
    """A notice in words: `todo` are the things to do, in order."""

    title: Text
    body: Text
    todo: tuple[Text, ...]


_TITLES = {
    Urgency.URGENT: Text("紧急：请立即居家，等待防疫人员联系", "Urgent: stay at home and wait to be called"),
    Urgency.ADVICE: Text("提醒：请检测并留意健康", "Please take a test and watch your health"),
}
_AT_VENUE = Text(
    "您在 {day} 到过“{venue}”，同一时段该场所有感染者到过。",
    "On {day} you were at “{venue}”, where somebody infected was at about the same time.",
)
_MET = Text(
    "您在 {day} 可能与一名感染者同处过一个场所。",
    "On {day} you may have been in the same place as somebody infected.",
)
_TODO = {
    Urgency.URGENT: (
        Text(
            "不要外出，不要乘坐公共交通，与家人分房间居住。",
            "Do not go out or take public transport; keep to a room of your own.",
        ),
        Text("保持电话畅通，防疫人员会与您联系。", "Keep your phone on: a health officer will call you."),
        Text(
            "如有发热、咳嗽、胸闷，请拨打 120 并说明此告知。",
            "With fever, cough or trouble breathing call 120 and mention this notice.",
        ),
    ),
    Urgency.ADVICE: (
        Text("三天内做两次核酸检测，间隔 24 小时。", "Take two tests within three days, 24 hours apart."),
        Text("出门戴好口罩，少去人多的地方。", "Wear a mask when you go out and avoid crowds."),
        Text(
            "如有发热、咳嗽，请尽快就医并说明此告知。", "With fever or cough see a doctor soon and mention this notice."
        ),
    ),
}
_SMS = {
    Urgency.URGENT: Text(
        "【场所码】紧急健康告知：请立即居家，打开场所码“健康告知”查看须知。",
        "Venue code, urgent health notice: stay at home and open Health notices in the venue code app.",
    ),
    Urgency.ADVICE: Text(
        "【场所码】健康提醒：请打开场所码“健康告知”查看须知。",
        "Venue code, health notice: open Health notices in the venue code app.",
    ),
}


def words_of(urgency: Urgency, day: date, venue_name: str | None) -> Words:
    """Return what a person reads: the day and, where the notice is about a venue, its name; nothing of the case."""
    said = _MET if venue_name is None else _AT_VENUE
    body = said.filled(day=day.isoformat(), venue=venue_name or "")
    return Words(_TITLES[urgency], body, _TODO[urgency])


def sms_text(urgency: Urgency) -> str:
    """Return the message, in both languages, for nobody's language is known here; it shows on locked screens."""
    text = _SMS[urgency]
    return f"{text.zh}\n{text.en}"


def needs_second_officer(people: int, told_today: int, most: int) -> bool:
    """Whether a notice is above the brake, counting whom the same officer told within a day."""
    return people + told_today > most
