"""A fact on file with what is sealed in it opened, for a reader whose look is on record."""

from typing import NamedTuple

from venuecode.health.declarations.content import Content, read_content
from venuecode.health.entering import CONTENT
from venuecode.health.model import DeclarationKind
from venuecode.health.store import FactLine
from venuecode.kernel.encryption import KeyRing


class FactRead(NamedTuple):
    """A line of a person's file; `declared` is what a declaration says, none for one in a form of before."""

    line: FactLine
    declared: Content | None


def read_fact(ring: KeyRing, line: FactLine) -> FactRead:
    """Return a fact with its content opened."""
    if line.content is None or line.declared_kind is None:
        return FactRead(line, None)
    return FactRead(line, read_content(DeclarationKind(line.declared_kind), ring.open(line.content, CONTENT)))
