"""What stands in the record of a batch of the ledger: a SHA-256 over its rows; none can be changed, added or lost."""

import hashlib
from collections.abc import Iterable

import msgspec

from venuecode.health.ledger.model import Change

_encoder = msgspec.json.Encoder()


def digest_of(changes: Iterable[Change]) -> str:
    """Return the digest, in hex, of a batch: each row as a JSON array and a newline, in the order of the rows' ids."""
    digest = hashlib.sha256()
    for change in sorted(changes):
        digest.update(_encoder.encode(change))
        digest.update(b"\n")
    return digest.hexdigest()
