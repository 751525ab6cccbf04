"""The hash of each event over the one before it: pure; ADR 0009 says what it proves and what it does not."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator

import msgspec

from venuecode.audit.model import Event, Link

GENESIS = bytes(32)
"""What stands before the first link."""


def canonical(event: Event) -> bytes:
    """Return the bytes that stand for an event: JSON with sorted keys, times in UTC to the microsecond."""
    return msgspec.json.encode(
        [
            event.id,
            event.at.isoformat(),
            event.actor.kind,
            event.actor.id,
            event.action,
            event.subject and [event.subject.kind, event.subject.id],
            event.division_code,
            event.reason,
            event.look,
            event.shown_from.isoformat(),
            event.details,
        ],
        order="deterministic",
    )


def link_hash(secret: bytes, before: bytes, sequence: int, event: Event) -> bytes:
    """Return the keyed hash (HMAC-SHA256) that binds `event` to its number and to the hash before it."""
    return hmac.digest(secret, before + sequence.to_bytes(8, "big") + canonical(event), hashlib.sha256)


def extend(secret: bytes, head: Link | None, events: Iterable[Event]) -> Iterator[Link]:
    """Give each event its link behind `head`, in the order given."""
    before, sequence = (head.hash, head.sequence) if head else (GENESIS, 0)
    for event in events:
        sequence += 1
        before = link_hash(secret, before, sequence, event)
        yield Link(sequence, event.id, before)
