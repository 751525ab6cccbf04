"""Posters as PDF pages, PNG pictures and a ZIP. Reads only the bundled template and fonts; knows no tables.

The template is compiled by typst. Data reach it as one JSON string and are shown as text, so that nothing in a
venue's name can act. A press keeps its compiler: fonts are read once and what pages share is laid out once.
"""

import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cached_property
from itertools import chain, count
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Literal

import segno
import typst

from venuecode.venues.code import grouped
from venuecode.venues.posters.model import Layout, PosterData, PosterNotes

_HERE = Path(__file__).parent
_POINTS_PER_MM = 72 / 25.4
_WIDTH_MM = {Layout.A4: 210, Layout.A5: 148, Layout.VEHICLE: 210}
_QUIET_ZONE = 4
_BREAKS_OR_HIDES = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # line ends, direction marks and the like
_FORBIDDEN_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')
_LONGEST_STEM = 80  # characters; three bytes each, and file systems stop at 255 bytes


class PosterPress:
    """Prints the posters of one deployment. May be used from any thread; one document is set at a time."""

    def __init__(self, notes: PosterNotes, *, extra_fonts: Path | None = None) -> None:
        """`extra_fonts` is a folder of fonts for characters that the bundled one lacks (rare names)."""
        self._notes = notes
        self._font_folders = [_HERE / "fonts", *([extra_fonts] if extra_fonts else [])]
        self._turn = Lock()

    def pdf(self, posters: Sequence[PosterData], layout: Layout) -> bytes:
        """One PDF with a page for each poster, in their order; `ValueError` if there are none."""
        return self._compile(posters, layout, "pdf")

    def png(self, poster: PosterData, layout: Layout, *, width_px: int = 1080) -> bytes:
        """One poster as a picture to keep on a phone."""
        points = _WIDTH_MM[layout] * _POINTS_PER_MM
        return self._compile([poster], layout, "png", ppi=width_px / points * 72)

    def write_zip(
        self, files: Iterable[tuple[str, Sequence[PosterData]]], layout: Layout, out: BinaryIO
    ) -> Iterator[int]:
        """Write a ZIP with a PDF for each (name, posters) to `out`; yields how many posters are done so far.

        Names may be anything: they are made fit for every file system, and unique.
        """
        done, taken = 0, set[str]()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, posters in files:
                entry = zipfile.ZipInfo(_free_file_name(name, taken), (*posters[0].printed_on.timetuple()[:3], 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, self.pdf(posters, layout))
                done += len(posters)
                yield done

    def _compile(
        self, posters: Sequence[PosterData], layout: Layout, form: Literal["pdf", "png"], ppi: float | None = None
    ) -> bytes:
        if not posters:
            raise ValueError("a document needs at least one poster")
        job = {
            "layout": layout,
            "title": f"场所码 {_printable(posters[0].short_name)}",
            "hotline": self._notes.hotline,
            "channels": [asdict(channel) for channel in self._notes.channels],
            "posters": [_as_template_data(poster) for poster in posters],
        }
        with self._turn:
            made = self._compiler.compile(format=form, ppi=ppi, sys_inputs={"job": json.dumps(job)})
        assert isinstance(made, bytes)  # several only for PNG with several pages
        return made

    @cached_property
    def _compiler(self) -> typst.Compiler:
        return typst.Compiler(
            _HERE / "template" / "poster.typ",
            root=_HERE / "template",
            font_paths=self._font_folders,
            ignore_system_fonts=True,
        )


def qr_svg(url: str) -> str:
    """The QR code as one filled path at level Q or better, its quiet zone of four modules included.

    One path, not a stroke a row: renderers then show no hairlines between the rows.
    """
    matrix = segno.make_qr(url, error="q").matrix
    path = "".join(
        f"M{run.start() + _QUIET_ZONE} {y}h{len(run[0])}v1h-{len(run[0])}z"
        for y, row in enumerate(matrix, _QUIET_ZONE)
        for run in re.finditer("1+", "".join(map(str, row)))
    )
    side = len(matrix) + 2 * _QUIET_ZONE
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path}"/></svg>'


def _as_template_data(poster: PosterData) -> dict[str, Any]:
    vehicle = poster.vehicle
    return {
        "code": grouped(poster.code),
        "url": poster.url,
        "qr_svg": qr_svg(poster.url),
        "direction": poster.direction,
        "printed_on": poster.printed_on.isoformat(),
        "short_name": _printable(poster.short_name),
        "full_name": _printable(poster.full_name),
        "door_name": _printable(poster.door_name),
        "address": _printable(poster.address),
        "plate": _printable(vehicle.plate if vehicle else poster.door_name),
        "route": _printable(vehicle.route if vehicle else poster.short_name),
        "run": _printable(vehicle.run if vehicle else ""),
    }


def _printable(name: str) -> str:
    """The name on one line, without characters that cannot be seen but change how the others stand."""
    seen = "".join(" " if unicodedata.category(c) in _BREAKS_OR_HIDES else c for c in name)
    return " ".join(seen.split())


def _free_file_name(name: str, taken: set[str]) -> str:
    """A name for a PDF that no file system refuses and that is not taken yet; adds it to `taken`."""
    stem = _FORBIDDEN_IN_FILE_NAMES.sub("_", _printable(name)).strip(" .")[:_LONGEST_STEM] or "poster"
    candidates = chain([stem], (f"{stem} ({number})" for number in count(2)))
    free = next(candidate for candidate in candidates if candidate.lower() not in taken)
    taken.add(free.lower())
    return f"{free}.pdf"
