"""Whom an act under a case is about: contacts of listed classes, or everybody who was at a venue."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from venuecode.identity.model import OfficerSession
from venuecode.infra.db import Database
from venuecode.kernel.errors import NotFound
from venuecode.tracing.cases.model import Case, DivisionNotGranted, QueryKind
from venuecode.tracing.cases.store import Named, people_of
from venuecode.tracing.contacts import service as contacts
from venuecode.tracing.contacts.store import NOBODY, Asked
from venuecode.tracing.desk import store
from venuecode.tracing.desk.model import Elsewhere
from venuecode.tracing.desk.service import Desk
from venuecode.tracing.model import Contact, ContactClass
from venuecode.tracing.policy import Thresholds, shipped_policy

MOST_INVOLVED = 20_000
"""People that one act may be about; more than a case ever met, and a bound on what one request reads."""


class Relation(StrEnum):
    """What somebody is to a case."""

    CLOSE = "close_contact"
    COMPANION = "companion"
    SECOND = "second_degree"
    EXPOSED = "exposed"


@dataclass(frozen=True, slots=True)
class ContactsWanted:
    """Contacts of some classes, under the policy's thresholds or others."""

    classes: Collection[Relation]
    thresholds: Thresholds | None = None


@dataclass(frozen=True, slots=True)
class VenueWanted:
    """Everybody who was at a venue between two moments of the infectious window."""

    venue_id: int
    since: datetime
    until: datetime


class Involved(NamedTuple):
    """Somebody an act is about."""

    person_id: int
    relation: Relation
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everybody found, best ranked first; `seen` are those whom the officer may see, the others are counted."""

    case: Case
    people: list[Involved]
    named: dict[int, Named]
    seen: set[int]
    elsewhere: list[Elsewhere]


class Groups:
    """Gathers people under a case through the desk's door: same limits, same record."""

    def __init__(self, db: Database, desk: Desk) -> None:
        self._db = db
        self._desk = desk

    async def gather(
        self,
        officer: OfficerSession,
        case_id: int,
        kind: QueryKind,
        reason: str,
        wanted: ContactsWanted | VenueWanted,
    ) -> Gathered:
        """Return whom `wanted` names; raises what `Desk.admit` raises, and `NotFound`, `DivisionNotGranted`."""
        case, scopes = await self._desk.admit(officer, case_id, kind, reason)
        if isinstance(wanted, VenueWanted):
            async with self._db.connection() as connection:
                venue = await store.venue_of(connection, wanted.venue_id)
            if venue is None:
                raise NotFound
            if not any(scope.covers(venue["division_code"]) for scope in scopes):
                await self._desk.refuse(officer, case_id, reason)
                raise DivisionNotGranted(division=venue["division_code"])
            people = await self._present(case, wanted)
        else:
            people = await self._contacts(case, wanted)
        ids = [one.person_id for one in people]
        seen, elsewhere = await self._desk.split(ids, scopes)
        async with self._db.connection() as connection:
            named = await people_of(connection, ids)
        return Gathered(case, [one for one in people if one.person_id in named], named, set(seen), elsewhere)

    async def _present(self, case: Case, wanted: VenueWanted) -> list[Involved]:
        since, until = max(wanted.since, case.infectious_from), min(wanted.until, case.infectious_until)
        async with self._db.connection() as connection:
            rows = await store.present_at_venue(connection, wanted.venue_id, since, until, MOST_INVOLVED)
        return [
            Involved(row["person_id"], Relation.EXPOSED, row["first_at"], row["last_at"])
            for row in rows
            if row["person_id"] != case.person_id
        ]

    async def _contacts(self, case: Case, wanted: ContactsWanted) -> list[Involved]:
        asked, policy = Asked(case.person_id, case.infectious_from, case.infectious_until), shipped_policy()
        async with self._db.transaction() as connection:
            if Relation.SECOND in wanted.classes:
                chain = await contacts.second_degree(connection, asked, policy, wanted.thresholds)
                first, second = chain.first.contacts, chain.second
            else:
                found = await contacts.contacts(connection, [asked], policy, wanted.thresholds, most=MOST_INVOLVED)
                first, second = found.get(case.person_id, NOBODY).contacts, []
        people = [_involved(one, _RELATIONS[one.contact_class]) for one in first if one.contact_class in _RELATIONS]
        people += [_involved(one.best, Relation.SECOND) for one in second]
        return [one for one in people if one.relation in wanted.classes][:MOST_INVOLVED]


_RELATIONS = {ContactClass.CLOSE: Relation.CLOSE, ContactClass.COMPANION: Relation.COMPANION}


def _involved(contact: Contact, relation: Relation) -> Involved:
    return Involved(contact.person_id, relation, contact.tally.first_at, contact.tally.last_at)
