"""The rules for imported rows: each row by itself, then the rows of one venue together. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from venuecode.infra.sheets.words import spelled
from venuecode.kernel.text import Text
from venuecode.venues.classes import TYPES
from venuecode.venues.filing import DoorFiling, Faults, Filing, check_filing, tidy
from venuecode.venues.imports.columns import CLEAR, COLUMNS, DIRECTION_OF_WORD, TYPE_OF_WORD, VENUE_KEYS, is_marked
from venuecode.venues.imports.model import Cells, Row
from venuecode.venues.imports.streets import Street, ambiguous

_CLEARED = {spelled(CLEAR.zh), spelled(CLEAR.en)}
_NUMBER = Text("请填写数字", "Please give a number")
_NO_CODE = Text(
    "您的辖区内没有这个街道或乡镇；请从下拉列表选择，或填写全名或 9 位区划代码，如 371502001",
    "No such street in your division; choose from the list, or give its full name or 9-digit code, such as 371502001",
)
_NOT_MARKED = Text(
    "此行标为模板的示例或说明，未导入；如要导入，请改写或清空“单位编号”",
    "Marked as the template's example or notes, so not imported; to import it, change or clear the own number",
)
_OUTSIDE = Text("不在您的辖区内", "It lies outside your division")
_UNKNOWN_TYPE = Text("没有“{cell}”这一类型，请从下拉列表选择", "There is no type “{cell}”; choose from the list")
_UNKNOWN_DIRECTION = Text(
    "没有“{cell}”这一方向，请填写入、出或出入", "There is no direction “{cell}”; choose in, out or both"
)
_OWN_NUMBER = Text("编号最多 40 个字符，且不含不可见字符", "At most 40 visible characters")
_COLUMN_OF = {"venue_class": "type", "doors": "door", "doors.0.name": "door"} | {
    f"doors.0.{key}": key for key in ("direction", "plate", "route", "run")
}
_NAME_OF = {column.key: column.name for column in COLUMNS}


@dataclass(slots=True)
class Group:
    """The good rows of one venue, in the order of the file. The first row speaks for the venue."""

    rows: list[Row]


def check_row(
    row: Row,
    is_leaf_division: Callable[[str], bool],
    in_scope: Callable[[str], bool],
    streets_named: Callable[[str], Sequence[Street]],
) -> None:
    """Fill in the row's facts and door, or its faults under the keys of the columns."""
    faults: Faults = {}
    streets = streets_named(row.cells.get("division_code", ""))
    filing = _filing({key: cell for key, cell in row.cells.items() if not clears(row, key)}, streets, faults)
    checked = check_filing(filing, is_leaf_division, most_doors=1)
    for field, text in checked.faults.items():
        faults.setdefault(_COLUMN_OF.get(field, field), text)
    if "division_code" in faults and row.cells.get("division_code") and not (filing.division_code or "").isdecimal():
        faults["division_code"] = ambiguous(streets) if streets else _NO_CODE
    if "division_code" not in faults and not in_scope(filing.division_code or ""):
        faults["division_code"] = _OUTSIDE
    for key, unknown in (("type", _UNKNOWN_TYPE), ("direction", _UNKNOWN_DIRECTION)):
        cell = row.cells.get(key, "")
        if key in faults and cell:
            faults[key] = Text(unknown.zh.format(cell=cell[:20]), unknown.en.format(cell=cell[:20]))
    own = row.external_id or ""
    if len(own) > 40 or not own.isprintable():
        faults["external_id"] = _OWN_NUMBER
    elif is_marked(row.cells):
        faults["external_id"] = _NOT_MARKED
    row.faults = faults
    if not faults:
        row.facts, row.door = checked.facts, checked.doors[0]


def check_together(rows: Sequence[Row], name_keys: Sequence[str]) -> list[Group]:
    """Group good rows by venue: own number, else name and street. Rows that contradict an earlier one get faults.

    `name_keys` are the comparable names of the rows (`venue_name_key` in SQL, so that there is one such rule).
    """
    groups: dict[tuple[str, str], Group] = {}
    for row, name_key in zip(rows, name_keys, strict=True):
        if row.faults or row.facts is None:
            continue
        own = row.external_id
        key = ("own", f"{row.facts.division_code[:6]} {own}") if own else (row.facts.division_code, name_key)
        group = groups.setdefault(key, Group([]))
        fault = _contradiction(row, group)
        if fault:
            row.faults = fault
        else:
            group.rows.append(row)
    return list(groups.values())


def clears(row: Row, key: str) -> bool:
    """Whether a cell asks to take away what is filed."""
    return spelled(row.cells.get(key, "")) in _CLEARED


def _contradiction(row: Row, group: Group) -> Faults:
    if not group.rows:
        return {}
    first = group.rows[0]
    if first.facts != row.facts:
        different = [key for key in VENUE_KEYS if tidy(first.cells.get(key)) != tidy(row.cells.get(key))]
        names = [_NAME_OF[key] for key in different]
        return {
            different[0] if different else "full_name": Text(
                f"与第 {first.number} 行同一场所，但内容不同：" + "、".join(name.zh for name in names),
                f"the same venue as row {first.number}, but different: " + ", ".join(name.en for name in names),
            )
        }
    for other in group.rows:
        assert other.door is not None
        assert row.door is not None
        if other.door.name == row.door.name or (row.door.plate and other.door.plate == row.door.plate):
            return {
                "door": Text(
                    f"与第 {other.number} 行的出入口重复",
                    f"the same door as in row {other.number}",
                )
            }
    return {}


def _filing(cells: Cells, streets: Sequence[Street], faults: Faults) -> Filing:
    kind = TYPES.get(TYPE_OF_WORD.get(spelled(cells.get("type", "")), ""))  # type: ignore[call-overload]
    word = cells.get("direction", "")
    direction = DIRECTION_OF_WORD.get(spelled(word), word) if word else None
    return Filing(
        full_name=cells.get("full_name"),
        short_name=cells.get("short_name"),
        venue_class=int(kind.venue_class) if kind else None,
        type=kind.code if kind else cells.get("type"),
        credit_code=cells.get("credit_code"),
        division_code=_division(cells.get("division_code", ""), streets),
        address=cells.get("address"),
        latitude=_number("latitude", cells, faults),
        longitude=_number("longitude", cells, faults),
        responsible_person=cells.get("responsible_person"),
        responsible_phone=cells.get("responsible_phone"),
        department=cells.get("department"),
        doors=[DoorFiling(cells.get("door"), direction, cells.get("plate"), cells.get("route"), cells.get("run"))],
    )


def _division(cell: str, streets: Sequence[Street]) -> str:
    """Take the code from `371502001 古楼街道`, as the drop-down writes it, or of the one street of that name."""
    digits = re.match(r"\s*([0-9]{6,9})\b", cell, re.ASCII)
    if digits:
        return digits[1]
    return streets[0].code if len(streets) == 1 else cell


def _number(key: str, cells: Cells, faults: Faults) -> float | None:
    cell = cells.get(key)
    if cell is None:
        return None
    try:
        number = float(cell)
    except ValueError:
        number = float("nan")
    if not abs(number) < 1000:  # also catches what is no number
        faults[key] = _NUMBER
        return None
    return number
