"""The columns of a sheet of facts, for each kind: their names in both languages, notes, and choices. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from venuecode.health.checks import ORDERED
from venuecode.health.model import TestResult
from venuecode.health.reasons import WORDS, Reason
from venuecode.identity.people.documents import DOCUMENT_NAMES, DocumentType
from venuecode.infra.sheets.words import spelled
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour


class ImportKind(StrEnum):
    """What a sheet holds."""

    TESTS = "tests"
    VACCINATIONS = "vaccinations"
    ORDERS = "orders"


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    key: str
    name: Text
    note: Text
    required: bool = False
    width: int = 16
    choices: tuple[Text, ...] = ()


RESULTS = {
    TestResult.NEGATIVE: Text("阴性", "negative"),
    TestResult.POSITIVE: Text("阳性", "positive"),
}
COLOURS = {
    Colour.GREY: Text("灰码", "grey"),
    Colour.YELLOW: Text("黄码", "yellow"),
    Colour.RED: Text("红码", "red"),
}
_MOMENT = Text("如 2026-05-06 08:30，北京时间", "Such as 2026-05-06 08:30, Beijing time")
_DAY = Text("如 2026-05-06", "Such as 2026-05-06")
_OPTIONAL = Text("可不填", "Optional")
_CHOOSE = Text("请从下拉列表选择", "Choose from the list")

_PERSON = (
    Column(
        "document_type",
        Text("证件类型", "Document type"),
        Text("不填即居民身份证", "Empty: resident identity card"),
        width=24,
        choices=tuple(DOCUMENT_NAMES.values()),
    ),
    Column(
        "document_number",
        Text("证件号码", "Document number"),
        Text("按证件填写", "As on the document"),
        required=True,
        width=24,
    ),
    Column("nationality", Text("国籍", "Nationality"), Text("护照必填，如 US", "For passports, such as US")),
)
COLUMNS: Mapping[ImportKind, Sequence[Column]] = {
    ImportKind.TESTS: (
        *_PERSON,
        Column("sampled_at", Text("采样时间", "Sampled at"), _MOMENT, required=True, width=20),
        Column("result", Text("结果", "Result"), _CHOOSE, required=True, choices=tuple(RESULTS.values())),
        Column(
            "institution",
            Text("检测机构", "Institution"),
            Text("出具结果的机构", "Who gave the result"),
            required=True,
            width=28,
        ),
        Column("resulted_at", Text("出具时间", "Result at"), _OPTIONAL, width=20),
        Column("evidence", Text("依据", "Evidence"), _OPTIONAL, width=28),
    ),
    ImportKind.VACCINATIONS: (
        *_PERSON,
        Column("dose_no", Text("剂次", "Dose"), Text("第几剂：1、2、3", "Which dose: 1, 2, 3"), required=True, width=8),
        Column("given_on", Text("接种日期", "Given on"), _DAY, required=True),
        Column("product", Text("疫苗", "Vaccine"), Text("疫苗名称", "Name of the vaccine"), required=True, width=28),
        Column(
            "institution",
            Text("接种单位", "Institution"),
            Text("接种单位名称", "Where it was given"),
            required=True,
            width=28,
        ),
        Column("evidence", Text("依据", "Evidence"), _OPTIONAL, width=28),
    ),
    ImportKind.ORDERS: (
        *_PERSON,
        Column(
            "reason",
            Text("原因", "Reason"),
            _CHOOSE,
            required=True,
            width=24,
            choices=tuple(WORDS[reason].title for reason in sorted(ORDERED)),
        ),
        Column("starts_at", Text("开始时间", "From"), _MOMENT, required=True, width=20),
        Column("ends_at", Text("结束时间", "Until"), Text("不填则按现行策略", "Empty: as the policy says"), width=20),
        Column(
            "colour",
            Text("码色", "Colour"),
            Text("仅“外省推送”须填", "Only for another province's status"),
            choices=tuple(COLOURS.values()),
        ),
        Column(
            "evidence",
            Text("依据", "Evidence"),
            Text("文书、通报或流调记录", "Document, notice or record"),
            required=True,
            width=32,
        ),
    ),
}

REASON = Text("错误原因", "What is wrong")
"""The column that the file of bad rows adds; skipped when it comes back."""
_SKIPPED = {spelled(REASON.zh), spelled(REASON.en), ""}


DOCUMENT_TYPE_OF_WORD: dict[str, DocumentType] = {
    spelled(word): kind for kind, name in DOCUMENT_NAMES.items() for word in (kind.value, name.zh, name.en)
} | {"身份证": DocumentType.RESIDENT_ID, "": DocumentType.RESIDENT_ID}
RESULT_OF_WORD: dict[str, TestResult] = {
    spelled(word): result for result, name in RESULTS.items() for word in (name.zh, name.en, name.zh[0])
}
COLOUR_OF_WORD: dict[str, Colour] = {
    spelled(word): colour for colour, name in COLOURS.items() for word in (name.zh, name.en, name.zh[0])
}
REASON_OF_WORD: dict[str, Reason] = {
    spelled(word): reason
    for reason in ORDERED
    for word in (WORDS[reason].code, WORDS[reason].title.zh, WORDS[reason].title.en)
}


def match_headers(kind: ImportKind, headers: Sequence[str]) -> list[str | None]:
    """Return the column key of each header; None for one that is not ours."""
    known = {
        spelled(word): column.key for column in COLUMNS[kind] for word in (column.key, column.name.zh, column.name.en)
    }
    return [known.get(spelled(header)) for header in headers]


def fault_of_headers(kind: ImportKind, headers: Sequence[str]) -> Text | None:
    """Return why the header row cannot be used: columns missing or doubled."""
    keys = match_headers(kind, headers)
    missing = [c.name for c in COLUMNS[kind] if c.required and c.key not in keys]
    doubled = [c.name for c in COLUMNS[kind] if keys.count(c.key) > 1]
    if missing:
        return _listed(Text("缺少列：", "columns are missing: "), missing)
    if doubled:
        return _listed(Text("列重复：", "columns stand twice: "), doubled)
    unknown = [h[:30] for h, key in zip(headers, keys, strict=True) if key is None and spelled(h) not in _SKIPPED]
    if unknown:
        return _listed(Text("不认识的列：", "unknown columns: "), [Text(name, name) for name in unknown])
    return None


def _listed(what: Text, names: Sequence[Text]) -> Text:
    return Text(what.zh + "、".join(n.zh for n in names), what.en + ", ".join(n.en for n in names))
