"""How cells are spelled: one spelling for comparing, and a guard before what a spreadsheet would run."""

import unicodedata

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the start of a formula when it opens a CSV file (also in full width)."""


def spelled(text: str) -> str:
    """One spelling for comparing a header or a choice with what we know."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold().strip("*:")


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula when it opens a CSV file."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def unguarded(cell: str) -> str:
    """Take away the apostrophe that our own files put before what a spreadsheet would run as a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_SIGNS) else cell
