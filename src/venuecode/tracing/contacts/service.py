"""Contacts, their contacts, and what several cases have in common. Who may ask is the part of cases/."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from venuecode.tracing.contacts import store
from venuecode.tracing.contacts.store import Asked, Found, Lowest
from venuecode.tracing.model import Contact
from venuecode.tracing.policy import Thresholds, TracePolicy

ALL = 1_000_000
MOST_CLOSE = 1_000
"""Close contacts whose own contacts are followed, best ranked first."""


@dataclass(frozen=True, slots=True)
class SecondDegree:
    """A close contact of close contacts who did not meet the case."""

    person_id: int
    through: list[int]
    best: Contact


@dataclass(frozen=True, slots=True)
class Chain:
    """A case's contacts and the close contacts of the close ones."""

    first: Found
    second: list[SecondDegree]
    until: datetime


async def contacts(
    connection: Any,
    asked: Sequence[Asked],
    policy: TracePolicy,
    thresholds: Thresholds | None = None,
    *,
    most: int = 200,
    lowest: Lowest = Lowest.COMPANION,
) -> dict[int, Found]:
    """Return the ranked contacts of each of the people asked about, and how many there are of each class."""
    return await store.contacts_of(connection, asked, policy, thresholds or policy.thresholds, most=most, lowest=lowest)


async def second_degree(
    connection: Any, one: Asked, policy: TracePolicy, thresholds: Thresholds | None = None
) -> Chain:
    """Return the contacts of a case and the close contacts that these had from when they first met the case."""
    limits = thresholds or policy.thresholds
    found = await store.contacts_of(connection, [one], policy, limits, most=ALL, lowest=Lowest.OTHER)
    first = found.get(one.person_id, store.NOBODY)
    close = first.contacts[: min(first.close_contacts, MOST_CLOSE)]
    known = {one.person_id} | {contact.person_id for contact in first.contacts}
    asked = [Asked(contact.person_id, contact.tally.first_at, one.until) for contact in close]
    met = await store.met_by_any(connection, asked, policy, limits, list(known)) if asked else []
    ranked = sorted(met, key=lambda one: (-one[0].tally.score, one[0].person_id))
    second = [SecondDegree(contact.person_id, through, contact) for contact, through in ranked]
    return Chain(first, second, one.until)


def clusters(people: Sequence[int], links: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the groups of people that are linked with one another, largest first; nobody alone is a group."""
    group = {person: person for person in people}

    def root(person: int) -> int:
        while group[person] != person:
            group[person] = group[group[person]]
            person = group[person]
        return person

    for one, other in links:
        group[root(one)] = root(other)
    found: dict[int, list[int]] = {}
    for person in people:
        found.setdefault(root(person), []).append(person)
    return sorted((sorted(members) for members in found.values() if len(members) > 1), key=lambda m: (-len(m), m))
