"""A scan on its way, the visit it becomes, and the errors and refusals of scanning."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text

LATE_FLAG = 1
"""Bit of `visit.flags`: sent well after `at`."""


class ScanTooOld(DomainError):
    """`at` lies further back than scans are taken."""

    code = "scan.too_old"
    status = 422
    text = Text(
        "这次扫码已超过 7 天，无法补登（服务器时间 {server_time}）",
        "This scan is more than 7 days old and cannot be sent any more (server time {server_time})",
    )


class ScanAhead(DomainError):
    """`at` lies further ahead than clocks may differ."""

    code = "scan.ahead"
    status = 422
    text = Text(
        "您的设备时间比服务器快，请校准时间后重试（服务器时间 {server_time}）",
        "Your device's clock runs ahead; set it and scan again (server time {server_time})",
    )


class CompanionNotBound(DomainError):
    """A companion is not a relative bound to the person who scans; nothing of the scan is stored."""

    code = "companion.not_bound"
    status = 403
    text = Text(
        "同行人员中有人未绑定为您的亲友，请先在“亲友”中绑定",
        "Somebody who comes along is not bound to you; bind them under Family first",
    )


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a code leads to no visit; an expected answer, not an error."""

    code: str
    title: Text
    way_out: Text


_ASK_STAFF = Text(
    "请向场所工作人员说明，由其为您登记。", "Please tell the staff, who can register you and have it put right."
)
_SCAN_AGAIN = Text("请重新扫描门口张贴的场所码。", "Please scan the code posted at the door again.")
_TYPE_AGAIN = Text("请核对后重新输入，或直接扫描场所码。", "Please check and type it again, or scan the code.")

REFUSALS = {
    refusal.code: refusal
    for refusal in (
        Refusal("code.mistyped", Text("场所码输入有误", "The code is not typed correctly"), _TYPE_AGAIN),
        Refusal("code.unknown", Text("没有这个场所码", "There is no such venue code"), _ASK_STAFF),
        Refusal("code.foreign", Text("这是其他地区的场所码", "This code belongs to another region"), _ASK_STAFF),
        Refusal("code.not_venue_code", Text("这不是场所码", "This is not a venue code"), _SCAN_AGAIN),
        Refusal(
            "code.revoked",
            Text("这张场所码已更换，旧码作废", "This code was replaced; the old poster is no longer valid"),
            Text(
                "请扫描新张贴的场所码，或提醒工作人员更换。",
                "Please scan the new poster, or tell the staff to put it up.",
            ),
        ),
        Refusal(
            "door.closed",
            Text("这个出入口已关闭", "This door is closed"),
            Text("请走其他出入口并扫描那里的场所码。", "Please use another door and scan its code."),
        ),
        Refusal("venue.suspended", Text("该场所已暂停使用场所码", "This venue is suspended"), _ASK_STAFF),
        Refusal("venue.revoked", Text("该场所已注销", "This venue was revoked"), _ASK_STAFF),
        Refusal(
            "direction.needed",
            Text("请选择进入还是离开", "Are you coming in or going out?"),
            Text("选择后即可登记。", "Choose one to be registered."),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class VisitKey:
    """What makes a visit one: person, moment, client's id."""

    person_id: int
    at: datetime
    id: UUID
