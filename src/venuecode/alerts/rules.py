"""Which divisions must hear of an alert at a level, and what a guard does after each disposition. Pure."""

from collections.abc import Iterable

from venuecode.alerts.model import Disposition, Instruction, Level
from venuecode.health.reasons import WORDS, Reason
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.verdict import Colour

AFTER: dict[Disposition, Instruction] = {
    Disposition.TURNED_AWAY: Instruction.TURN_AWAY,
    Disposition.ISOLATED: Instruction.ISOLATE,
    Disposition.TESTED: Instruction.TEST,
    Disposition.FALSE_ALARM: Instruction.LET_GO,
}


def first_instruction(reason: Reason) -> Instruction:
    """Return what the guard does from the moment that the alert is taken, unless the officer says otherwise."""
    return Instruction.HOLD if WORDS[reason].colour is Colour.RED or reason is Reason.GUARD_REPORT else Instruction.TEST


def ancestors(code: DivisionCode) -> list[DivisionCode]:
    """Return a division and those above it, up to the province."""
    if len(code) == 9:
        return [code, *ancestors(DivisionCode(code[:6]))]
    above = [code, DivisionCode(f"{code[:4]}00"), DivisionCode(f"{code[:2]}0000")]
    return list(dict.fromkeys(above))


def told_at(level: Level, codes: Iterable[DivisionCode]) -> list[DivisionCode]:
    """Return the divisions whose officers must take it at a level: street and county, then one above the other."""
    found: dict[DivisionCode, None] = {}
    for code in codes:
        county, prefecture, province = code[:6], f"{code[:4]}00", f"{code[:2]}0000"
        here = {Level.COUNTY: (code, county), Level.PREFECTURE: (prefecture,), Level.PROVINCE: (province,)}[level]
        found |= dict.fromkeys(DivisionCode(one) for one in here)
    return list(found)
