"""Cards as PDF pages and as a picture: masked name, code, date, words. Knows no tables and no document numbers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst

from venuecode.passes.cards.code import CardCode, grouped
from venuecode.venues.posters import rendering as posters
from venuecode.venues.posters.rendering import printable, qr_svg

_HERE = Path(__file__).parent
_FONTS = Path(posters.__file__).parent / "fonts"
_WIDTH_MM = 85.6


class CardLayout(StrEnum):
    """`card`: one to fold, front and back; `sheet`: ten fronts on A4 with cut marks."""

    CARD = "card"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class CardFace:
    """What stands on a card."""

    code: CardCode
    url: str
    masked_name: str
    last_day: date


class CardPress:
    """Prints the cards of one deployment. May be used from any thread; one document is set at a time."""

    def __init__(self, hotline: str, issuer: str, *, extra_fonts: Path | None = None) -> None:
        self._hotline = hotline
        self._issuer = issuer
        self._font_folders = [_FONTS, *([extra_fonts] if extra_fonts else [])]
        self._turn = Lock()

    def pdf(self, faces: Sequence[CardFace], layout: CardLayout) -> bytes:
        """Return one PDF with all cards in their order; `ValueError` if there are none."""
        return self._compile(faces, layout, "pdf")

    def png(self, face: CardFace, *, width_px: int = 1080) -> bytes:
        """Return the front as a picture to keep on a phone."""
        return self._compile([face], "picture", "png", ppi=width_px / _WIDTH_MM * 25.4)

    def _compile(
        self, faces: Sequence[CardFace], layout: str, form: Literal["pdf", "png"], ppi: float | None = None
    ) -> bytes:
        if not faces:
            raise ValueError("a document needs at least one card")
        job = {
            "title": "健康通行纸质码",
            "layout": layout,
            "hotline": self._hotline,
            "issuer": self._issuer,
            "cards": [_as_template_data(face) for face in faces],
        }
        with self._turn:
            made = self._compiler.compile(format=form, ppi=ppi, sys_inputs={"job": json.dumps(job)})
        assert isinstance(made, bytes)
        return made

    @cached_property
    def _compiler(self) -> typst.Compiler:
        return typst.Compiler(
            _HERE / "template" / "card.typ",
            root=_HERE / "template",
            font_paths=self._font_folders,
            ignore_system_fonts=True,
        )


def _as_template_data(face: CardFace) -> dict[str, Any]:
    return {
        "code": grouped(face.code),
        "url": face.url,
        "qr_svg": qr_svg(face.url),
        "name": printable(face.masked_name),
        "valid_until": face.last_day.isoformat(),
    }
