"""SQL over applications as typed functions; the form is sealed, as it names a responsible person."""

from datetime import datetime
from typing import Any

import msgspec

from venuecode.infra.sql import load_queries
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.ids import OfficerId, PersonId, VenueId
from venuecode.regions.rules import Scope
from venuecode.venues.applications.model import (
    Application,
    ApplicationKind,
    ApplicationState,
    Duplicate,
    QueueEntry,
    QueueFilter,
)
from venuecode.venues.filing import Filing
from venuecode.venues.model import Event, VenueFacts, VenueState
from venuecode.venues.store import event_of

_queries = load_queries(__file__)
_PLACE = "venue_application.form"


def _sealed(ring: KeyRing, filing: Filing) -> bytes:
    return ring.seal(msgspec.json.encode(filing).decode(), _PLACE)


def _application(row: Any, ring: KeyRing) -> Application:
    return Application(
        id=row["id"],
        kind=ApplicationKind(row["kind"]),
        person_id=PersonId(row["person_id"]),
        venue_id=row["venue_id"],
        state=ApplicationState(row["state"]),
        filing=msgspec.json.decode(ring.open(row["form"], _PLACE), type=Filing),
        division_code=row["division_code"],
        reason=row["reason"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        submitted_at=row["submitted_at"],
        decided_at=row["decided_at"],
        version=row["row_version"],
    )


async def insert_draft(
    connection: Any,
    ring: KeyRing,
    person_id: PersonId,
    filing: Filing,
    at: datetime,
    *,
    amended: VenueId | None = None,
) -> int:
    """Add a draft: of a new venue, or amending one."""
    kind = ApplicationKind.AMENDMENT if amended else ApplicationKind.NEW
    application_id: int = await _queries.insert_draft(
        connection, kind=kind, person_id=person_id, venue_id=amended, form=_sealed(ring, filing), at=at
    )
    return application_id


async def count_unfinished(connection: Any, person_id: PersonId) -> int:
    """Return how many drafts a person keeps, and let no other transaction add one meanwhile."""
    await _queries.lock_drafts_of_person(connection, person_id=person_id)
    count: int = await _queries.count_unfinished(connection, person_id=person_id)
    return count


async def application_by_id(connection: Any, ring: KeyRing, application_id: int) -> Application | None:
    """Return an application."""
    row = await _queries.application_by_id(connection, application_id=application_id)
    return _application(row, ring) if row else None


async def lock_application(connection: Any, ring: KeyRing, application_id: int) -> Application | None:
    """Return an application, locked until the transaction ends."""
    row = await _queries.lock_application(connection, application_id=application_id)
    return _application(row, ring) if row else None


async def open_amendment(connection: Any, ring: KeyRing, venue_id: VenueId) -> Application | None:
    """Return the amendment of a venue that is not decided yet; there is at most one."""
    row = await _queries.open_amendment(connection, venue_id=venue_id)
    return _application(row, ring) if row else None


async def applications_of_person(connection: Any, ring: KeyRing, person_id: PersonId) -> list[Application]:
    """Return a person's applications, the latest 100, newest first."""
    rows = _queries.applications_of_person(connection, person_id=person_id)
    return [_application(row, ring) async for row in rows]


async def save_form(connection: Any, ring: KeyRing, application_id: int, filing: Filing, at: datetime) -> None:
    """Replace the form."""
    await _queries.save_form(connection, application_id=application_id, form=_sealed(ring, filing), at=at)


async def delete_application(connection: Any, application_id: int) -> None:
    """Delete a draft."""
    await _queries.delete_application(connection, application_id=application_id)


async def mark_submitted(connection: Any, application_id: int, facts: VenueFacts, at: datetime) -> None:
    """Put an application into the queue."""
    await _queries.mark_submitted(
        connection,
        application_id=application_id,
        full_name=facts.full_name,
        venue_class=int(facts.venue_class),
        division_code=facts.division_code,
        credit_code=facts.credit_code,
        at=at,
    )


async def mark_decided(
    connection: Any,
    application_id: int,
    state: ApplicationState,
    at: datetime,
    *,
    reason: str | None = None,
    venue_id: VenueId | None = None,
    officer_id: OfficerId | None = None,
) -> None:
    """Keep the decision; without an officer it was issued at once."""
    await _queries.mark_decided(
        connection,
        application_id=application_id,
        state=state,
        reason=reason,
        venue_id=venue_id,
        officer_id=officer_id,
        at=at,
    )


async def queue(connection: Any, wanted: QueueFilter, after: tuple[datetime, int], size: int) -> list[QueueEntry]:
    """Return applications, the longest filed first, from behind `after`."""
    rows = _queries.queue(
        connection,
        state=wanted.state,
        low=wanted.scope.low,
        high=wanted.scope.high,
        venue_class=wanted.venue_class,
        filed_by=wanted.filed_by,
        after_at=after[0],
        after_id=after[1],
        size=size,
    )
    return [
        QueueEntry(
            id=row["id"],
            kind=ApplicationKind(row["kind"]),
            full_name=row["full_name"],
            venue_class=row["class"],
            division_code=row["division_code"],
            submitted_at=row["submitted_at"],
        )
        async for row in rows
    ]


async def count_queue(connection: Any, scope: Scope) -> int:
    """Return how many applications of a scope wait."""
    count: int = await _queries.count_queue(connection, low=scope.low, high=scope.high)
    return count


async def duplicates_of(connection: Any, application: Application) -> list[Duplicate]:
    """Return likely duplicates of what is filed, at most ten venues and ten applications."""
    filing = application.filing
    rows = _queries.duplicates(
        connection,
        credit_code=clean(filing.credit_code),
        division_code=clean(filing.division_code),
        full_name=clean(filing.full_name) or "",
        venue_id=application.venue_id,
        application_id=application.id,
    )
    return [
        Duplicate(
            venue_id=row["venue_id"],
            application_id=row["application_id"],
            full_name=row["full_name"],
            division_code=row["division_code"],
            address=row["address"],
            state=VenueState(row["state"]) if row["venue_id"] else ApplicationState(row["state"]),
            same_credit_code=bool(row["same_credit_code"]),
            same_name=bool(row["same_name"]),
        )
        async for row in rows
    ]


def clean(text: str | None) -> str | None:
    """Return typed text that is fit for a query: PostgreSQL knows no NUL."""
    return text.replace("\0", "").strip() or None if text else None


async def events_of_application(connection: Any, application_id: int) -> list[Event]:
    """Return an application's history, oldest first."""
    return [event_of(row) async for row in _queries.events_of_application(connection, application_id=application_id)]
