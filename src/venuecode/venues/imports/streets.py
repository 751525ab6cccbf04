"""Finds streets by what a cell says: a code, or a name in Chinese or English with or without what it lies in. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from venuecode.infra.sheets.words import spelled
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.text import Text
from venuecode.regions.model import Division, Level
from venuecode.regions.rules import Scope
from venuecode.regions.service import Divisions

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Street:
    """A lowest division with its whole name."""

    code: DivisionCode
    name: Text


class Streets:
    """The streets of a scope by each way to name them: 古楼街道, 东昌府区古楼街道, 聊城市东昌府区古楼街道, ..."""

    def __init__(self, divisions: Divisions, scope: Scope) -> None:
        """Hold the names; a scope where no streets ship has its counties."""
        self._by_name: dict[str, list[Street]] = {}
        for division in _leaves(divisions, divisions.get(scope.division)):
            code = division.code
            street = Street(code, Text(divisions.full_name(code, "zh"), divisions.full_name(code, "en")))
            for name in _names(divisions.path(code)):
                self._by_name.setdefault(name, []).append(street)

    def named(self, cell: str) -> Sequence[Street]:
        """Return the streets that a name may mean: none, one, or several."""
        return self._by_name.get(spelled(cell), [])


def ambiguous(streets: Sequence[Street]) -> Text:
    """Return why a name is not enough, and what would be."""
    shown = streets[:MOST_NAMED]
    zh = "、".join(f"{street.name.zh}（{street.code}）" for street in shown)
    en = "; ".join(f"{street.name.en} ({street.code})" for street in shown)
    more_zh, more_en = ("等", ", ...") if len(streets) > MOST_NAMED else ("", "")
    return Text(
        f"有 {len(streets)} 个同名街道，请写上区县名或填写代码：{zh}{more_zh}",
        f"{len(streets)} streets have this name; add the county, or give the code: {en}{more_en}",
    )


def _leaves(divisions: Divisions, top: Division) -> Iterable[Division]:
    children = divisions.children(top.code)
    if not children and top.level >= Level.PREFECTURE:
        yield top
    for child in children:
        yield from _leaves(divisions, child)


def _names(path: Sequence[Division]) -> set[str]:
    """Every tail of the path, large before small in Chinese, small before large in English."""
    tails = [path[start:] for start in range(len(path))]
    zh = ("".join(division.name.zh for division in tail) for tail in tails)
    en = (", ".join(division.name.en for division in reversed(tail)) for tail in tails)
    return {spelled(name) for name in (*zh, *en)}
