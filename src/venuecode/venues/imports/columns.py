"""The columns of an import sheet: their names in both languages, notes, and the words a cell may hold. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from venuecode.infra.sheets.words import spelled
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import DoorDirection
from venuecode.venues.classes import TYPES


@dataclass(frozen=True, slots=True)
class Column:
    """One column. A row is one door; the rows of a venue repeat what is filed about it."""

    key: str
    name: Text
    note: Text
    required: bool = False
    width: int = 16


CLEAR = Text("清空", "clear")
"""The word in a cell of an optional column that takes away what is filed; a blank cell leaves it."""


def _optional(zh: str, en: str) -> Text:
    return Text(
        f"{zh}；再次导入时留空则不变，填“{CLEAR.zh}”则删除",
        f"{en}; in a re-import blank keeps it, “{CLEAR.en}” removes it",
    )


COLUMNS: Sequence[Column] = (
    Column(
        "external_id",
        Text("单位编号", "Own number"),
        Text(
            "本单位的场所编号，可不填；再次导入时据此找到同一场所",
            "Your office's number of the venue, optional; a re-import finds the venue by it",
        ),
    ),
    Column(
        "full_name",
        Text("场所全称", "Full name"),
        Text("与营业执照一致；同一场所的多个出入口各占一行", "As on the licence; one row for each door of a venue"),
        required=True,
        width=32,
    ),
    Column("short_name", Text("场所简称", "Short name"), Text("2-8 个字", "2 to 8 characters"), required=True),
    Column(
        "type",
        Text("场所类型", "Type"),
        Text("请从下拉列表选择", "Choose from the list"),
        required=True,
        width=24,
    ),
    Column(
        "credit_code",
        Text("统一社会信用代码", "Credit code"),
        _optional("18 位；小区、车辆、工地等可不填", "18 characters; not needed for compounds, vehicles, sites, ..."),
        width=24,
    ),
    Column(
        "division_code",
        Text("所属街道", "Street"),
        Text(
            "请从下拉列表选择，或填写街道全名或 9 位区划代码；有同名街道时写上区县，如：东昌府区古楼街道",
            "Choose from the list, or give the name or the 9-digit code; with the county where several share the name",
        ),
        required=True,
        width=28,
    ),
    Column("address", Text("详细地址", "Address"), Text("门牌号", "Street and number"), required=True, width=32),
    Column("latitude", Text("纬度", "Latitude"), _optional("WGS 84，可不填", "WGS 84, optional"), width=12),
    Column("longitude", Text("经度", "Longitude"), _optional("WGS 84，可不填", "WGS 84, optional"), width=12),
    Column("responsible_person", Text("负责人", "Responsible person"), Text("姓名", "Name"), required=True),
    Column(
        "responsible_phone",
        Text("负责人电话", "Phone"),
        Text("手机，或带区号的座机", "Mobile, or landline with area code"),
        required=True,
        width=18,
    ),
    Column("department", Text("主管部门", "Department"), _optional("可不填", "Optional"), width=20),
    Column(
        "door",
        Text("出入口", "Door"),
        Text("如：南门。车辆可不填，以车牌号命名", "For example: South gate. A vehicle is named by its plate"),
        required=True,
    ),
    Column("direction", Text("方向", "Direction"), Text("入、出或出入", "in, out or both"), width=10),
    Column("plate", Text("车牌号", "Plate"), Text("仅车辆", "Vehicles only")),
    Column("route", Text("线路", "Route"), _optional("仅车辆", "Vehicles only")),
    Column("run", Text("班次", "Run"), _optional("仅车辆", "Vehicles only")),
)

REASON = Text("错误原因", "What is wrong")
"""The column that the file of bad rows adds; skipped when it comes back."""

VENUE_KEYS = tuple(column.key for column in COLUMNS if column.key not in {"door", "direction", "plate", "route", "run"})

DIRECTIONS: Mapping[DoorDirection, Text] = {
    DoorDirection.IN: Text("入", "in"),
    DoorDirection.OUT: Text("出", "out"),
    DoorDirection.BOTH: Text("出入", "both"),
}


EXAMPLE_MARK = Text("示例，不导入", "Example, not imported")
NOTES_MARK = Text("说明，不导入", "Notes, not imported")
_MARKS = {spelled(words) for mark in (EXAMPLE_MARK, NOTES_MARK) for words in (mark.zh, mark.en)}
EXAMPLE: Mapping[str, str] = {
    "full_name": "聊城水城便民超市",
    "short_name": "便民超市",
    "type": "超市、便利店",
    "credit_code": "91371502MA3EXAMP1C",
    "address": "楼东大街 100 号",
    "latitude": "36.45",
    "longitude": "115.98",
    "responsible_person": "王店长",
    "responsible_phone": "0635-1234567",
    "department": "市场监督管理局",
    "door": "南门",
    "direction": "出入",
}
"""A row to copy, all but the street, which is one of the officer's division. Person and codes are invented."""


def example_cells(street: str, language: str) -> dict[str, str]:
    """Return the template's example row, marked in the cell of the own number."""
    return {**EXAMPLE, "external_id": EXAMPLE_MARK.in_language(language), "division_code": street}


def note_cells(language: str) -> dict[str, str]:
    """Return what each column wants in one language, as a row marked in the cell of the own number."""
    notes = {column.key: column.note.in_language(language) for column in COLUMNS}
    return {**notes, "external_id": NOTES_MARK.in_language(language)}


def is_marked(cells: Mapping[str, str]) -> bool:
    """Whether a row is marked as one of the template's own."""
    return spelled(cells.get("external_id", "")) in _MARKS


def is_of_template(cells: Mapping[str, str]) -> bool:
    """Whether a row is the template's example or notes, untouched: it is passed over without a word."""
    if not is_marked(cells):
        return False
    mine = {key: spelled(cell) for key, cell in cells.items() if key not in {"external_id", "division_code"}}
    return any(mine == own for own in _OWN_ROWS)


_KEY_OF_HEADER = {
    spelled(spelling): column.key for column in COLUMNS for spelling in (column.key, column.name.zh, column.name.en)
}
_SKIPPED_HEADERS = {spelled(REASON.zh), spelled(REASON.en), ""}
TYPE_OF_WORD = {
    spelled(spelling): kind.code for kind in TYPES.values() for spelling in (kind.code, kind.name.zh, kind.name.en)
}
DIRECTION_OF_WORD = {
    spelled(spelling): direction
    for direction, name in DIRECTIONS.items()
    for spelling in (direction.value, name.zh, name.en)
} | {"双向": DoorDirection.BOTH, "进": DoorDirection.IN, "入口": DoorDirection.IN, "出口": DoorDirection.OUT}


def match_headers(headers: Sequence[str]) -> list[str | None]:
    """Return the column key of each header; None for one that is not ours."""
    return [_KEY_OF_HEADER.get(spelled(header)) for header in headers]


def faults_of_headers(headers: Sequence[str]) -> Text | None:
    """Return why the header row cannot be used: columns missing, doubled or unknown."""
    keys = match_headers(headers)
    missing = [c.name for c in COLUMNS if c.required and c.key not in keys]
    doubled = [c.name for c in COLUMNS if keys.count(c.key) > 1]
    unknown = [
        header[:30]
        for header, key in zip(headers, keys, strict=True)
        if key is None and spelled(header) not in _SKIPPED_HEADERS
    ]
    if missing:
        return Text(
            "缺少列：" + "、".join(name.zh for name in missing),
            "columns are missing: " + ", ".join(name.en for name in missing),
        )
    if doubled:
        return Text(
            "列重复：" + "、".join(name.zh for name in doubled),
            "columns occur twice: " + ", ".join(name.en for name in doubled),
        )
    if unknown:
        return Text("无法识别的列：" + "、".join(unknown), "columns that are not known: " + ", ".join(unknown))
    return None


_OWN_ROWS = [
    {key: spelled(cell) for key, cell in cells.items() if key not in {"external_id", "division_code"}}
    for cells in (EXAMPLE, note_cells("zh"), note_cells("en"))
]
