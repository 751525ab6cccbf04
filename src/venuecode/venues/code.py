"""The venue code on a poster: making one, writing it, reading it back from whatever a scanner hands over.

Other printed codes of the deployment are made alike, in a `CodeKind` of their own. Pure. Whether a well-formed code
belongs to a door, and that door's state, is for the store to say.

A code is 16 random symbols (80 bits) and one check symbol, all from the 32 digits and letters that are left
when I, L, O and U are taken away. The check symbol makes the 17 symbols, read as a polynomial over GF(32),
vanish at a primitive element. As the powers of that element are non-zero and all different, any single wrong
symbol and any two exchanged symbols, neighbours or not, are found out. A kind that is not the venue code makes them
come to another element than zero, so that a code of one kind, typed, is never taken for one of another.

The TypeScript twin lives in `clients/core`; both must pass `tests/vectors/venue_codes.json`.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from urllib.parse import unquote

VenueCode = NewType("VenueCode", str)
"""The stored form: 17 symbols, upper case, no separators."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 17
RANDOM_BYTES = 10
PROOF_LENGTH = 10

_GROUPS = (slice(0, 4), slice(4, 8), slice(8, 12), slice(12, 17))
_PRIMITIVE_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1: its root has order 31, so 17 positions get 17 weights
_LOOK_ALIKES = {"O": "0", "I": "1", "L": "1", "U": "V"}
_SYMBOL_OF = {
    spelling: symbol
    for letter, symbol in ({s: s for s in ALPHABET} | _LOOK_ALIKES).items()
    for spelling in (letter, letter.lower())
}
# What people and keyboards put between groups, after full-width forms are folded: blanks, hyphens and dashes,
# dots and commas of both scripts, and the invisible characters that come along when text is pasted.
_SEPARATORS = frozenset(
    " \t\r\n\u00a0\u2002\u2003\u2009\u202f\u3000"
    "-_~\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc"
    ".,\u00b7\u2022\u3001\u3002\u30fb\uff61"
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
_LONGEST_TEXT = 2048  # no scanner of ours makes longer text; a QR code can hold 4,296 characters
_LONGEST_TYPED = 24  # up to here somebody tried to type a code; beyond, it is another system's
_URL = re.compile(r"(?:(https?)://)?([^/?#]+)(/[^?#]*)(?:\?([^#]*))?", re.IGNORECASE | re.ASCII)
_CODE_PATH = re.compile(r"/([a-z])/([^/]*)/?")
_ENCODED_URL = re.compile(r"https?%3a", re.IGNORECASE | re.ASCII)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")
_DEFAULT_PORT = {"http": ":80", "https": ":443", "": ":443"}


class CodeFault(StrEnum):
    """Why a text names no code of this deployment. Each has its own answer on the person's screen."""

    EMPTY = "empty"
    MISTYPED = "mistyped"
    UNKNOWN_HOST = "unknown_host"  # a good venue code, but of another deployment
    NOT_A_VENUE_CODE = "not_a_venue_code"


@dataclass(frozen=True, slots=True)
class CodeKind:
    """What a printed code is for: the letter of its path `/v/CODE`, and what its symbols come to (0-31)."""

    path: str
    residue: int


VENUE = CodeKind("v", 0)


@dataclass(frozen=True, slots=True)
class ParsedCode:
    """A well-formed code. It may still be unknown, revoked or suspended. `proof` came along from a display."""

    code: VenueCode
    proof: str | None = None


def new_code(random_bytes: bytes, kind: CodeKind = VENUE) -> VenueCode:
    """Turn 10 bytes from a cryptographic source into a code; `ValueError` for any other number."""
    if len(random_bytes) != RANDOM_BYTES:
        raise ValueError(f"a venue code is made of {RANDOM_BYTES} random bytes, got {len(random_bytes)}")
    number = int.from_bytes(random_bytes)
    symbols = "".join(ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
    return VenueCode(symbols + ALPHABET[_times_root(_syndrome(symbols)) ^ kind.residue])


def grouped(code: VenueCode) -> str:
    """The code as it is printed and typed: `ABCD-EFGH-JKMN-PQRST`."""
    return "-".join(code[group] for group in _GROUPS)


def url_of(code: VenueCode, public_url: str, kind: CodeKind = VENUE) -> str:
    """The text of the QR code (design §5); `public_url` is the deployment's address without a slash behind."""
    return f"{public_url}/{kind.path}/{code}"


def parse(text: str, hosts: Collection[str], kind: CodeKind = VENUE) -> ParsedCode | CodeFault:
    """Read a code from the poster's URL, WeChat's `q`, Alipay's `qrCode` or typed text.

    `hosts` are this deployment's hosts in lower case, with the port where it is not the scheme's own.
    """
    plain = _fold_width(text).strip("".join(_SEPARATORS))
    if not plain:
        return CodeFault.EMPTY
    if len(plain) > _LONGEST_TEXT:
        return CodeFault.NOT_A_VENUE_CODE
    if _ENCODED_URL.match(plain):
        plain = _decoded(plain)
    if "/" in plain:
        return _parse_url(plain, hosts, kind)
    typed, _, query = plain.partition("?")
    return _with_proof(_parse_typed(typed, kind), query)


def _decoded(text: str) -> str:
    """Undo one percent-encoding; empty, and so no code, if it was not a sound one."""
    try:
        return "" if _BROKEN_ESCAPE.search(text) else unquote(text, errors="strict")
    except UnicodeDecodeError:
        return ""


def _parse_url(text: str, hosts: Collection[str], kind: CodeKind) -> ParsedCode | CodeFault:
    url = _URL.match(text)
    path = url and _CODE_PATH.fullmatch(url[3])
    if not url or not path or path[1] != kind.path:
        return CodeFault.NOT_A_VENUE_CODE
    host = url[2].lower().removesuffix(_DEFAULT_PORT[(url[1] or "").lower()])
    code = _read_symbols(path[2], kind)
    if host in hosts:
        return _with_proof(ParsedCode(code) if code else CodeFault.MISTYPED, url[4])
    return CodeFault.UNKNOWN_HOST if code else CodeFault.NOT_A_VENUE_CODE


def _with_proof(parsed: ParsedCode | CodeFault, query: str | None) -> ParsedCode | CodeFault:
    """Add the proof that stands in a query as `p`; anything else there is not ours to read."""
    if not isinstance(parsed, ParsedCode) or not query:
        return parsed
    given = next((value for part in query.split("&") for name, _, value in [part.partition("=")] if name == "p"), "")
    symbols = "".join(_SYMBOL_OF.get(c, "?") for c in given)
    return ParsedCode(parsed.code, symbols) if len(symbols) == PROOF_LENGTH and "?" not in symbols else parsed


def _parse_typed(text: str, kind: CodeKind) -> ParsedCode | CodeFault:
    if code := _read_symbols(text, kind):
        return ParsedCode(code)
    symbols = [c for c in text if c not in _SEPARATORS]
    attempt = 0 < len(symbols) <= _LONGEST_TYPED and all(c in _SYMBOL_OF for c in symbols)
    return CodeFault.MISTYPED if attempt else CodeFault.NOT_A_VENUE_CODE


def _read_symbols(text: str, kind: CodeKind) -> VenueCode | None:
    symbols = "".join(_SYMBOL_OF.get(c, "?") for c in text if c not in _SEPARATORS)
    if len(symbols) != CODE_LENGTH or "?" in symbols or _syndrome(symbols) != kind.residue:
        return None
    return VenueCode(symbols)


def _syndrome(symbols: str) -> int:
    total = 0
    for symbol in symbols:
        total = _times_root(total) ^ ALPHABET.index(symbol)
    return total


def _times_root(element: int) -> int:
    doubled = element << 1
    return doubled ^ _PRIMITIVE_POLYNOMIAL if doubled & 32 else doubled


def _fold_width(text: str) -> str:
    """Full-width letters, digits and punctuation (as Chinese keyboards give them) to their ASCII forms."""
    return "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in text)
