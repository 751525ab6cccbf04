"""`venuecode audit`: whether the record of events is whole, and its head to be kept elsewhere."""

import asyncio

from venuecode.audit.model import Verification
from venuecode.audit.service import AuditLog
from venuecode.cli.deployment import database_url, load_settings, require_server, services
from venuecode.cli.refusal import Refusal
from venuecode.health.ledger.verifying import LedgerVerification, verify_ledger
from venuecode.infra.db import Database
from venuecode.settings import CoreSettings, Settings


def verify(*, head: str | None = None) -> int:
    """Walk the whole chain, and compare the ledger with it. Exit code 1 if anything was changed or is missing.

    Parameters
    ----------
    head
        `SEQUENCE:HASH` as an earlier run printed it and somebody else kept: proves that nothing was cut off since.

    """
    remembered = _read_head(head) if head else None
    settings = load_settings()
    with database_url(settings.get(CoreSettings)) as url:
        require_server(url)
        found, ledger = asyncio.run(_verify(settings, url, remembered))
    for finding in found.findings:
        print(f"{finding.fault.value} at {finding.at}")
    for wrong in ledger.findings:
        print(f"{wrong.fault.value} at batch {wrong.batch}")
    intact = found.intact and not ledger.findings
    state = "intact" if intact else "NOT INTACT"
    print(f"{found.checked} events, {ledger.changes} changes of colour, {state}.")
    if found.head is not None:
        print(f"Head: {found.head.sequence}:{found.head.hash.hex()}")
    return 0 if intact else 1


def _read_head(typed: str) -> tuple[int, bytes]:
    sequence, _, digest = typed.partition(":")
    try:
        return int(sequence), bytes.fromhex(digest)
    except ValueError:
        raise Refusal("--head must be SEQUENCE:HASH as `venuecode audit verify` prints it.") from None


async def _verify(
    settings: Settings, url: str, remembered: tuple[int, bytes] | None
) -> tuple[Verification, LedgerVerification]:
    async with services(settings, url) as built:
        audit: AuditLog = built[AuditLog]
        while await audit.link_pending():
            pass
        return await audit.verify(remembered), await verify_ledger(built[Database])
