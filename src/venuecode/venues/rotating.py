"""The rotating code of a display: a venue code's URL with a proof that changes every 30 s (ADR 0017). Pure.

A proof is 50 bits of HMAC-SHA256 over code and step, written in the code's own symbols. A reissued code has other
proofs. The key never leaves the server: a display is given the proofs of the next two hours.
"""

import hashlib
import hmac
from datetime import datetime

from venuecode.venues.code import ALPHABET, PROOF_LENGTH, VenueCode, url_of

STEP = 30
"""Seconds that a proof is shown."""
WINDOW = 1
"""Steps before and after that are taken too: for the time it takes to scan, and for clocks."""
AHEAD = 240
"""Steps that a display is given: so long it can show fresh codes without a network."""


def step_of(moment: datetime) -> int:
    """Return the number of the 30 seconds that a moment lies in."""
    return int(moment.timestamp()) // STEP


def proof_at(secret: bytes, code: VenueCode, step: int) -> str:
    """Return the proof of a code for a step."""
    digest = hmac.digest(secret, b"rotating code 1\0" + code.encode() + step.to_bytes(8), hashlib.sha256)
    number = int.from_bytes(digest[:7]) >> 6
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (PROOF_LENGTH - 1), -1, -5))


def is_fresh(secret: bytes, code: VenueCode, proof: str, at: datetime, now: datetime) -> bool:
    """Whether a proof was on the display at `at`, the moment of the scan, or is about `now`.

    The second is for phones whose clock is wrong; a scan made without a network carries the proof of its time.
    """
    steps = {step_of(moment) + offset for moment in (at, now) for offset in range(-WINDOW, WINDOW + 1)}
    return any(hmac.compare_digest(proof, proof_at(secret, code, step)) for step in steps)


def rotating_url(code: VenueCode, public_url: str, proof: str) -> str:
    """Return the text of the QR code that a display shows."""
    return f"{url_of(code, public_url)}?p={proof}"
