"""Who said so, in words for the person concerned."""

from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions

_SELF = Text("本人申报", "Own declaration")
_POLICY = Text("现行防控策略", "The policy in force")


def source_words(source: str, divisions: Divisions) -> Text:
    """Return the words of `officer:DIVISION`, `lab:NAME`, `region:CODE`, `self` or `policy`."""
    kind, _, rest = source.partition(":")
    if kind == "self":
        return _SELF
    if kind == "officer" and divisions.known(rest):
        return Text(
            divisions.full_name(rest, "zh") + "疫情防控部门",
            f"Health department of {divisions.full_name(rest, 'en')}",
        )
    if kind == "region" and divisions.known(rest):
        return Text(divisions.full_name(rest, "zh"), divisions.full_name(rest, "en"))
    return Text(rest, rest) if rest else _POLICY
