"""How cells are spelled: one spelling for comparing, and a guard before what a spreadsheet would run."""

import unicodedata
from functools import lru_cache

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the start of a formula when it opens a CSV file (also in full width)."""


@lru_cache(1_000)
def spelled(text: str) -> str:
    """One spelling for comparing a header or a choice with what we know; a sheet repeats the same few words."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold().strip("*:")


_UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
"""Kinds of characters that some programs skip at the start of a cell: blanks, line ends, marks of direction."""


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula when it opens a CSV file."""
    return f"'{cell}" if _would_run(cell) else cell


def unguarded(cell: str) -> str:
    """Take away the apostrophe that our own files put before what a spreadsheet would run as a formula."""
    return cell[1:] if cell.startswith("'") and _would_run(cell[1:]) else cell


def _would_run(cell: str) -> bool:
    if cell.startswith(FORMULA_SIGNS):
        return True
    seen = next((n for n, c in enumerate(cell) if unicodedata.category(c) not in _UNSEEN), len(cell))
    return cell[seen:].startswith(FORMULA_SIGNS)
