"""A ZIP of posters: folders and files with names that every file system takes."""

import re
import zipfile
from collections.abc import Sequence
from datetime import date
from itertools import chain, count
from typing import BinaryIO

from venuecode.venues.posters.rendering import printable

_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_LONGEST = 80  # characters; three bytes each, and file systems stop at 255 bytes
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


class PosterArchive:
    """Writes a ZIP to `out`, file by file, so that no more than one poster is held at a time."""

    def __init__(self, out: BinaryIO, printed_on: date) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self._date = (printed_on.year, printed_on.month, printed_on.day, 0, 0, 0)
        self._taken = set[str]()

    def add(self, folders: Sequence[str], name: str, content: bytes) -> None:
        """Add a PDF. Folders and name may be anything: they are made fit, and the name unique in its folder."""
        stem = "/".join(map(_fit, (*folders, name)))
        candidates = chain([stem], (f"{stem} ({number})" for number in count(2)))
        free = next(candidate for candidate in candidates if candidate.lower() not in self._taken)
        self._taken.add(free.lower())
        entry = zipfile.ZipInfo(f"{free}.pdf", self._date)
        entry.compress_type = zipfile.ZIP_DEFLATED
        self._zip.writestr(entry, content)

    def close(self) -> None:
        """Write the table of contents; without it the ZIP is not readable."""
        self._zip.close()


def _fit(name: str) -> str:
    fit = _FORBIDDEN.sub("_", printable(name)).strip(" .")[:_LONGEST].rstrip(" .") or "poster"
    return f"_{fit}" if _RESERVED.fullmatch(fit) else fit
