"""What a division is; reading the shipped table is table.py's part."""

from dataclasses import dataclass
from enum import IntEnum

from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.text import Text

COUNTRY = DivisionCode("000000")


class Level(IntEnum):
    """How deep a division lies; each level contains those with higher numbers."""

    COUNTRY = 0
    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3
    STREET = 4


@dataclass(frozen=True, slots=True)
class Division:
    """One division.

    A county that a province governs directly has the province as its parent; so have the districts of a
    municipality. Dongguan and the like are prefectures without counties.
    """

    code: DivisionCode
    parent: DivisionCode | None
    level: Level
    name: Text
    pinyin: str
    """The Chinese name's syllables, `ü` written `v`: `dong chang fu qu`."""


class UnknownDivision(DomainError):
    """No division has this code."""

    code = "division.unknown"
    status = 404
    text = Text("没有此行政区划：{division}", "There is no such division: {division}")
