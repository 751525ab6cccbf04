"""An uploaded sheet made ready: unpacked, its header understood, its lines counted; then its rows, batch by batch.

Blocking work, for a thread: nothing here touches the database.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import BinaryIO

from venuecode.health.intake.columns import ImportKind, fault_of_headers, match_headers
from venuecode.health.intake.rows import Row, read_row
from venuecode.infra.sheets.model import FileFormat, FileRefused
from venuecode.infra.sheets.reading import csv_lines, unpack
from venuecode.infra.sheets.words import unguarded
from venuecode.kernel.text import Text

MOST_UNPACKED = 1_500_000_000
"""Bytes of an XLSX's entries; a million tests take about 500 MB."""
_EMPTY = Text("文件没有内容", "it is empty")


class Sheet:
    """A sheet of facts of one kind."""

    def __init__(self, kind: ImportKind, file: BinaryIO, most_rows: int) -> None:
        """Understand the header and count the lines; raises `FileRefused`, also for CSV that breaks further down."""
        self._kind = kind
        self._file = file
        self._keys: list[str | None] | None = None
        self.rows_total = 0
        for _, line in self._lines():
            if self._keys is None:
                fault = fault_of_headers(kind, line)
                if fault:
                    raise FileRefused(fault)
                self._keys = match_headers(kind, line)
            else:
                self.rows_total += 1
                if self.rows_total > most_rows:
                    words = Text("超过 {n} 行，请分批导入", "it has more than {n} rows; please split it")
                    raise FileRefused(words.filled(n=most_rows))
        if self._keys is None:
            raise FileRefused(_EMPTY)

    def batches(self, after: int, size: int, today: date, case_reference: str = "") -> Iterator[list[Row]]:
        """Give the rows behind line `after`, `size` at a time, read into facts."""
        lines = self._lines()
        next(lines)
        behind = ((number, line) for number, line in lines if number > after)
        while batch := list(islice(behind, size)):
            yield [read_row(self._kind, number, self._cells(line), today, case_reference) for number, line in batch]

    def _cells(self, line: list[str]) -> dict[str, str]:
        assert self._keys is not None
        return {key: unguarded(cell) for key, cell in zip(self._keys, line, strict=False) if key is not None and cell}

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        return ((number, line) for number, line in enumerate(csv_lines(self._file), start=1) if any(line))


@contextmanager
def prepared(kind: ImportKind, file_format: FileFormat, raw: BinaryIO, most_rows: int) -> Iterator[Sheet]:
    """Give the sheet that lies in a file; raises `FileRefused`. What is unpacked lies in a file without a name."""
    if file_format is FileFormat.CSV:
        yield Sheet(kind, raw, most_rows)
        return
    with tempfile.TemporaryFile() as unpacked:
        unpack(raw, unpacked)
        yield Sheet(kind, unpacked, most_rows)
