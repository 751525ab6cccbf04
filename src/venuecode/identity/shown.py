"""Codes with their names, as every answer shows them."""

from venuecode.identity.people.schemas import NameOut
from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions


def named(code: str, text: Text) -> NameOut:
    """Return a code with its name."""
    return NameOut(code=code, zh=text.zh, en=text.en)


def division_named(code: str, divisions: Divisions) -> NameOut:
    """Return a division with its whole address; a code that is no more keeps itself for a name."""
    if not divisions.known(code):
        return NameOut(code=code, zh=code, en=code)
    return NameOut(code=code, zh=divisions.full_name(code, "zh"), en=divisions.full_name(code, "en"))
