"""Turns an XLSX on the standard input into CSV on the standard output, in a process of its own with little to lose.

A workbook is held as a whole while it is read, and a hostile one can ask for any amount of memory: this process has a
limit, and its end is no more than a refused file.
"""

import csv
import resource
import sys
from datetime import datetime, time
from typing import Any

from python_calamine import CalamineWorkbook

MOST_MEMORY = 3 << 30
"""Bytes; a million rows of eight cells take about a third of it."""


def shown(value: Any) -> str:
    """Return a cell as its reader sees it: whole numbers without a point, days without a midnight."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00")
    return "" if value is None or isinstance(value, time) else str(value)


def main() -> None:
    """Unpack the first sheet."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    sheet = CalamineWorkbook.from_filelike(sys.stdin.buffer).get_sheet_by_index(0)
    with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as out:
        csv.writer(out).writerows([shown(value) for value in row] for row in sheet.iter_rows())


if __name__ == "__main__":
    main()
