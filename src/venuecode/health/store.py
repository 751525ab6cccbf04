"""SQL of facts and statuses, as typed functions."""

from datetime import datetime
from typing import Any

from venuecode.health.model import NOTHING_KNOWN, NewStatus, NewTest, Status, TestResult
from venuecode.health.reasons import Reason
from venuecode.infra.sql import load_queries
from venuecode.kernel.verdict import Colour

_queries = load_queries(__file__)


async def status_of_person(connection: Any, person_id: int) -> Status:
    """Return what is known; `NOTHING_KNOWN` without a row."""
    row = await _queries.status_of_person(connection, person_id=person_id)
    if row is None:
        return NOTHING_KNOWN
    return Status(
        Colour(row["colour"]),
        None if row["reason"] is None else Reason(row["reason"]),
        row["since"],
        row["until"],
        row["test_at"],
        None if row["test_result"] is None else TestResult(row["test_result"]),
        row["vaccinated_doses"],
        row["vaccinated_on"],
        row["updated_at"],
    )


async def add_test(
    connection: Any, person_id: int, test: NewTest, source: str, entered_by: int | None, now: datetime
) -> bool:
    """Store a test and bring the status up to date; false when that very test is known already."""
    values = {"person_id": person_id, "sampled_at": test.sampled_at, "result": test.result.value, "now": now}
    added = await _queries.insert_test(
        connection, institution=test.institution, source=source, entered_by=entered_by, **values
    )
    if added is not None:
        await _queries.note_test(connection, **values)
    return added is not None


async def put_status(
    connection: Any, person_id: int, status: NewStatus, source: str, entered_by: int | None, now: datetime
) -> None:
    """Store the entry and make it the person's status."""
    reason = None if status.reason is None else status.reason.value
    green = status.colour is Colour.GREEN
    values = {"person_id": person_id, "colour": status.colour.value, "reason": reason, "now": now}
    await _queries.insert_entry(
        connection,
        since=now,
        until=status.until,
        source=source,
        evidence=status.evidence,
        entered_by=entered_by,
        **values,
    )
    since, until, told = (None, None, None) if green else (now, status.until, source)
    await _queries.put_status(connection, since=since, until=until, source=told, **values)
