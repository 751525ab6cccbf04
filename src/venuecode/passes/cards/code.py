"""The code on a paper card: made, written and read like a venue code, and never taken for one. Pure."""

import hashlib
from collections.abc import Collection
from enum import StrEnum
from typing import NewType

from venuecode.venues import code as printed
from venuecode.venues.code import CodeFault, CodeKind, ParsedCode

CardCode = NewType("CardCode", str)
"""The stored form: 17 symbols, upper case, no separators."""

CARD = CodeKind("c", 21)
MARK = 8


class NotACard(StrEnum):
    """Why a text names no card of this deployment."""

    MISTYPED = "mistyped"
    FOREIGN = "foreign"
    VENUE_CODE = "venue_code"
    SOMETHING_ELSE = "something_else"


def new_card_code(random_bytes: bytes) -> CardCode:
    """Turn 10 bytes from a cryptographic source into a code."""
    return CardCode(printed.new_code(random_bytes, CARD))


def grouped(code: CardCode) -> str:
    """Return the code as it is printed and typed: `ABCD-EFGH-JKMN-PQRST`."""
    return printed.grouped(printed.VenueCode(code))


def url_of(code: CardCode, public_url: str) -> str:
    """Return the text of the card's QR code."""
    return printed.url_of(printed.VenueCode(code), public_url, CARD)


def digest(code: CardCode) -> bytes:
    """Return the 32 bytes by which a card is found; 80 random bits cannot be guessed back from them."""
    return hashlib.sha256(code.encode()).digest()


def mark(code: CardCode) -> bytes:
    """Return what stands for the card in the list of revoked ones."""
    return digest(code)[:MARK]


def parse(text: str, hosts: Collection[str]) -> CardCode | NotACard:
    """Read a card's code from its QR code or typed text."""
    read = printed.parse(text, hosts, CARD)
    if isinstance(read, ParsedCode):
        return CardCode(read.code)
    if isinstance(printed.parse(text, hosts), ParsedCode):
        return NotACard.VENUE_CODE
    if read is CodeFault.UNKNOWN_HOST:
        return NotACard.FOREIGN
    return NotACard.MISTYPED if read is CodeFault.MISTYPED else NotACard.SOMETHING_ELSE
