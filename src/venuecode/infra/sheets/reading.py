"""Reads a sheet of any length from a file, line by line, in little memory; blocking, so for a thread.

CSV comes in UTF-8, UTF-16 or GB18030. XLSX is first unpacked into CSV by a process of its own (unpack.py).
"""

import codecs
import csv
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from venuecode.infra.process import die_with_parent
from venuecode.infra.sheets.model import FileFormat, FileRefused
from venuecode.kernel.text import Text

MOST_ENTRIES = 1_000
LONGEST_CELL = 500
"""Characters of a cell that are kept; no column of ours holds as many."""
WIDEST = 60
UNPACK_SECONDS = 300
AT_ONCE = 1 << 20

_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE_AS_XLSX = Text("是旧版 Excel 文件，请另存为 XLSX", "it is an old Excel file; please save it as XLSX")
_EMPTY = Text("文件没有内容", "it is empty")
_NOT_XLSX = Text("不是有效的 XLSX 文件", "it is not a sound XLSX file")
_TOO_BIG = Text("解压后过大", "it is too large when unpacked")
_ENCODING = Text("文字编码无法识别，请另存为 UTF-8 或 GB18030", "its text is neither UTF-8 nor GB18030")
_BROKEN = Text("CSV 格式有误，或单元格过长", "its CSV is broken, or a cell is far too long")


def format_of(file: BinaryIO, most_unpacked: int) -> FileFormat:
    """Tell by its first bytes what a file is; refuse a bomb at once. Raises `FileRefused`."""
    file.seek(0)
    head = file.read(4096)
    if not head.strip():
        raise FileRefused(_EMPTY)
    if head.startswith(_OLD_EXCEL):
        raise FileRefused(_SAVE_AS_XLSX)
    if not head.startswith(b"PK"):
        return FileFormat.CSV
    try:
        entries = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as fault:
        raise FileRefused(_NOT_XLSX) from fault
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > most_unpacked:
        raise FileRefused(_TOO_BIG)
    return FileFormat.XLSX


def unpack(file: BinaryIO, into: BinaryIO) -> None:
    """Write the first sheet of an XLSX `file`, which has a descriptor, as CSV; raises `FileRefused`."""
    file.seek(0)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "venuecode.infra.sheets.unpack"],
            stdin=file,
            stdout=into,
            stderr=subprocess.DEVNULL,  # a broken workbook's words may hold its cells
            timeout=UNPACK_SECONDS,
            check=False,
            preexec_fn=die_with_parent,
        )
    except subprocess.TimeoutExpired as fault:
        raise FileRefused(_TOO_BIG) from fault
    if done.returncode != 0:
        raise FileRefused(_NOT_XLSX)


def csv_lines(file: BinaryIO) -> Iterator[list[str]]:
    """Give the lines of a CSV file as cells without blanks around them; raises `FileRefused` where it breaks."""
    encoding = _encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        first = text.readline(AT_ONCE)
        delimiter = max(",;\t", key=first.count)
        text.seek(0)
        for line in csv.reader(text, delimiter=delimiter):
            yield _trimmed(line[:WIDEST])
    except csv.Error as fault:
        raise FileRefused(_BROKEN) from fault
    finally:
        if not file.closed:  # or whoever gave it has done with it before we came to the end
            text.detach()


def _encoding_of(file: BinaryIO) -> str:
    file.seek(0)
    if file.read(2) in _UTF16:
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(file, encoding):
            return encoding
    raise FileRefused(_ENCODING)


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(AT_ONCE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _trimmed(cells: list[str]) -> list[str]:
    line = [cell.replace("\0", "").strip()[:LONGEST_CELL] for cell in cells]
    while line and not line[-1]:
        line.pop()
    return line
