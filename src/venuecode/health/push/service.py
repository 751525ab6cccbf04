"""Takes a batch of facts from a system: once for each idempotency key, all of it in one transaction."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from venuecode.health.declarations.service import Declarations
from venuecode.health.model import Entry, FactFor, Fault, Source
from venuecode.health.push import store
from venuecode.health.push.model import KeyReused, TooManyRecords
from venuecode.health.push.records import Unreadable, read_record, reference_of
from venuecode.health.service import Health
from venuecode.health.settings import HealthSettings
from venuecode.identity.people.service import People
from venuecode.identity.systems.model import SystemKind, SystemSession
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.kernel.clock import Clock


class Pushes:
    """The use case."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        people: People,
        health: Health,
        declarations: Declarations,
        settings: HealthSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._people = people
        self._health = health
        self._declarations = declarations
        self._settings = settings

    async def take(self, caller: SystemSession, idempotency_key: str, records: Sequence[Any]) -> store.Answer:
        """Store what can be taken; return for each record `accepted`, or `refused` with code, field and words.

        Whether anybody is registered with a document is not told: what waits is accepted too. The same key with the
        same records gets the same answer. Raises `KeyReused`, `TooManyRecords`.
        """
        if len(records) > self._settings.push_records:
            raise TooManyRecords(most=self._settings.push_records)
        digest = hashlib.sha256(msgspec.json.encode(records)).digest()
        async with self._db.transaction() as connection:
            now = self._clock.now()
            if not await store.claim_push(connection, caller.system_id, idempotency_key, digest, len(records), now):
                earlier, answer = await store.push_of(connection, caller.system_id, idempotency_key)
                if earlier != digest:
                    raise KeyReused
                return answer
            answer = await self._enter(connection, caller, records)
            await store.answer_push(connection, caller.system_id, idempotency_key, answer)
        return answer

    async def forget(self) -> None:
        """Forget the answers that nobody asks for any more."""
        async with self._db.transaction() as connection:
            await store.forget_pushes(connection, self._clock.now() - timedelta(days=self._settings.push_days))

    async def _enter(self, connection: Any, caller: SystemSession, records: Sequence[Any]) -> store.Answer:
        today = self._people.today()
        faults: dict[int, Fault] = {}
        good: list[tuple[int, FactFor]] = []
        for n, raw in enumerate(records):
            try:
                good.append((n, FactFor(*read_record(raw, caller.grants, today, self._declarations.fact))))
            except Unreadable as unreadable:
                faults[n] = unreadable.fault
        entered = await self._health.enter_facts(connection, source_of_system(caller), [fact for _, fact in good])
        for (n, _), outcome in zip(good, entered, strict=True):
            if outcome.entry is Entry.REFUSED:
                assert outcome.fault is not None
                faults[n] = outcome.fault
        return [_result(n, reference_of(raw), faults.get(n)) for n, raw in enumerate(records)]


def source_of_system(caller: SystemSession) -> Source:
    """Return a system as the source of facts: a region speaks for its own division, all others for themselves."""
    if caller.kind is SystemKind.REGION and caller.origin_code is not None:
        name = f"region:{caller.origin_code}"
    else:
        name = f"lab:{caller.name}"
    return Source(name, caller.actor, caller.division_code)


def _result(n: int, reference: str | None, fault: Fault | None) -> dict[str, Any]:
    result: dict[str, Any] = {"index": n, "id": reference, "outcome": "refused" if fault else "accepted"}
    if fault:
        result |= {"code": fault.code, "field": fault.field, "zh": fault.text.zh, "en": fault.text.en}
    return result


def register(book: JobBook, pushes: Pushes) -> None:
    """Put the feature's work into the book."""
    book.every("push.forget", "37 3 * * *", pushes.forget)
