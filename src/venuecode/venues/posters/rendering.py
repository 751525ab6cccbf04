"""Posters as PDF pages and PNG pictures. Reads only the bundled template and fonts; knows no tables.

The template is compiled by typst. Data reach it as one JSON string and are shown as text, so that nothing in a
venue's name can act. A press keeps its compiler: fonts are read once and what pages share is laid out once.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import segno
import typst

from venuecode.venues.code import grouped
from venuecode.venues.posters.model import Layout, PosterData, PosterNotes

_HERE = Path(__file__).parent
_POINTS_PER_MM = 72 / 25.4
_WIDTH_MM = {Layout.A4: 210, Layout.A5: 148, Layout.VEHICLE: 210}
_QUIET_ZONE = 4
_BREAKS_OR_HIDES = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # line ends, direction marks and the like


class PosterPress:
    """Prints the posters of one deployment. May be used from any thread; one document is set at a time."""

    def __init__(self, notes: PosterNotes, *, extra_fonts: Path | None = None) -> None:
        """Take `extra_fonts`, a folder of fonts for characters that the bundled one lacks (rare names)."""
        self._notes = notes
        self._font_folders = [_HERE / "fonts", *([extra_fonts] if extra_fonts else [])]
        self._turn = Lock()

    def pdf(self, posters: Sequence[PosterData], layout: Layout | None = None) -> bytes:
        """One PDF with a page for each poster, in their order; `ValueError` if there are none.

        Without a layout each poster gets the one that fits its door.
        """
        return self._compile(posters, layout, "pdf")

    def png(self, poster: PosterData, layout: Layout | None = None, *, width_px: int = 1080) -> bytes:
        """One poster as a picture to keep on a phone."""
        points = _WIDTH_MM[layout or poster.fitting_layout] * _POINTS_PER_MM
        return self._compile([poster], layout, "png", ppi=width_px / points * 72)

    def _compile(
        self,
        posters: Sequence[PosterData],
        layout: Layout | None,
        form: Literal["pdf", "png"],
        ppi: float | None = None,
    ) -> bytes:
        if not posters:
            raise ValueError("a document needs at least one poster")
        job = {
            "title": f"场所码 {printable(posters[0].short_name)}",
            "hotline": self._notes.hotline,
            "channels": [asdict(channel) for channel in self._notes.channels],
            "posters": [_as_template_data(poster, layout or poster.fitting_layout) for poster in posters],
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


def _as_template_data(poster: PosterData, layout: Layout) -> dict[str, Any]:
    vehicle = poster.vehicle
    return {
        "layout": layout,
        "code": grouped(poster.code),
        "url": poster.url,
        "qr_svg": qr_svg(poster.url),
        "direction": poster.direction,
        "printed_on": poster.printed_on.isoformat(),
        "short_name": printable(poster.short_name),
        "full_name": printable(poster.full_name),
        "door_name": printable(poster.door_name),
        "address": printable(poster.address),
        "plate": printable(vehicle.plate if vehicle else poster.door_name),
        "route": printable(vehicle.route if vehicle else poster.short_name),
        "run": printable(vehicle.run if vehicle else ""),
    }


def printable(name: str) -> str:
    """The name on one line, without characters that cannot be seen but change how the others stand."""
    seen = "".join(" " if unicodedata.category(c) in _BREAKS_OR_HIDES else c for c in name)
    return " ".join(seen.split())
