"""What a door without a network showed for a person, and how that may turn out to be wrong."""

from enum import StrEnum

from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text


class ShownVerdict(StrEnum):
    """What the guard's phone or the terminal said without a network; `unknown`: a card or a document has no status."""

    PASS = "pass"  # noqa: S105 - a word, no password
    STOP = "stop"
    UNKNOWN = "unknown"


class Conflict(StrEnum):
    """How what was shown and what the server knows disagree, as of the moment at the door."""

    LET_IN = "let_in"
    TURNED_AWAY = "turned_away"


class Unopened(DomainError):
    """What a guard's phone sealed was changed, belongs to another entry, or was sealed for another deployment."""

    code = "entry.unopened"
    status = 422
    text = Text(
        "本机保存的登记信息已损坏，请按证件重新登记",
        "What this phone kept of the entry is damaged. Register the person by document again",
    )
