"""What a door without a network showed for a person, and how that may turn out to be wrong."""

from enum import StrEnum


class ShownVerdict(StrEnum):
    """What the guard's phone or the terminal said without a network; `unknown`: a card or a document has no status."""

    PASS = "pass"  # noqa: S105 - a word, no password
    STOP = "stop"
    UNKNOWN = "unknown"


class Conflict(StrEnum):
    """How what was shown and what the server knows disagree, as of the moment at the door."""

    LET_IN = "let_in"
    TURNED_AWAY = "turned_away"
