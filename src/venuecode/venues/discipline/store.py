"""All SQL over measures, as typed functions."""

from datetime import datetime
from typing import Any

from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode, OfficerId, PersonId, VenueId
from venuecode.venues.discipline.model import Measure, MeasureKind

_queries = load_queries(__file__)


def _measure(row: Any) -> Measure:
    return Measure(
        id=row["id"],
        venue_id=VenueId(row["venue_id"]),
        venue_name=row["venue_name"],
        kind=MeasureKind(row["kind"]),
        reason=row["reason"],
        division_code=DivisionCode(row["division_code"]),
        sent_at=row["sent_at"],
        seen_at=row["seen_at"],
        answer=row["answer"],
        answered_at=row["answered_at"],
    )


async def insert(
    connection: Any,
    venue_id: VenueId,
    kind: MeasureKind,
    reason: str,
    officer: tuple[OfficerId, DivisionCode],
    at: datetime,
) -> int:
    """Add a measure that nobody has seen yet; `officer` is who speaks and for which division."""
    officer_id, division = officer
    measure_id: int = await _queries.insert_measure(
        connection, venue_id=venue_id, kind=kind, reason=reason, division_code=division, officer=officer_id, at=at
    )
    return measure_id


async def of_venue(connection: Any, venue_id: VenueId) -> list[Measure]:
    """Return the latest 100 measures against a venue, newest first."""
    return [_measure(row) async for row in _queries.measures_of_venue(connection, venue_id=venue_id)]


async def of_manager(connection: Any, person_id: PersonId) -> list[Measure]:
    """Return up to 100 measures against the venues that a person manages, the unanswered first."""
    return [_measure(row) async for row in _queries.measures_of_manager(connection, person_id=person_id)]


async def mark_seen(connection: Any, venue_id: VenueId, through: int, at: datetime) -> None:
    """Note that the manager has had those up to `through` before their eyes."""
    await _queries.mark_seen(connection, venue_id=venue_id, through=through, at=at)


async def lock(connection: Any, venue_id: VenueId, measure_id: int) -> Measure | None:
    """Return a measure of this venue, locked: of two answers one comes through."""
    row = await _queries.lock_measure(connection, venue_id=venue_id, measure_id=measure_id)
    return _measure(row) if row else None


async def answer(connection: Any, measure_id: int, text: str, person_id: PersonId, at: datetime) -> None:
    """Keep what the manager says."""
    await _queries.answer_measure(connection, measure_id=measure_id, answer=text, person=person_id, at=at)
