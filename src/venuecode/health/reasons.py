"""The listed reasons of a colour and of a stop, with what each means and what to do, in both languages.

No colour stands without one of these. What each does, and for how long, the policy says; here is the vocabulary.
"""

from dataclasses import dataclass
from enum import IntEnum

from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour


class Reason(IntEnum):
    """Stored numbers; never reuse one."""

    POSITIVE_TEST = 1
    CONFIRMED_CASE = 2
    ASYMPTOMATIC = 3
    CLOSE_CONTACT = 4
    INBOUND = 5
    HIGH_RISK_AREA = 6
    LEFT_HIGH_RISK_AREA = 7
    HIGH_RISK_POST = 8
    REGION_REQUEST = 9
    OTHER_PROVINCE = 10
    RECOVERING = 11
    TEST_MISSED = 12
    SELF_DECLARED = 13
    # from here on: found at a door, never stored as a person's status
    DEMAND_NO_TEST = 40
    DEMAND_TEST_TOO_OLD = 41
    DEMAND_TEST_POSITIVE = 42
    GUARD_REPORT = 60
    CARD_REVOKED = 61


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """What a reason is called, what the person and what the guard should do, and the colour it usually carries."""

    code: str
    title: Text
    advice: Text
    guard: Text
    colour: Colour


@dataclass(frozen=True, slots=True)
class _Todo:
    person: Text
    guard: Text


_STAY = _Todo(
    Text(
        "请留在原地，戴好口罩，听从工作人员安排，等待防疫部门联系。",
        "Stay where you are, wear a mask, follow the staff and wait for the health department to contact you.",
    ),
    Text(
        "不要放行。请其戴好口罩、在一旁等候并与他人保持距离，防疫部门会联系您。",
        "Do not let them in. Have them wait aside, masked and apart from others; the health department contacts you.",
    ),
)
_HOME = _Todo(
    Text(
        "请不要进入，佩戴口罩直接回家，按社区要求健康监测和核酸检测。",
        "Please do not go in. Wear a mask, go straight home, and follow your community's monitoring and testing.",
    ),
    Text(
        "不要放行。请其戴好口罩直接回家，不要在门口停留。",
        "Do not let them in. Ask them to wear a mask and go straight home.",
    ),
)
_TEST = _Todo(
    Text(
        "请到就近采样点做核酸检测，出结果后再来。",
        "Please take a test at the nearest sampling point and come back with the result.",
    ),
    Text(
        "不要放行。请其先到就近采样点做核酸检测，出结果后再来。",
        "Do not let them in. Send them to the nearest sampling point, to come back with a result.",
    ),
)
_ASK_SOURCE = _Todo(
    Text(
        "请联系作出该标记的地区或拨打服务热线核实。",
        "Please contact the region that set this, or call the service line, to have it checked.",
    ),
    Text(
        "不要放行。请其联系作出该标记的地区或拨打服务热线核实。",
        "Do not let them in. Tell them to have it checked by the region that set it, or by the service line.",
    ),
)
_WAIT = _Todo(
    Text("请原地等待防疫部门处理。", "Please wait for the health department."),
    Text("请其在一旁等候，防疫部门会联系您。", "Have them wait aside; the health department contacts you."),
)
_NEW_CARD = _Todo(
    Text("请凭证件登记，并重新办理纸质码。", "Please be registered by document, and have a new card made."),
    Text(
        "这张卡不再有效。请核对证件、按证件登记，并请其重新办理纸质码。",
        "Do not take this card. Check the document, register by it, and ask them to have a new card made.",
    ),
)


def _words(code: str, zh: str, en: str, todo: _Todo, colour: Colour) -> ReasonWords:
    return ReasonWords(code, Text(zh, en), todo.person, todo.guard, colour)


WORDS: dict[Reason, ReasonWords] = {
    Reason.POSITIVE_TEST: _words("positive_test", "核酸检测阳性", "Positive test", _STAY, Colour.RED),
    Reason.CONFIRMED_CASE: _words("confirmed_case", "确诊病例", "Confirmed case", _STAY, Colour.RED),
    Reason.ASYMPTOMATIC: _words("asymptomatic", "无症状感染者", "Infected without symptoms", _STAY, Colour.RED),
    Reason.CLOSE_CONTACT: _words("close_contact", "密切接触者", "Close contact of a case", _STAY, Colour.RED),
    Reason.INBOUND: _words(
        "inbound", "入境人员，仍在管理期内", "Arrived from abroad, still observed", _STAY, Colour.RED
    ),
    Reason.HIGH_RISK_AREA: _words("high_risk_area", "身处高风险区", "Inside a high-risk area", _HOME, Colour.YELLOW),
    Reason.LEFT_HIGH_RISK_AREA: _words(
        "left_high_risk_area", "来自高风险区", "Came from a high-risk area", _HOME, Colour.YELLOW
    ),
    Reason.HIGH_RISK_POST: _words(
        "high_risk_post", "高风险岗位人员离岗", "Off duty from a high-risk post", _HOME, Colour.YELLOW
    ),
    Reason.REGION_REQUEST: _words(
        "region_request", "外地协查人员", "Named in another region's request", _ASK_SOURCE, Colour.YELLOW
    ),
    Reason.OTHER_PROVINCE: _words(
        "other_province", "外省推送的状态", "Status sent by another province", _ASK_SOURCE, Colour.YELLOW
    ),
    Reason.RECOVERING: _words("recovering", "解除隔离后观察期", "Observed after isolation", _HOME, Colour.YELLOW),
    Reason.TEST_MISSED: _words("test_missed", "未按要求参加核酸检测", "A required test was missed", _TEST, Colour.GREY),
    Reason.SELF_DECLARED: _words(
        "self_declared", "本人申报的健康或旅居情况", "Your own health or travel declaration", _TEST, Colour.GREY
    ),
    Reason.DEMAND_NO_TEST: _words(
        "demand.no_test", "本场所要求核酸检测阴性结果", "This venue asks for a negative test", _TEST, Colour.GREY
    ),
    Reason.DEMAND_TEST_TOO_OLD: _words(
        "demand.test_too_old",
        "核酸检测已超过本场所要求的时限",
        "The test is too old for this venue",
        _TEST,
        Colour.GREY,
    ),
    Reason.DEMAND_TEST_POSITIVE: _words(
        "demand.test_positive", "最近一次核酸检测为阳性", "The last test was positive", _STAY, Colour.GREY
    ),
    Reason.GUARD_REPORT: _words("guard_report", "值守人员报告异常", "Reported by the guard", _WAIT, Colour.GREEN),
    Reason.CARD_REVOKED: _words(
        "card_revoked", "纸质码已作废", "The paper card is no longer valid", _NEW_CARD, Colour.GREY
    ),
}
"""Every reason has words; a test holds that."""

STATUS_REASONS = frozenset(reason for reason in Reason if reason < Reason.DEMAND_NO_TEST)
"""Those that may stand in a person's status."""
