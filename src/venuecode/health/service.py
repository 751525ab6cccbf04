"""Use cases of health: look a person up, enter tests and statuses, read one's own. Every look is on record."""

from datetime import datetime, timedelta
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.health import store
from venuecode.health.model import KnownPerson, NewStatus, NewTest, PersonNotFound, Status, TestResult
from venuecode.health.reasons import STATUS_REASONS, Reason
from venuecode.health.rules import colour_at
from venuecode.identity.looks.service import Looks
from venuecode.identity.model import OfficerSession
from venuecode.identity.people.documents import Document
from venuecode.identity.people.model import Person
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import InvalidInput, NotFound
from venuecode.kernel.ids import PersonId
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour

POSITIVE_FOR = timedelta(days=7)
"""How long a positive test keeps a person red, unless an officer says otherwise; the policy will decide."""
LONGEST = timedelta(days=60)
"""No colour is entered for longer."""
OLDEST_TEST = timedelta(days=90)


class Health:
    """What is known of people's health, and who may say so."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, people: People, looks: Looks) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._looks = looks

    async def own(self, person_id: PersonId) -> tuple[Status, datetime]:
        """Return a person's own status and the moment it was read."""
        async with self._db.connection() as connection:
            return await store.status_of_person(connection, person_id), self._clock.now()

    async def look_up(self, officer: OfficerSession, document: Document, reason: str) -> KnownPerson:
        """Return whose document it is, within the officer's divisions; the look is counted and goes on record."""
        try:
            person = await self._looks.find(officer, document, reason, "health.looked_up")
        except NotFound:
            raise PersonNotFound from None
        async with self._db.connection() as connection:
            return await _known(connection, person)

    async def add_test(self, officer: OfficerSession, person_id: PersonId, test: NewTest) -> KnownPerson:
        """Enter a test result; a positive one makes the person red for seven days."""
        now = self._clock.now()
        check_test(test, now)
        async with self._db.transaction() as connection:
            person = await self._in_scope(connection, officer, person_id)
            await self._enter_test(connection, officer, person, test, now)
            return await _known(connection, person)

    async def set_status(self, officer: OfficerSession, person_id: PersonId, status: NewStatus) -> KnownPerson:
        """Enter a status: a colour with a listed reason, evidence and an end; or green again."""
        now = self._clock.now()
        check_status(status, now)
        async with self._db.transaction() as connection:
            person = await self._in_scope(connection, officer, person_id)
            await store.put_status(connection, person_id, status, _source(officer), officer.officer_id, now)
            await self._audit.record(
                connection,
                officer.actor,
                "health.status_entered",
                Subject("person", person_id),
                division_code=person.division_code,
                reason=status.evidence,
                details={"colour": status.colour.name.lower(), "reason": status.reason.name if status.reason else None},
            )
            return await _known(connection, person)

    async def import_tests(
        self, connection: Any, officer: OfficerSession, tests: list[tuple[PersonId, NewTest]]
    ) -> int:
        """Enter tests of people in scope within the caller's transaction; return how many were new."""
        now = self._clock.now()
        people = await self._people.of_ids(connection, {person for person, _ in tests})
        new = 0
        for person_id, test in tests:
            new += await self._enter_test(connection, officer, people[person_id], test, now)
        return new

    async def _enter_test(
        self, connection: Any, officer: OfficerSession, person: Person, test: NewTest, now: datetime
    ) -> bool:
        source = _source(officer)
        if not await store.add_test(connection, person.id, test, source, officer.officer_id, now):
            return False
        if test.result is TestResult.POSITIVE and test.sampled_at + POSITIVE_FOR > now:
            status = await store.status_of_person(connection, person.id)
            if colour_at(status, now)[0] < Colour.RED:
                until = test.sampled_at + POSITIVE_FOR
                red = NewStatus(Colour.RED, Reason.POSITIVE_TEST, until, test.institution)
                await store.put_status(connection, person.id, red, source, officer.officer_id, now)
        await self._audit.record(
            connection,
            officer.actor,
            "health.test_entered",
            Subject("person", person.id),
            division_code=person.division_code,
            details={"result": test.result.name.lower()},
        )
        return True

    async def _in_scope(self, connection: Any, officer: OfficerSession, person_id: PersonId) -> Person:
        person = (await self._people.of_ids(connection, [person_id])).get(person_id)
        if person is None or not officer.scope.covers(person.division_code):
            raise NotFound
        return person


def check_test(test: NewTest, now: datetime) -> None:
    """Raise `InvalidInput` for a test of the future or one too old to matter."""
    if test.sampled_at > now + timedelta(minutes=5) or now - test.sampled_at > OLDEST_TEST:
        raise InvalidInput(fields={"sampled_at": Text("采样时间不合理", "The sampling time cannot be right")})


def check_status(status: NewStatus, now: datetime) -> None:
    """Raise `InvalidInput` unless a colour has a listed reason and an end that is near enough."""
    fields: dict[str, Text] = {}
    if status.colour is Colour.GREEN:
        if status.reason is not None:
            fields["reason"] = Text("绿码不需要原因", "Green has no reason")
    else:
        if status.reason not in STATUS_REASONS:
            fields["reason"] = Text("请选择列明的原因", "Choose one of the listed reasons")
        if status.until is None or not now < status.until <= now + LONGEST:
            fields["until"] = Text("请填写结束时间，最长 60 天", "Give an end, at most 60 days ahead")
    if len(status.evidence.strip()) < 2:
        fields["evidence"] = Text("请填写依据", "Say what it rests on")
    if fields:
        raise InvalidInput(fields=fields)


def _source(officer: OfficerSession) -> str:
    return f"officer:{officer.division_code}"


async def _known(connection: Any, person: Person) -> KnownPerson:
    status = await store.status_of_person(connection, person.id)
    return KnownPerson(person.id, person.masked_name, person.division_code, status)
