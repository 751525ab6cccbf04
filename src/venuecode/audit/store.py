"""SQL of the record, as typed functions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from venuecode.audit.model import Actor, ActorKind, Event, Link, Subject
from venuecode.infra.sql import load_queries

_queries = load_queries(__file__)


def _event(row: Any) -> Event:
    return Event(
        id=row["id"],
        at=row["at"],
        actor=Actor(ActorKind(row["actor_kind"]), row["actor_id"]),
        action=row["action"],
        subject=Subject(row["subject_kind"], row["subject_id"]) if row["subject_kind"] else None,
        division_code=row["division_code"],
        reason=row["reason"],
        look=row["look"],
        shown_from=row["shown_from"],
        details=row["details"],
    )


def _link(row: Any) -> Link | None:
    return Link(row["sequence"], row["event_id"], row["hash"]) if row else None


async def insert_event(connection: Any, **values: Any) -> int:
    event_id: int = await _queries.insert_event(connection, **values)
    return event_id


async def insert_looks(connection: Any, **values: Any) -> None:
    await _queries.insert_looks(connection, **values)


async def hold_chain(connection: Any) -> bool:
    held: bool = await _queries.hold_chain(connection)
    return held


async def head(connection: Any) -> Link | None:
    return _link(await _queries.head(connection))


async def link_at(connection: Any, sequence: int) -> Link | None:
    return _link(await _queries.link_at(connection, sequence=sequence))


async def pending_events(connection: Any, most: int) -> list[Event]:
    return [_event(row) async for row in _queries.pending_events(connection, most=most)]


async def insert_links(connection: Any, links: Sequence[Link]) -> None:
    event_ids = [link.event_id for link in links]
    await _queries.insert_links(
        connection,
        sequences=[link.sequence for link in links],
        event_ids=event_ids,
        hashes=[link.hash for link in links],
    )
    await _queries.forget_pending(connection, event_ids=event_ids)


async def linked_events(connection: Any, after: int, most: int) -> list[tuple[Link, Event | None]]:
    return [
        (Link(row["sequence"], row["event_id"], row["link_hash"]), _event(row) if row["id"] is not None else None)
        async for row in _queries.linked_events(connection, after=after, most=most)
    ]


async def events_not_linked(connection: Any, before: datetime) -> list[int]:
    return [row["id"] async for row in _queries.events_not_linked(connection, before=before)]


async def events_in_scope(connection: Any, **filters: Any) -> list[Event]:
    return [_event(row) async for row in _queries.events_in_scope(connection, **filters)]


async def looks_at_person(connection: Any, **filters: Any) -> list[Event]:
    return [_event(row) async for row in _queries.looks_at_person(connection, **filters)]
