"""What is wrong with a setting, in plain Chinese and English: which one, why, and the nearest that exists. Pure."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from venuecode.kernel.text import Text

_WORDS = {
    "missing": Text("必须设置", "it must be set"),
    "int_parsing": Text("应为整数", "it must be a whole number"),
    "int_type": Text("应为整数", "it must be a whole number"),
    "int_from_float": Text("应为整数", "it must be a whole number"),
    "float_parsing": Text("应为数字", "it must be a number"),
    "bool_parsing": Text("应为 true 或 false", "it must be true or false"),
    "bool_type": Text("应为 true 或 false", "it must be true or false"),
    "string_type": Text("应为文字", "it must be text"),
    "greater_than_equal": Text("不能小于 {ge}", "it must be {ge} or more"),
    "greater_than": Text("必须大于 {gt}", "it must be more than {gt}"),
    "less_than_equal": Text("不能大于 {le}", "it must be {le} or less"),
    "less_than": Text("必须小于 {lt}", "it must be less than {lt}"),
    "literal_error": Text("只能是 {expected}", "it can only be {expected}"),
    "enum": Text("只能是 {expected}", "it can only be {expected}"),
    "path_not_directory": Text("没有这个文件夹", "there is no such folder"),
    "path_not_file": Text("没有这个文件", "there is no such file"),
    "tuple_type": Text("应为列表", "it must be a list"),
    "list_type": Text("应为列表", "it must be a list"),
    "dict_type": Text("应为表", "it must be a table"),
    "model_type": Text("应为表", "it must be a table"),
}
"""Kinds of faults (pydantic's names) in words; the limits come from the fault."""


def variable(setting: str) -> str:
    """Return the environment variable of `section.field`."""
    return f"VENUECODE_{setting.replace('.', '__', 1)}".upper()


def unknown(written: str, known: Iterable[str]) -> str:
    """Return that there is no such setting, with the nearest of `known` (`section.field`) if one is near."""
    by_name = {name: setting for setting in known for name in (setting, variable(setting))}
    near = get_close_matches(written, by_name, n=1, cutoff=0.6)
    zh, en = "没有这个设置", "no such setting"
    if near:
        found = by_name[near[0]]
        zh, en = f"{zh}，是否指 {found}（{variable(found)}）？", f"{en}; did you mean {found} ({variable(found)})?"
    return f"{written}: {en} {zh}"


def wrong(setting: str, kind: str, message: str, context: Mapping[str, Any]) -> str:
    """Return what is wrong with the value of a setting; never the value itself."""
    words = _WORDS.get(kind)
    if words is None:
        said = message.removeprefix("Value error, ")
        return f"{setting} ({variable(setting)}): {said} 此设置的值不可用"
    filled = words.filled(**context)
    return f"{setting} ({variable(setting)}): {filled.en} {filled.zh}"
