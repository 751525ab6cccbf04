"""What a terminal shows: each colour with a pattern of its own, in both languages, without a full name."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from venuecode.health.reasons import Reason
from venuecode.kernel.verdict import Colour, Direction, Method, Verdict
from venuecode.scanning.devices.model import CallReason, GuardCalled, NotTaken, Visited
from venuecode.scanning.devices.rules import LIGHTS, shown
from venuecode.scanning.model import Answered, Visit
from venuecode.scanning.refusals import REFUSALS

NOW = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)


def visited(colour: Colour, *reasons: Reason, direction: Direction = Direction.IN, test_hours: int = 30) -> Visited:
    verdict = Verdict.PASS if colour is Colour.GREEN else Verdict.STOP
    visit = Visit(
        1, NOW, UUID(int=1), 1, NOW, None, NOW - timedelta(hours=test_hours), 1,
        direction, verdict, colour, Method.TERMINAL, 0, 0, 0, reasons or None,
    )  # fmt: skip
    return Visited(Answered(visit, NOW, "张*明", None, None, repeated=False), direction)


def test_no_two_colours_share_a_pattern():
    assert len({pattern for _, pattern in LIGHTS.values()}) == len(Colour)


@pytest.mark.parametrize(
    ("outcome", "verdict", "light", "said"),
    [
        (visited(Colour.GREEN), "pass", ("green", "steady"), "请通行"),
        (visited(Colour.GREEN, direction=Direction.OUT), "pass", ("green", "steady"), "已登记，再见"),
        (visited(Colour.GREY, Reason.DEMAND_NO_TEST), "stop", ("grey", "double"), "灰码，请止步，请联系检测员"),
        (visited(Colour.YELLOW, Reason.INBOUND), "stop", ("yellow", "slow"), "黄码，请止步，请联系检测员"),
        (visited(Colour.RED, Reason.POSITIVE_TEST), "stop", ("red", "fast"), "红码，请止步，请联系检测员"),
        (GuardCalled(CallReason.UNKNOWN_DOCUMENT), "see_guard", ("yellow", "chase"), "请联系检测员登记"),
        (
            NotTaken(REFUSALS["door.closed"]),
            "try_again",
            ("grey", "chase"),
            "请到其他出入口扫码；没有其他出入口的，请向工作人员说明。",
        ),
    ],
)
def test_outcomes(outcome, verdict, light, said):
    seen = shown(outcome)
    assert (seen.verdict, (seen.light, seen.pattern), seen.voice.zh) == (verdict, light, said)
    assert seen.voice.en
    assert all(line.zh and line.en for line in seen.lines)


def test_a_stop_shows_reason_and_advice():
    lines = [line.en for line in shown(visited(Colour.YELLOW, Reason.INBOUND)).lines]
    assert lines[1] == "Yellow code"
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("hours", "line"), [(30, "核酸 48 小时 阴性"), (100, "核酸 7 天 阴性"), (200, "核酸 7 天以上 阴性")]
)
def test_the_age_of_the_test_is_shown(hours, line):
    assert shown(visited(Colour.GREEN, test_hours=hours)).lines[2].zh == line
