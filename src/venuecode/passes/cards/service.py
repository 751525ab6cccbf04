"""Issuing, replacing and revoking paper cards: for oneself and one's wards here, for residents in batches.py."""

import os
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from venuecode.audit.model import Actor, Subject
from venuecode.audit.service import AuditLog
from venuecode.health.policy.service import Policies
from venuecode.identity.family.service import Family
from venuecode.identity.model import CitizenSession
from venuecode.identity.people.model import Person
from venuecode.identity.people.sealing import PersonSeal
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.limits import Limit, use
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.errors import NotFound, TooManyRequests
from venuecode.kernel.ids import PersonId
from venuecode.passes.cards import store
from venuecode.passes.cards.code import CardCode, digest, new_card_code
from venuecode.passes.cards.model import Card, CardsTooOften, NoCard, RevokedBecause
from venuecode.passes.cards.rules import age_group, valid_until
from venuecode.passes.settings import PassSettings
from venuecode.venues.code import RANDOM_BYTES

PLACE = "card.code"
DAY = timedelta(days=1)


class Cards:
    """One good card a person at a time; a new one ends the one before."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        people: People,
        family: Family,
        policies: Policies,
        ring: KeyRing,
        settings: PassSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._family = family
        self._policies = policies
        self._ring = ring
        self._settings = settings

    async def shown_by(self, caller: CitizenSession, person_id: PersonId) -> Person:
        """Return the caller or one of the caller's wards; anybody else is not found."""
        async with self._db.connection() as connection:
            if person_id != caller.person_id and person_id not in await self._family.ward_ids(
                connection, caller.person_id
            ):
                raise NotFound
            person = (await self._people.of_ids(connection, [person_id])).get(person_id)
        if person is None:
            raise NotFound
        return person

    async def of_caller(self, caller: CitizenSession) -> list[tuple[Person, Card | None]]:
        """Return the caller and the wards, each with the card that is good now."""
        now = self._clock.now()
        async with self._db.connection() as connection:
            wards = await self._family.ward_ids(connection, caller.person_id)
            people = await self._people.of_ids(connection, [caller.person_id, *wards])
            cards = await store.good_cards(connection, people)
        ordered = sorted(people.values(), key=lambda person: (person.id != caller.person_id, person.id))
        return [(person, _if_good(cards.get(person.id), now)) for person in ordered]

    async def good_card(self, caller: CitizenSession, person_id: PersonId) -> tuple[Person, Card]:
        """Return the card to show or print; raises `NotFound`, `NoCard`."""
        person = await self.shown_by(caller, person_id)
        async with self._db.connection() as connection:
            card = _if_good(await store.good_card(connection, person_id), self._clock.now())
        if card is None:
            raise NoCard
        return person, card

    async def issue(self, caller: CitizenSession, person_id: PersonId, *, disabled: bool) -> tuple[Person, Card]:
        """Issue a card for the caller or a ward, ending the one before; raises `NotFound`, `CardsTooOften`."""
        person = await self.shown_by(caller, person_id)
        limit = Limit("cards_per_person_day", self._settings.cards_per_person_day, DAY)
        async with self._db.transaction() as connection:
            try:
                await use(connection, limit, self._seal.limit_key(f"cards:{caller.person_id}"), self._clock.now())
            except TooManyRequests as fault:
                raise CardsTooOften(retry_after=fault.retry_after) from None
            card = await self.issue_to(connection, caller.actor, person, disabled=disabled)
        return person, card

    async def issue_to(
        self,
        connection: Any,
        by: Actor,
        person: Person,
        *,
        disabled: bool = False,
        look: bool = False,
        reason: str | None = None,
    ) -> Card:
        """Issue within the caller's transaction, who answers for the right to; `look` tells the person of it."""
        now = self._clock.now()
        await store.hold_person(connection, person.id)
        before = await store.revoke(connection, person.id, RevokedBecause.REISSUED, by, now)
        code = new_card_code(os.urandom(RANDOM_BYTES))
        until = valid_until(self._people.today(), self.days_for(person, disabled=disabled))
        sealed = self._ring.seal(code, PLACE)
        card_id = await store.insert_card(
            connection,
            person_id=person.id,
            code=sealed,
            code_hash=digest(code),
            issued_at=now,
            valid_until=until,
            by=by,
            replaces=before,
        )
        await self._audit.record(
            connection,
            by,
            "card.reissued" if before else "card.issued",
            Subject("person", person.id),
            division_code=person.division_code,
            reason=reason,
            look=look,
            details={"card": card_id},
        )
        return Card(card_id, person.id, sealed, now, until, None, before)

    def days_for(self, person: Person, *, disabled: bool) -> int:
        """Return how many days a card of this person is good."""
        bounds = self._policies.current.card_days
        vulnerable = disabled or age_group(person.birth_date, self._people.today()) is not None
        return bounds.most if vulnerable else min(max(self._settings.card_days, bounds.least), bounds.most)

    async def revoke(self, caller: CitizenSession, person_id: PersonId, because: RevokedBecause) -> None:
        """End the good card of the caller or of a ward; raises `NotFound`, `NoCard`."""
        person = await self.shown_by(caller, person_id)
        async with self._db.transaction() as connection:
            await self.revoke_of(connection, caller.actor, person, because)

    async def revoke_of(
        self, connection: Any, by: Actor, person: Person, because: RevokedBecause, reason: str | None = None
    ) -> None:
        """End a person's good card within the caller's transaction; raises `NoCard`."""
        card_id = await store.revoke(connection, person.id, because, by, self._clock.now())
        if card_id is None:
            raise NoCard
        await self._audit.record(
            connection,
            by,
            "card.revoked",
            Subject("person", person.id),
            division_code=person.division_code,
            reason=reason,
            details={"card": card_id, "because": because.value},
        )

    def code_of(self, card: Card) -> CardCode:
        """Return the code that the card shows."""
        return CardCode(self._ring.open(card.code, PLACE))

    @property
    def _seal(self) -> PersonSeal:
        return self._people.seal


def _if_good(card: Card | None, now: datetime) -> Card | None:
    return card if card is not None and card.revoked_at is None and now < card.valid_until else None


async def good_cards_of(connection: Any, person_ids: Collection[PersonId], now: datetime) -> dict[PersonId, Card]:
    """Return the cards that are good at `now`, by person."""
    cards = await store.good_cards(connection, person_ids)
    return {person_id: card for person_id, card in cards.items() if now < card.valid_until}
