"""Makes pinyin and English names for Chinese divisions; the exceptions stand in division_names.toml.

English names follow the usual style of official English texts: the specific part in joined pinyin, then the
generic part as a word; a specific part of one syllable keeps its generic syllable (莒县 is Juxian County).
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pypinyin import lazy_pinyin

RULES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_SUFFIXES: dict[str, str] = dict(sorted(RULES["suffixes"].items(), key=lambda item: -len(item[0])))
_PEOPLES: dict[str, str] = dict(sorted(RULES["peoples"].items(), key=lambda item: -len(item[0])))
_READINGS = sorted(RULES["readings"].items(), key=lambda item: len(item[0]))
_ZONE_LENGTH = 3
"""A generic part this long or longer names a zone, which often carries its city's name in front."""


@dataclass(frozen=True)
class Place:
    """One division as its source names it, and the Chinese names of what it lies in, outermost first."""

    code: str
    name: str
    within: tuple[str, ...] = ()


def syllables(place: Place) -> list[str]:
    """Give the reading of each character, lower case, `ü` kept; raise `ValueError` for one without a reading."""
    out = lazy_pinyin(place.name, v_to_u=True)
    if len(out) != len(place.name):
        raise ValueError(f"no reading for every character of {place.name}")
    for at, char in enumerate(place.name):
        out[at] = RULES["syllables"].get(char, out[at])
    local = [
        item for code, table in RULES["readings_at"].items() if place.code.startswith(code) for item in table.items()
    ]
    for phrase, reading in [*_READINGS, *local]:
        at = place.name.find(phrase)
        if at >= 0:
            out[at : at + len(phrase)] = reading.split()
    return out


def english(place: Place) -> str:
    """Give the English name: a listed one, else pinyin with the generic part translated."""
    listed = RULES["provinces"].get(place.code) or RULES["names"].get(place.code)
    if listed:
        return str(listed)
    suffix = _suffix(place.name)
    peoples, stem = _peel_peoples(place.name.removesuffix(suffix)) if _may_hold_peoples(suffix) else ([], None)
    stem = place.name.removesuffix(suffix) if stem is None else stem
    words = [_specific(place, stem, suffix), _join(peoples), _SUFFIXES[suffix]]
    return " ".join(word for word in words if word)


def _suffix(name: str) -> str:
    for suffix in _SUFFIXES:
        specific = len(name) - len(suffix)
        if name.endswith(suffix) and (specific > 1 or (specific == 1 and suffix != "新区")):
            return suffix
        if name == suffix and len(suffix) > _ZONE_LENGTH:
            return suffix
    raise ValueError(f"no generic part known at the end of {name}")


def _may_hold_peoples(suffix: str) -> bool:
    return suffix.startswith("自治") or suffix in {"区", "镇", "乡"}


def _peel_peoples(stem: str) -> tuple[list[str], str]:
    """Split 恩施土家族苗族 into the English names of the peoples and what stands before them."""
    found: list[str] = []
    while people := next((p for p in _PEOPLES if stem.endswith(p)), None):
        found.insert(0, _PEOPLES[people])
        stem = stem.removesuffix(people)
    return found, stem


def _specific(place: Place, stem: str, suffix: str) -> str:
    listed = RULES["stems"].get(stem)
    if isinstance(listed, dict):
        listed = listed.get(place.code[:2])
    if listed or not stem:
        return str(listed or "")
    end = len(stem)
    if end == 1 and len(suffix) == 1:
        end += 1
    reading = syllables(place)
    cuts = _word_starts(place, end) if len(suffix) >= _ZONE_LENGTH or suffix == "新区" else [0]
    words = [_trim(place.name, a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]
    return " ".join(_join_syllables(reading[a:b]) for a, b in words)


def _word_starts(place: Place, end: int) -> list[int]:
    """Split 河北唐山芦台 before each name of what the zone lies in."""
    cuts = [0]
    for parent in place.within:
        short = parent.removesuffix("省").removesuffix("市")
        after = cuts[-1] + len(short)
        if place.name.startswith(short, cuts[-1]) and after < end:
            after += place.name[after] == "市"
            cuts.append(after)
    return [cut for cut in cuts if cut < end]


def _trim(name: str, start: int, end: int) -> tuple[int, int]:
    """Leave out 市 or 县 after a name of two characters or more."""
    return (start, end - 1) if end - start > 2 and name[end - 1] in "市县" else (start, end)


def _join_syllables(parts: list[str]) -> str:
    word = parts[0] + "".join(f"'{part}" if part[0] in "aoe" else part for part in parts[1:])
    return word[0].upper() + word[1:]


def _join(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
