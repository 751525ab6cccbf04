"""Pictures as they come from phones, without what cameras write beside the picture: place, time, owner. Pure."""

import struct
from collections.abc import Iterator

from venuecode.health.appeals.model import Photo, PhotoUnfit

MOST_BYTES = 1_400_000
"""The phone makes a picture smaller before it sends it; in base64 it stays within a request's limit."""
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"IDAT", b"IEND"})
_SCAN, _END = 0xDA, 0xD9
_NOTES = frozenset({*range(0xE1, 0xF0), 0xFE})
"""APP1 to APP15 and comments: Exif, XMP, makers' notes. APP0 (JFIF) stays."""


def clean_photo(content: bytes) -> Photo:
    """Return the picture without its notes; raises `PhotoUnfit` for anything but a whole JPEG or PNG."""
    if not 0 < len(content) <= MOST_BYTES:
        raise PhotoUnfit
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return Photo("image/jpeg", b"\xff\xd8" + b"".join(_jpeg_parts(content)))
        if content.startswith(_PNG):
            return Photo("image/png", _PNG + b"".join(_png_chunks(content)))
    except (struct.error, IndexError) as fault:
        raise PhotoUnfit from fault
    raise PhotoUnfit


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    at = 2
    while True:
        start, marker = content[at], content[at + 1]
        if start != 0xFF:
            raise PhotoUnfit
        if marker == _SCAN:
            end = content.rfind(bytes((0xFF, _END)))
            if end < at:
                raise PhotoUnfit
            yield content[at : end + 2]
            return
        (length,) = struct.unpack_from(">H", content, at + 2)
        if marker not in _NOTES:
            yield content[at : at + 2 + length]
        at += 2 + length


def _png_chunks(content: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", content, at)
        whole = content[at : at + 12 + length]
        if len(whole) < 12 + length:
            raise PhotoUnfit
        if kind in _PNG_KEPT:
            yield whole
        if kind == b"IEND":
            return
        at += 12 + length
