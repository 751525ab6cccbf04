"""Use cases of appeals: make one, read one's own, decide those of the own divisions."""

from datetime import timedelta
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.health.appeals import store
from venuecode.health.appeals.model import (
    MOST_OPEN,
    Appeal,
    AppealClosed,
    AppealOpen,
    AppealState,
    NothingToAppeal,
    Photo,
    TooManyAppeals,
)
from venuecode.health.errors import AlreadyWithdrawn
from venuecode.health.ledger.service import source_of
from venuecode.health.service import Health
from venuecode.identity.messages.model import Notice
from venuecode.identity.messages.service import Messages
from venuecode.identity.model import CitizenSession, OfficerSession
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.regions.rules import Scope

MOST_LISTED = 200


class Appeals:
    """What people say against their colour, and what officers answer."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        people: People,
        health: Health,
        ring: KeyRing,
        messages: Messages,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._health = health
        self._ring = ring
        self._messages = messages

    async def make(self, caller: CitizenSession, fact_id: int, content: str, photo: Photo | None) -> Appeal:
        """Appeal against a fact that gives the caller's colour now; the policy sets the deadline of the answer.

        Raises `NothingToAppeal`, `AppealOpen` and `TooManyAppeals`.
        """
        person_id = caller.person_id
        known = await self._health.own(person_id)
        standing = next((one for one in known.outcome.reasons if one.fact_id == fact_id), None)
        if standing is None:
            raise NothingToAppeal
        due_at = known.now + timedelta(hours=known.policy.appeal_hours)
        async with self._db.transaction() as connection:
            if await store.count_open(connection, person_id) >= MOST_OPEN:
                raise TooManyAppeals
            division = await self._division(connection, person_id, standing.source)
            fact = (fact_id, standing.reason, standing.source)
            appeal_id = await store.insert(
                connection, self._ring, person_id, fact, division, content, photo, known.now, due_at
            )
            if appeal_id is None:
                raise AppealOpen
            await self._audit.record(
                connection,
                caller.actor,
                "health.appeal_made",
                Subject("person", person_id),
                division_code=division,
                details={"appeal": appeal_id, "fact": fact_id},
            )
            return await self._get(connection, appeal_id)

    async def own(self, person_id: PersonId) -> list[Appeal]:
        """Return a person's appeals, newest first."""
        async with self._db.connection() as connection:
            return await store.of_person(connection, self._ring, person_id)

    async def own_photo(self, person_id: PersonId, appeal_id: int) -> Photo:
        """Return the picture of the person's own appeal; raises `NotFound`."""
        async with self._db.connection() as connection:
            if (await self._get(connection, appeal_id)).person_id != person_id:
                raise NotFound
            return await self._photo(connection, appeal_id)

    async def page(self, officer: OfficerSession, *, decided: bool) -> list[Appeal]:
        """Return the appeals that the officer's divisions decide, the most urgent first."""
        async with self._db.connection() as connection:
            return await store.page(connection, self._ring, officer.scope, decided=decided, most=MOST_LISTED)

    async def read(self, officer: OfficerSession, appeal_id: int) -> tuple[Appeal, str]:
        """Return an appeal and the masked name of whose it is; the look goes on record."""
        async with self._db.transaction() as connection:
            appeal = await self._in_scope(connection, officer, appeal_id)
            await self._audit.record(
                connection,
                officer.actor,
                "health.appeal_read",
                Subject("person", appeal.person_id),
                division_code=appeal.division_code,
                reason=f"appeal {appeal_id}",
                look=True,
            )
            return appeal, (await self._people.of_ids(connection, [appeal.person_id]))[appeal.person_id].masked_name

    async def photo(self, officer: OfficerSession, appeal_id: int) -> Photo:
        """Return the picture of an appeal of the officer's divisions; raises `NotFound`."""
        async with self._db.connection() as connection:
            await self._in_scope(connection, officer, appeal_id)
            return await self._photo(connection, appeal_id)

    async def decide(self, officer: OfficerSession, appeal_id: int, *, uphold: bool, answer: str) -> Appeal:
        """Uphold, which takes the fact back and so changes the colour at once, or refuse; the person reads the answer.

        Raises `NotFound`, `AppealClosed`, and `SameOfficer` for whoever entered or approved the fact.
        """
        now = self._clock.now()
        async with self._db.transaction() as connection:
            appeal = await self._in_scope(connection, officer, appeal_id, hold=True)
            if appeal.state is not AppealState.OPEN:
                raise AppealClosed
            await self._health.check_not_own(connection, officer, appeal.person_id, appeal.fact_id)
            if uphold:
                await self._withdraw(connection, officer, appeal, answer)
            state = AppealState.UPHELD if uphold else AppealState.REFUSED
            await store.decide(connection, self._ring, appeal, state, answer, officer.officer_id, now)
            await self._audit.record(
                connection,
                officer.actor,
                f"health.appeal_{state.value}",
                Subject("person", appeal.person_id),
                division_code=appeal.division_code,
                details={"appeal": appeal_id, "fact": appeal.fact_id},
            )
            await self._messages.tell(connection, appeal.person_id, Notice.APPEAL_ANSWERED, {"result": "已答复"})
            return await self._get(connection, appeal_id)

    async def _withdraw(self, connection: Any, officer: OfficerSession, appeal: Appeal, why: str) -> None:
        try:
            await self._health.withdraw_fact(
                connection, source_of(officer), appeal.person_id, appeal.fact_id, why, f"appeal {appeal.id}"
            )
        except AlreadyWithdrawn:
            return

    async def _division(self, connection: Any, person_id: PersonId, source: str) -> DivisionCode:
        """Return whose officers decide: those who said it, if the person is theirs; else those of the person's home."""
        home = (await self._people.of_ids(connection, [person_id]))[person_id].division_code
        kind, _, said = source.partition(":")
        if kind == "officer" and Scope(DivisionCode(said)).covers(DivisionCode(home)):
            return DivisionCode(said)
        return DivisionCode(home)

    async def _in_scope(
        self, connection: Any, officer: OfficerSession, appeal_id: int, *, hold: bool = False
    ) -> Appeal:
        appeal = await self._get(connection, appeal_id, hold=hold)
        if not officer.scope.covers(appeal.division_code):
            raise NotFound
        return appeal

    async def _get(self, connection: Any, appeal_id: int, *, hold: bool = False) -> Appeal:
        appeal = await store.get(connection, self._ring, appeal_id, hold=hold)
        if appeal is None:
            raise NotFound
        return appeal

    async def _photo(self, connection: Any, appeal_id: int) -> Photo:
        photo = await store.photo_of(connection, self._ring, appeal_id)
        if photo is None:
            raise NotFound
        return photo
