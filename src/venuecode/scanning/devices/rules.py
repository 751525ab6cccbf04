"""What a terminal shows and says for an outcome: light, sound, voice and lines. Pure.

The pattern of the light differs wherever its colour does, so that colour is never the only sign.
"""

from dataclasses import dataclass
from typing import Literal, cast

from venuecode.health.reasons import WORDS
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour, Direction, Verdict
from venuecode.scanning.devices.model import CALL_TEXTS, GuardCalled, NotTaken, Outcome, Visited
from venuecode.scanning.model import Visit
from venuecode.scanning.rules import badge_of

TerminalVerdict = Literal["pass", "stop", "see_guard", "try_again"]
LightColour = Literal["green", "yellow", "red", "grey"]
LightPattern = Literal["steady", "slow", "fast", "double", "chase"]
Sound = Literal["pass", "stop", "attention"]

LIGHTS: dict[Colour, tuple[LightColour, LightPattern]] = {
    Colour.GREEN: ("green", "steady"),
    Colour.GREY: ("grey", "double"),
    Colour.YELLOW: ("yellow", "slow"),
    Colour.RED: ("red", "fast"),
}
"""steady; slow: on and off once a second; fast: four times; double: two short flashes and a pause."""
COLOUR_NAMES = {
    Colour.GREEN: Text("绿码", "Green code"),
    Colour.GREY: Text("灰码", "Grey code"),
    Colour.YELLOW: Text("黄码", "Yellow code"),
    Colour.RED: Text("红码", "Red code"),
}
_RESULTS = (Text("阴性", "negative"), Text("阳性", "positive"))
_COME_IN = Text("请通行", "Please go ahead")
_GOOD_BYE = Text("已登记，再见", "Registered, goodbye")
_STOP = Text("请止步，请联系检测员", "Please stop and speak to the guard")
_SEE_GUARD = Text("请联系检测员登记", "Please see the guard to be registered")


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a terminal does; `pattern` for the light, `lines` for its screen from top to bottom."""

    verdict: TerminalVerdict
    light: LightColour
    pattern: LightPattern
    sound: Sound
    voice: Text
    lines: tuple[Text, ...]


def shown(outcome: Outcome) -> Shown:
    """Return what a terminal shows for an outcome."""
    if isinstance(outcome, Visited):
        return _visited(outcome)
    if isinstance(outcome, GuardCalled):
        title = CALL_TEXTS[outcome.reason]
        return Shown("see_guard", "yellow", "chase", "attention", _SEE_GUARD, (_SEE_GUARD, title))
    return _not_taken(outcome)


def _visited(outcome: Visited) -> Shown:
    answered, visit = outcome.answered, outcome.answered.visit
    colour = Colour(visit.colour)
    light, pattern = LIGHTS[colour]
    name = Text(answered.masked_name, answered.masked_name)
    lines = [name, COLOUR_NAMES[colour], *_test_lines(visit)]
    if visit.verdict == Verdict.PASS:
        voice = _COME_IN if outcome.direction is Direction.IN else _GOOD_BYE
        return Shown("pass", light, pattern, "pass", voice, (*lines, voice))
    reasons = [WORDS[reason] for reason in visit.reasons or ()]  # type: ignore[index]
    lines += [words.title for words in reasons] + [words.advice for words in reasons[:1]]
    voice = Text(f"{COLOUR_NAMES[colour].zh}，{_STOP.zh}", f"{COLOUR_NAMES[colour].en}. {_STOP.en}")
    return Shown("stop", light, pattern, "stop", voice, tuple(lines))


def _test_lines(visit: Visit) -> list[Text]:
    if visit.test_at is None or visit.test_result is None:
        return []
    result = _RESULTS[visit.test_result]
    badge = badge_of(visit.test_at, max(visit.at, visit.test_at))
    window = cast("str", badge).replace("h", " 小时").replace("d", " 天") if badge else "7 天以上"
    return [Text(f"核酸 {window} {result.zh}", f"Test {badge or 'older than 7d'} {result.en}")]


def _not_taken(outcome: NotTaken) -> Shown:
    refusal = outcome.refusal
    return Shown("try_again", "grey", "chase", "attention", refusal.way_out, (refusal.title, refusal.way_out))
