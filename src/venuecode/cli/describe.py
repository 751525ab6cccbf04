"""Commands that describe the product to its tools: the API's document, the list of settings."""

import json
import tempfile
from pathlib import Path

from venuecode.sections import SECTIONS
from venuecode.settings import load, settings_document


def openapi() -> None:
    """Print the API's OpenAPI document. Needs no database."""
    # imported late: the list of settings does without the product
    from venuecode.app import build_app  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        app = build_app(load(SECTIONS, None, {"VENUECODE_CORE__DATA_DIR": folder}), "postgresql://unused")
        print(json.dumps(app.openapi(), ensure_ascii=False, indent=1, sort_keys=True))


def settings(*, out: Path | None = None) -> None:
    """Print every setting with its default, as Markdown.

    Parameters
    ----------
    out
        Write to this file instead.

    """
    text = settings_document(SECTIONS)
    if out is None:
        print(text, end="")
    else:
        out.write_text(text, "utf-8")
