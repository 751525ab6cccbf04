"""The one notion of scope: whoever acts for a division acts on it and on what lies under it.

The digits of a GB/T 2260 code are its path: two for the province, two for the prefecture, two for the county,
three for the street. So scope needs no look-up, in Python or in SQL, where it reads
`code >= :low and code < :high` and can use a plain index.
"""

from dataclasses import dataclass

from venuecode.kernel.ids import DivisionCode

_END = "99"
"""No province's code starts so."""


def path_prefix(code: DivisionCode) -> str:
    """Return the digits that `code` shares with all that lies under it; empty for the whole country."""
    if len(code) == 9:
        return code
    return code.removesuffix("00").removesuffix("00").removesuffix("00")


@dataclass(frozen=True, slots=True)
class Scope:
    """A division and all that lies under it."""

    division: DivisionCode

    @property
    def low(self) -> str:
        """The least code in the scope."""
        return path_prefix(self.division)

    @property
    def high(self) -> str:
        """The least string of digits above every code in the scope."""
        prefix = path_prefix(self.division)
        return f"{int(prefix) + 1:0{len(prefix)}d}" if prefix else _END

    def covers(self, code: DivisionCode) -> bool:
        """Whether the division `code` is this one or lies under it."""
        return code.startswith(path_prefix(self.division))

    def contains(self, other: "Scope") -> bool:
        """Whether all of `other` lies in this scope; an officer may hand on no more than that."""
        return self.covers(other.division)
