"""Which characters the posters' fonts can draw. Knows fonts, no venues."""

import unicodedata
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from venuecode.kernel.text import Text

CHARACTERS_MISSING = "posters.characters_missing"
"""Stable code of the advice: the name may stay, but a reader of the poster will see boxes."""

_ADVICE = Text(
    "海报字库没有这些字：{characters}，打印出来是空框。请换用通行写法，或请运维人员添加字体。",
    "The posters' font lacks these characters: {characters}. They print as empty boxes: use another spelling, or ask"
    " the operator to add a font.",
)
_BUNDLED = Path(__file__).parent / "fonts"
_FONTS = {".ttf", ".otf", ".ttc"}


class Lettering:
    """The bundled font and the deployment's own (`posters.extra_fonts`). Fonts are read when a rare character asks."""

    def __init__(self, extra_fonts: Path | None = None) -> None:
        self._folders = [_BUNDLED, *([extra_fonts] if extra_fonts else [])]
        self._drawn: frozenset[int] | None = None

    def missing(self, words: str) -> str:
        """Return the characters that would print as boxes, each once, in their order."""
        rare = dict.fromkeys(c for c in unicodedata.normalize("NFC", words) if not c.isspace() and not _common(c))
        return "".join(c for c in rare if ord(c) not in self._covered()) if rare else ""

    def advice(self, words: str | None) -> Text | None:
        """Return what to tell whoever typed `words`; None where all can be printed."""
        missing = self.missing(words or "")
        return _ADVICE.filled(characters=" ".join(missing)) if missing else None

    def _covered(self) -> frozenset[int]:
        if self._drawn is None:
            files = [file for folder in self._folders for file in sorted(folder.iterdir())]
            self._drawn = frozenset().union(*(_characters(file) for file in files if file.suffix.lower() in _FONTS))
        return self._drawn


def _common(character: str) -> bool:
    """Tell whether it belongs to GB 2312, which the bundled font draws in full."""
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _characters(file: Path) -> Iterable[int]:
    from fontTools.ttLib import TTCollection, TTFont  # noqa: PLC0415 - 0.2 s that hardly any process ever needs

    content = BytesIO(file.read_bytes())
    fonts = TTCollection(content, lazy=True).fonts if file.suffix.lower() == ".ttc" else [TTFont(content, lazy=True)]
    return {point for font in fonts for point in font.getBestCmap() or ()}
