"""Whether the ledger still is what the record says of it: every batch's digest computed anew."""

import hmac
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from venuecode.health.ledger import store
from venuecode.health.ledger.digest import digest_of
from venuecode.infra.db import Database

AT_ONCE = 20_000
"""Batches compared at once."""


class LedgerFault(StrEnum):
    """What the comparison can find."""

    CHANGED = "ledger_changed"
    MISSING = "ledger_missing"
    UNRECORDED = "ledger_unrecorded"


@dataclass(frozen=True, slots=True)
class LedgerFinding:
    """A fault and the batch it lies in."""

    fault: LedgerFault
    batch: int


@dataclass(slots=True)
class LedgerVerification:
    """How many changes were compared, and every fault."""

    changes: int = 0
    findings: list[LedgerFinding] = field(default_factory=list)


async def verify_ledger(db: Database) -> LedgerVerification:
    """Compare every batch of the ledger with its digest in the record."""
    found = LedgerVerification()
    async with db.connection() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        last = max(await store.last_batch(connection), await store.last_recorded(connection))
        for after in range(0, last, AT_ONCE):
            await _compare(connection, after, min(after + AT_ONCE, last), found)
    return found


async def _compare(connection: Any, after: int, last: int, found: LedgerVerification) -> None:
    batches = await store.batches(connection, after, last)
    recorded = await store.digests(connection, after, last)
    for batch in sorted(batches.keys() | recorded.keys()):
        changes = batches.get(batch, [])
        found.changes += len(changes)
        if batch not in recorded:
            found.findings.append(LedgerFinding(LedgerFault.UNRECORDED, batch))
        elif len(changes) != recorded[batch][0]:
            found.findings.append(LedgerFinding(LedgerFault.MISSING, batch))
        elif not hmac.compare_digest(digest_of(changes), recorded[batch][1]):
            found.findings.append(LedgerFinding(LedgerFault.CHANGED, batch))
