"""Recording within the caller's transaction, linking into the chain, verifying and reading the record."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from venuecode.audit import chain, store
from venuecode.audit.model import Actor, Event, Fault, Finding, Link, Subject, Verification
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock

LINK_AT_ONCE = 2_000
WALK_AT_ONCE = 5_000
LINKED_WITHIN = timedelta(minutes=5)
"""An event that has no link by then is a finding."""
NEWEST = 2**62
MOST_FINDINGS = 100


def chain_secret(root: bytes) -> bytes:
    """Derive the chain's key, so that the database alone is not enough to forge it."""
    return hmac.digest(root, b"venuecode audit chain 1", hashlib.sha256)


class AuditLog:
    """The one way into and out of the record."""

    def __init__(self, db: Database, clock: Clock, secret: bytes) -> None:
        self._db = db
        self._clock = clock
        self._secret = secret

    async def record(
        self,
        connection: Any,
        actor: Actor,
        action: str,
        subject: Subject | None = None,
        *,
        division_code: str | None = None,
        reason: str | None = None,
        look: bool = False,
        shown_after: timedelta = timedelta(),
        details: dict[str, Any] | None = None,
    ) -> int:
        """Write an event that exists if, and only if, the caller's transaction commits; return its id.

        `action` is `feature.verb`. `look` marks an officer's look at a person, which that person can read after
        `shown_after`. `division_code` decides whose auditors see it. No personal data in `details`.
        """
        now = self._clock.now()
        return await store.insert_event(
            connection,
            at=now,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            action=action,
            subject_kind=subject.kind if subject else None,
            subject_id=subject.id if subject else None,
            division_code=division_code,
            reason=reason,
            details=details or {},
            look=look,
            shown_from=now + shown_after,
        )

    async def record_looks(
        self,
        connection: Any,
        actor: Actor,
        action: str,
        people: Sequence[int],
        *,
        division_code: str,
        reason: str,
        shown_after: timedelta = timedelta(),
        details: dict[str, Any] | None = None,
    ) -> None:
        """Write a look at each of many people, as `record` does for one."""
        now = self._clock.now()
        await store.insert_looks(
            connection,
            at=now,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            action=action,
            people=list(people),
            division_code=division_code,
            reason=reason,
            details=details or {},
            shown_from=now + shown_after,
        )

    async def link_pending(self) -> int:
        """Link what waits, in one process at a time; return how many events got their place."""
        async with self._db.transaction() as connection:
            if not await store.hold_chain(connection):
                return 0
            head = await store.head(connection)
            events = await store.pending_events(connection, LINK_AT_ONCE)
            links = list(chain.extend(self._secret, head, events))
            if links:
                await store.insert_links(connection, links)
            return len(links)

    async def verify(self, remembered: tuple[int, bytes] | None = None) -> Verification:
        """Walk the whole chain. `remembered` is (sequence, hash) of a head noted earlier, elsewhere."""
        findings: list[Finding] = []
        checked, last = 0, None
        async with self._db.connection() as connection:
            while stretch := await store.linked_events(connection, last.sequence if last else 0, WALK_AT_ONCE):
                for link, event in stretch:
                    fault = self._fault(last, link, event)
                    if fault:
                        findings.append(Finding(fault, link.sequence))
                    else:
                        checked += 1
                    last = link
            if remembered and not await self._has(connection, *remembered):
                findings.append(Finding(Fault.HEAD_MISSING, remembered[0]))
            for event_id in await store.events_not_linked(connection, self._clock.now() - LINKED_WITHIN):
                findings.append(Finding(Fault.NOT_LINKED, event_id))
        return Verification(checked, last, findings[:MOST_FINDINGS])

    def _fault(self, before: Link | None, link: Link, event: Event | None) -> Fault | None:
        if link.sequence != (before.sequence if before else 0) + 1:
            return Fault.GAP
        if event is None:
            return Fault.EVENT_MISSING
        expected = chain.link_hash(self._secret, before.hash if before else chain.GENESIS, link.sequence, event)
        return None if hmac.compare_digest(expected, link.hash) else Fault.CHANGED

    async def _has(self, connection: Any, sequence: int, digest: bytes) -> bool:
        link = await store.link_at(connection, sequence)
        return link is not None and hmac.compare_digest(link.hash, digest)

    async def events(
        self,
        *,
        prefix: str,
        actor: Actor | None = None,
        action: str | None = None,
        subject: Subject | None = None,
        before: int | None = None,
        most: int = 50,
    ) -> list[Event]:
        """Return events of divisions whose code begins with `prefix` (empty: all), newest first, below id `before`."""
        async with self._db.connection() as connection:
            return await store.events_in_scope(
                connection,
                prefix=prefix,
                actor_kind=actor.kind.value if actor else None,
                actor_id=actor.id if actor else None,
                action=action,
                subject_kind=subject.kind if subject else None,
                subject_id=subject.id if subject else None,
                before=before or NEWEST,
                most=most,
            )

    async def looks_at(self, person_id: int, *, before: int | None = None, most: int = 50) -> list[Event]:
        """Return who looked at a person, newest first, as far as that person may read it by now."""
        async with self._db.connection() as connection:
            return await store.looks_at_person(
                connection, person_id=person_id, now=self._clock.now(), before=before or NEWEST, most=most
            )
