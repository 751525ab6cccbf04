"""Why a code leads to no visit: expected answers, each with its way out. Not errors."""

from dataclasses import dataclass

from venuecode.kernel.text import Text
from venuecode.kernel.verdict import DoorDirection
from venuecode.scanning.doors import KeptDoor
from venuecode.venues.code import CodeFault
from venuecode.venues.model import DoorState, VenueState


@dataclass(frozen=True, slots=True)
class Refusal:
    """A stable code, what is the matter, and what to do now."""

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
            Text(
                "请到其他出入口扫码；没有其他出入口的，请向工作人员说明。",
                "Please use another door and scan its code; if there is none, tell the staff.",
            ),
        ),
        Refusal(
            "venue.suspended",
            Text("该场所已暂停", "This venue is suspended"),
            Text(
                "暂停期间不登记出入，请先不要进入；必须进入的请听从工作人员安排，正要离开的可以直接离开。",
                "Nobody is registered while it is suspended. Please do not go in; if you must, do as the staff say. "
                "If you are on your way out, you may just leave.",
            ),
        ),
        Refusal(
            "venue.revoked",
            Text("该场所已注销", "This venue was revoked"),
            Text(
                "这张场所码不再有效；场所仍在使用的，请向工作人员说明。",
                "This code is no longer valid; if the place is in use, please tell the staff.",
            ),
        ),
        Refusal(
            "code.proof_missing",
            Text("此处只接受屏幕上的动态场所码", "This door takes only the rotating code on its screen"),
            Text("请扫描门口屏幕上正在显示的二维码。", "Please scan the code that the screen at the door shows now."),
        ),
        Refusal(
            "code.proof_old",
            Text("这个动态场所码已过期", "This rotating code has expired"),
            Text(
                "请在现场扫描屏幕上正在显示的二维码，照片和截图无效。",
                "Please scan what the screen shows now; photographs do not count.",
            ),
        ),
        Refusal(
            "direction.needed",
            Text("请选择进入还是离开", "Are you coming in or going out?"),
            Text("选择后即可登记。", "Choose one to be registered."),
        ),
    )
}

DIRECTION_NEEDED = REFUSALS["direction.needed"]

_FAULTS = {
    CodeFault.EMPTY: "code.not_venue_code",
    CodeFault.MISTYPED: "code.mistyped",
    CodeFault.UNKNOWN_HOST: "code.foreign",
    CodeFault.NOT_A_VENUE_CODE: "code.not_venue_code",
}


def refusal_of_code(found: CodeFault | None) -> Refusal:
    """Return why a text led to no door at all; None: well-formed, but nobody has that code."""
    return REFUSALS["code.unknown" if found is None else _FAULTS[found]]


def refusal_of_door(door: KeptDoor, direction: object) -> Refusal | None:
    """Return why a door that exists takes no scan, the venue's state first; None if it does."""
    facts = door.facts
    if facts.venue_state is not VenueState.ACTIVE:
        return REFUSALS["venue.revoked" if facts.venue_state is VenueState.REVOKED else "venue.suspended"]
    if facts.code_revoked_at is not None:
        return REFUSALS["code.revoked"]
    if facts.door_state is DoorState.CLOSED:
        return REFUSALS["door.closed"]
    if facts.direction is DoorDirection.BOTH and direction is None:
        return DIRECTION_NEEDED
    return None
