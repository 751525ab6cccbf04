"""The feature's face: divisions by code, their paths and children, and the search; all from process memory."""

from collections import defaultdict
from collections.abc import Iterable

from venuecode.kernel.ids import DivisionCode
from venuecode.regions.model import COUNTRY, Division, UnknownDivision
from venuecode.regions.rules import Scope
from venuecode.regions.search import DivisionSearch, Query
from venuecode.regions.table import shipped_divisions


class Divisions:
    """Every division that ships, and the one where this deployment's pickers start."""

    def __init__(self, start: DivisionCode, divisions: Iterable[Division] | None = None) -> None:
        """Hold the shipped divisions; raises `UnknownDivision` when `start` is not one."""
        self._by_code = {d.code: d for d in (shipped_divisions() if divisions is None else divisions)}
        self._children: defaultdict[DivisionCode, list[Division]] = defaultdict(list)
        for division in self._by_code.values():
            if division.parent is not None:
                self._children[division.parent].append(division)
        self.start = self.get(start)
        self._search = DivisionSearch(self.path(code) for code in self._by_code if code != COUNTRY)

    def get(self, code: str) -> Division:
        """Return the division; raises `UnknownDivision`."""
        division = self._by_code.get(DivisionCode(code))
        if division is None:
            raise UnknownDivision(division=code)
        return division

    def known(self, code: str) -> bool:
        """Whether there is such a division."""
        return code in self._by_code

    def children(self, code: str) -> list[Division]:
        """Return what lies directly in a division, ordered by code; raises `UnknownDivision`."""
        return self._children[self.get(code).code] if self.has_children(code) else []

    def has_children(self, code: str) -> bool:
        """Whether anything that ships lies under the division: streets ship for Shandong only."""
        return DivisionCode(code) in self._children

    def path(self, code: str) -> tuple[Division, ...]:
        """Return province … division itself, the country left out; raises `UnknownDivision`."""
        division = self.get(code)
        path = [division]
        while division.parent is not None and division.parent != COUNTRY:
            division = self._by_code[division.parent]
            path.insert(0, division)
        return tuple(path)

    def full_name(self, code: str, language: str) -> str:
        """Return the whole address of a division: 山东省聊城市东昌府区; small before large in English."""
        names = [division.name.in_language(language) for division in self.path(code)]
        return ", ".join(reversed(names)) if language.startswith("en") else "".join(names)

    def search(self, text: str, within: str = COUNTRY, limit: int = 20) -> list[Division]:
        """Return at most `limit` matches, those near the start first; raises `UnknownDivision` for `within`."""
        near = Scope(self.start.code)
        return self._search.find(Query(text, Scope(self.get(within).code), near, limit))
