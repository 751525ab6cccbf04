"""SQL of contacts, as typed functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, NamedTuple

from venuecode.infra.sql import load_queries
from venuecode.tracing.model import Contact, ContactClass, Tally
from venuecode.tracing.policy import Thresholds, TracePolicy, columns_of

_queries = load_queries(__file__)
_CLASSES = (ContactClass.CLOSE, ContactClass.COMPANION, ContactClass.OTHER)


class Asked(NamedTuple):
    """Whose contacts are wanted, and the window in which meetings count."""

    person_id: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """The best ranked contacts of one person, and how many there are of each class."""

    contacts: list[Contact]
    close_contacts: int
    companions: int
    others: int


NOBODY = Found([], 0, 0, 0)


class Lowest(IntEnum):
    """Down to which class contacts are listed; all are counted."""

    CLOSE = 0
    COMPANION = 1
    OTHER = 2


async def contacts_of(
    connection: Any,
    asked: Sequence[Asked],
    policy: TracePolicy,
    thresholds: Thresholds,
    *,
    most: int,
    lowest: Lowest = Lowest.OTHER,
) -> dict[int, Found]:
    """Return whom each of the people asked about met, best ranked first, at most `most` each.

    Runs within the caller's transaction, for which it sets how queries are planned.
    """
    await _queries.plan_by_index(connection)
    rows = _queries.contacts_of(
        connection,
        most=most,
        lowest=lowest.value,
        merged=False,
        known=[],
        **_windows(asked),
        **_weights(policy),
        **thresholds.model_dump(),
    )
    found: dict[int, Found] = {}
    async for row in rows:
        person = row["of_person"]
        if row["person_id"] is None:
            found[person] = Found([], row["close_contacts"], row["companions"], row["others"])
        else:
            found[person].contacts.append(_contact(row))
    return found


async def met_by_any(
    connection: Any, asked: Sequence[Asked], policy: TracePolicy, thresholds: Thresholds, known: Sequence[int]
) -> list[tuple[Contact, list[int]]]:
    """Return each close contact of any of the people but the known: the best meeting, and all whom they met."""
    await _queries.plan_by_index(connection)
    rows = _queries.contacts_of(
        connection,
        most=0,
        lowest=Lowest.CLOSE.value,
        merged=True,
        known=list(known),
        **_windows(asked),
        **_weights(policy),
        **thresholds.model_dump(),
    )
    return [(_contact(row), sorted(row["through"])) async for row in rows if row["through"]]


async def meetings_of(connection: Any, one: Asked, met_id: int) -> list[Any]:
    """Return rows of where and when one person met another, in order of time."""
    rows = _queries.meetings_of(connection, person_id=one.person_id, met_id=met_id, since=one.since, until=one.until)
    return [row async for row in rows]


async def shared_places(connection: Any, asked: Sequence[Asked], most: int) -> list[Any]:
    """Return rows of venues where two or more of the people were, with all of their ids."""
    await _queries.plan_by_index(connection)
    return [row async for row in _queries.shared_places(connection, most=most, **_windows(asked))]


async def met_each_other(connection: Any, asked: Sequence[Asked]) -> list[Any]:
    """Return a row for each two of the people who met."""
    return [row async for row in _queries.met_each_other(connection, **_windows(asked))]


def _windows(asked: Sequence[Asked]) -> dict[str, Any]:
    return {
        "people": [one.person_id for one in asked],
        "since": [one.since for one in asked],
        "until": [one.until for one in asked],
    }


def _contact(row: Any) -> Contact:
    tally = Tally(
        row["minutes"], row["close_minutes"], row["meetings"], row["inferred"], row["first_at"], row["last_at"]
    )
    return Contact(row["of_person"], row["person_id"], tally, _CLASSES[row["class"]])


def _weights(policy: TracePolicy) -> dict[str, Any]:
    columns = columns_of(policy)
    other = policy.by_class[6]
    return {
        "types": columns.types,
        "longest": columns.longest,
        "closeness": columns.closeness,
        "other_longest": timedelta(minutes=other.longest_minutes),
        "other_closeness": other.closeness,
        "inferred_weight": policy.inferred_weight,
    }
