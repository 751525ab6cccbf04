"""`venuecode bench posters`: how fast posters are made, a PDF each, into a ZIP; needs no database."""

import json as json_format
import os
import random
import tempfile
import time
from contextlib import closing
from datetime import UTC, date, datetime

from rich.progress import track

from venuecode.kernel.verdict import DoorDirection
from venuecode.venues.code import RANDOM_BYTES, new_code, url_of
from venuecode.venues.posters.archive import PosterArchive
from venuecode.venues.posters.model import FIVE_CHANNELS, Layout, PosterData, PosterNotes
from venuecode.venues.posters.rendering import PosterPress

_CHARACTERS = "".join(map(chr, range(0x4E00, 0x9FA0)))


def posters(*, count: int = 1000, layout: Layout = Layout.A4, json: bool = False) -> None:
    """Make posters of `count` invented venues, each with its own name, as the batch job does."""
    today = datetime.now(UTC).date()
    press = PosterPress(PosterNotes(FIVE_CHANNELS, "12345"))
    wall, cpu = time.perf_counter(), time.process_time()
    with tempfile.TemporaryFile() as file, closing(PosterArchive(file, today)) as archive:
        for number in track(range(count), "posters", disable=json):
            poster = _invented(number, today)
            archive.add(["bench"], poster.short_name, press.pdf([poster], layout))
        size = file.tell()
    seconds = time.perf_counter() - wall
    figures = {
        "posters": count,
        "layout": str(layout),
        "posters_per_s": round(count / seconds, 1),
        "cpu_ms_per_poster": round((time.process_time() - cpu) / count * 1000, 1),
        "zip_mb": round(size / 1e6, 1),
    }
    print(json_format.dumps(figures) if json else "\n".join(f"{name:18} {value}" for name, value in figures.items()))


def _invented(number: int, today: date) -> PosterData:
    code = new_code(os.urandom(RANDOM_BYTES))
    name = "".join(random.choices(_CHARACTERS, k=6))  # noqa: S311 - a name, not a secret
    return PosterData(
        code=code,
        url=url_of(code, "https://code.example.gov.cn"),
        short_name=name,
        full_name=f"济南市历下区{name}有限公司",
        door_name=f"{number} 号门",
        address=f"山东省济南市历下区泉城路 {number} 号",
        direction=DoorDirection.BOTH,
        printed_on=today,
    )
