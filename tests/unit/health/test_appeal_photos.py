"""Pictures lose what cameras write beside them; anything but a whole picture is refused."""

import struct
import zlib

import pytest

from venuecode.health.appeals.model import PhotoUnfit
from venuecode.health.appeals.photos import MOST_BYTES, clean_photo

PLACE = b"Exif\0\0GPS 36.45N 115.98E"


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"picture\xff\x00data\xff\xd9"
JPEG = b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x01") + segment(0xDB, b"\0" * 65) + SCAN
PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def test_a_jpeg_loses_its_place_and_comment_and_nothing_else():
    noted = JPEG[:2] + segment(0xE1, PLACE) + segment(0xFE, b"owner") + JPEG[2:]
    photo = clean_photo(noted)
    assert (photo.media_type, photo.content) == ("image/jpeg", JPEG)


def test_a_png_loses_its_place_and_nothing_else():
    noted = PNG[:33] + chunk(b"eXIf", PLACE) + chunk(b"tEXt", b"Author\0owner") + PNG[33:]
    photo = clean_photo(noted)
    assert (photo.media_type, photo.content) == ("image/png", PNG)


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<svg onload=alert(1)>", JPEG[:-2], JPEG[:40], PNG[:-12], PNG[:50], JPEG + bytes(MOST_BYTES)],
    ids=["empty", "gif", "svg", "no end", "cut", "png without end", "png cut", "too large"],
)
def test_what_is_no_whole_picture_is_refused(content: bytes):
    with pytest.raises(PhotoUnfit):
        clean_photo(content)
