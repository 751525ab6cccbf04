"""What is typed, or comes from a file, as a reading: a document or the text of a code."""

import re
from typing import Any

TYPES = ("resident_id", "hk_macao_permit", "taiwan_permit", "foreign_permanent_resident_id", "passport")
_LINE = re.compile(
    r"(?:(?P<type>[a-z_]+)(?:/(?P<nationality>[A-Za-z]{2}))?\s+)?(?P<number>[0-9A-Za-z]{5,18})\s+(?P<name>\S.*)"
)


def reading_of(line: str) -> dict[str, Any] | None:
    """Return the body's document or code; None for an empty line.

    `[TYPE[/NATIONALITY]] NUMBER NAME` is a document, a resident ID unless TYPE says otherwise; anything else is a code.
    """
    text = line.strip()
    if not text:
        return None
    found = _LINE.fullmatch(text)
    kind = (found and found["type"]) or TYPES[0]
    if found is None or kind not in TYPES or not any(character.isdigit() for character in found["number"]):
        return {"code": text}
    document = {"type": kind, "number": found["number"], "name": found["name"].strip()}
    if found["nationality"]:
        document["nationality"] = found["nationality"].upper()
    return {"document": document}
