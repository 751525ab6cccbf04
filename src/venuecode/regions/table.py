"""The shipped table of divisions: reads it, and puts it into the database for SQL that joins names.

`scripts/build_divisions.py` makes the file. A release with a newer file brings a migration that fills again.
"""

from functools import cache
from pathlib import Path
from typing import Any

from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.text import Text
from venuecode.regions.model import Division, Level
from venuecode.regions.rules import Scope

FILE = Path(__file__).with_name("data") / "divisions.tsv"


@cache
def shipped_divisions() -> tuple[Division, ...]:
    """Return every division of the file, ordered by code, the country first."""
    lines = FILE.read_text("utf-8").splitlines()[1:]
    return tuple(_division(*line.split("\t")) for line in lines)


def _division(code: str, parent: str, level: str, name_zh: str, name_en: str, pinyin: str) -> Division:
    above = DivisionCode(parent) if parent else None
    return Division(DivisionCode(code), above, Level(int(level)), Text(name_zh, name_en), pinyin)


def fill_division_table(connection: Any) -> None:
    """Write the shipped divisions over the psycopg `connection`; one that is gone stays, venues may name it."""
    divisions = shipped_divisions()
    scopes = [Scope(division.code) for division in divisions]
    columns = {
        "codes": [division.code for division in divisions],
        "parents": [division.parent for division in divisions],
        "levels": [int(division.level) for division in divisions],
        "names_zh": [division.name.zh for division in divisions],
        "names_en": [division.name.en for division in divisions],
        "lows": [scope.low for scope in scopes],
        "highs": [scope.high for scope in scopes],
    }
    load_queries(__file__, driver="psycopg").fill_divisions(connection, **columns)
