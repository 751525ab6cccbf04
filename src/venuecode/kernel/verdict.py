"""The vocabulary of a verdict: colours, pass or stop, directions and methods. No rules."""

from enum import IntEnum, StrEnum


class Colour(IntEnum):
    """A person's colour, worse upwards. Grey: a required test was missed (restricted)."""

    GREEN = 0
    GREY = 1
    YELLOW = 2
    RED = 3


class Verdict(IntEnum):
    """What the guard is told."""

    PASS = 0
    STOP = 1


class Direction(IntEnum):
    """Coming or going (出入必扫, notice §4)."""

    IN = 0
    OUT = 1


class DoorDirection(StrEnum):
    """What a door is for; at a `both` door the person chooses."""

    IN = "in"
    OUT = "out"
    BOTH = "both"


class Method(IntEnum):
    """How a visit was registered."""

    SELF = 0
    COMPANION = 1
    CARD = 2
    PERSONAL_CODE = 3
    DOCUMENT = 4
    """A guard found the person by document number, with consent."""
    TERMINAL = 5
    TYPED = 6
    """A guard typed in who is registered nowhere."""
