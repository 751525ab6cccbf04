"""Rows that look like something else: the same credit code, or the same name in the same street, as another venue, an
application under review or an earlier row. They are marked, and the officer decides. What was so before is no news.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions
from venuecode.venues.imports.model import Existing
from venuecode.venues.imports.rules import Group
from venuecode.venues.model import VenueFacts

_queries = load_queries(__file__)
_SAME = {
    "credit_code": Text("统一社会信用代码相同", "same credit code"),
    "full_name": Text("同一街道内名称相同", "same name in the same street"),
}
Keys = tuple[str | None, str | None]
"""Credit code, and street with comparable name: None where it is that of the venue already."""


async def mark_likely(
    connection: Any,
    divisions: Divisions,
    groups: Sequence[Group],
    matches: Mapping[int, Existing],
    name_key_of: Mapping[int, str],
) -> None:
    """Set `likely` on the rows of each group that would become, or change into, a likely duplicate."""
    news = {place: _news(group, matches.get(place), name_key_of) for place, group in enumerate(groups)}
    _mark_in_file(groups, news)
    places = [place for place, (code, name) in news.items() if code or name]
    rows = _queries.likely_duplicates(
        connection,
        credit_codes=[news[place][0] for place in places],
        name_keys=[(news[place][1] or "").partition(" ")[2] or None for place in places],
        divisions=[_facts(groups[place]).division_code for place in places],
        venue_ids=[matches[place].id if place in matches else None for place in places],
    )
    async for row in rows:
        where = DivisionCode(row["division_code"]) if row["division_code"] else None
        column = "credit_code" if row["same_credit_code"] else "full_name"
        _mark(groups[places[row["place"] - 1]], column, _like_venue(row, where, divisions, column))


def _news(group: Group, match: Existing | None, name_key_of: Mapping[int, str]) -> Keys:
    """What could be a duplicate by this import, and was not before it."""
    if any(row.faults for row in group.rows):
        return None, None
    facts = _facts(group)
    filed = match.facts if match else None
    code = None if filed and facts.credit_code in {None, filed.credit_code} else facts.credit_code
    key = name_key_of[group.rows[0].number]
    same = filed and (facts.full_name, facts.division_code) == (filed.full_name, filed.division_code)
    return code, None if same or not key else f"{facts.division_code} {key}"


def _mark_in_file(groups: Sequence[Group], news: Mapping[int, Keys]) -> None:
    """Of those alike in one file the first stands, and the later ones are marked."""
    first: dict[tuple[str, str], int] = {}
    for place, group in enumerate(groups):
        for column, key in zip(_SAME, news[place], strict=True):
            number = group.rows[0].number
            earlier = first.setdefault((column, key), number) if key else number
            if earlier != number:
                zh, en = f"疑似与第 {earlier} 行重复", f"likely duplicate of row {earlier}"
                _mark(group, column, Text(f"{zh}（{_SAME[column].zh}）", f"{en} ({_SAME[column].en})"))


def _mark(group: Group, column: str, text: Text) -> None:
    """One sign is enough; the first to be found is told."""
    for row in group.rows:
        row.likely = row.likely or {column: text}


def _like_venue(row: Any, where: DivisionCode | None, divisions: Divisions, column: str) -> Text:
    name = row["full_name"] or ""
    zh_place, en_place = (divisions.full_name(where, language) if where else "" for language in ("zh", "en"))
    zh_what, en_what = ("", "") if row["venue_id"] else ("审核中的", " (application under review)")
    return Text(
        f"疑似与{zh_what}“{name}”（{zh_place}）重复：{_SAME[column].zh}",
        f"likely duplicate of “{name}”{en_what}, {en_place}: {_SAME[column].en}",
    )


def _facts(group: Group) -> VenueFacts:
    facts = group.rows[0].facts
    assert facts is not None
    return facts
