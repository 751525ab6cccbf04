"""SQL of the ledger, as typed functions."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from venuecode.health.ledger.model import Cause, Change, ChangeLine, Proposal, ProposalState
from venuecode.health.model import NewFact, Source
from venuecode.health.packing import packed, unpacked
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.regions.model import COUNTRY
from venuecode.regions.rules import Scope

_queries = load_queries(__file__)


def _change(row: Any) -> Change:
    columns = [row[name] for name in Change._fields]
    return Change._make(tuple(column) if isinstance(column, list) else column for column in columns)


async def insert_changes(
    connection: Any, lines: Sequence[ChangeLine], cause: Cause, source: str, policy_version: int, now: datetime
) -> list[Change]:
    """Add a batch to the ledger; return its rows as they stand."""
    batch = await _queries.next_batch(connection)
    rows = _queries.insert_changes(
        connection, rows=lines, batch=batch, cause=cause.value, source=source, policy_version=policy_version, now=now
    )
    return [_change(row) async for row in rows]


async def turned_since(connection: Any, source: str, since: datetime) -> tuple[int, int]:
    """Return how many people facts have given a worse colour: by this source, and in all."""
    row = await _queries.turned_since(connection, source=source, since=since)
    return row["by_source"], row["in_all"]


def _proposal(row: Any) -> Proposal:
    return Proposal(
        id=row["id"],
        state=ProposalState(row["state"]),
        held=row["held"],
        division_code=DivisionCode(row["division_code"]),
        source=row["source"],
        evidence=row["evidence"],
        case_reference=row["case_reference"],
        people=row["people"],
        sample=unpacked(row["fact"]),
        proposed_by=row["proposed_by"],
        proposed_at=row["proposed_at"],
        expires_at=row["expires_at"],
        stopped_by=row["stopped_by"],
        stopped_at=row["stopped_at"],
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        note=row["note"],
    )


async def insert_proposal(
    connection: Any,
    facts: Sequence[tuple[int, NewFact]],
    source: Source,
    *,
    held: bool,
    evidence: str,
    case_reference: str,
    now: datetime,
    expires_at: datetime,
) -> int:
    """Keep facts about people until somebody decides; return the proposal's id."""
    proposal_id: int = await _queries.insert_proposal(
        connection,
        state=(ProposalState.STOPPED if held else ProposalState.PROPOSED).value,
        held=held,
        division_code=source.division_code or COUNTRY,
        source=source.name,
        evidence=evidence,
        case_reference=case_reference,
        people=len({person_id for person_id, _ in facts}),
        proposed_by=source.officer_id,
        now=now,
        expires_at=expires_at,
        stopped_at=now if held else None,
    )
    await add_facts(connection, proposal_id, facts)
    return proposal_id


async def held_lately(connection: Any, source: Source, since: datetime) -> int | None:
    """Return the open proposal that gathers what this source's facts would turn."""
    proposal_id: int | None = await _queries.held_lately(
        connection,
        division_code=source.division_code or COUNTRY,
        source=source.name,
        proposed_by=source.officer_id,
        since=since,
    )
    return proposal_id


async def add_facts(connection: Any, proposal_id: int, facts: Sequence[tuple[int, NewFact]]) -> None:
    await _queries.add_facts(
        connection,
        proposal_id=proposal_id,
        person_ids=[person_id for person_id, _ in facts],
        facts=[msgspec.json.encode(packed(fact)).decode() for _, fact in facts],
    )
    await _queries.count_people(connection, proposal_id=proposal_id)


class HeldFact(NamedTuple):
    """A fact that waits for an approver, in its proposal."""

    proposal_id: int
    person_id: int
    n: int
    fact: NewFact
    proposed_by: int | None


async def held_facts_of(connection: Any, person_id: int, source: str, now: datetime) -> list[HeldFact]:
    """Return the held facts of a person that a source brought; their proposals are held until the transaction ends."""
    rows = _queries.held_facts_of(connection, person_id=person_id, source=source, now=now)
    return [
        HeldFact(row["proposal_id"], row["person_id"], row["n"], unpacked(row["fact"]), row["proposed_by"])
        async for row in rows
    ]


async def take_back_held(connection: Any, held: HeldFact, now: datetime) -> None:
    """Take a fact out of its proposal; the proposal ends with the last of them."""
    await _queries.take_back_held(connection, proposal_id=held.proposal_id, person_id=held.person_id, n=held.n, now=now)
    await _queries.count_people(connection, proposal_id=held.proposal_id)
    await _queries.end_if_empty(connection, proposal_id=held.proposal_id, now=now)


async def proposal_by_id(connection: Any, proposal_id: int, *, hold: bool = False) -> Proposal | None:
    """Return a proposal; with `hold` nobody else decides it until the transaction ends."""
    if hold:
        await _queries.hold_proposal(connection, proposal_id=proposal_id)
    row = await _queries.proposal_by_id(connection, proposal_id=proposal_id)
    return _proposal(row) if row else None


async def facts_of_proposal(connection: Any, proposal_id: int) -> list[tuple[PersonId, NewFact]]:
    rows = _queries.facts_of_proposal(connection, proposal_id=proposal_id)
    return [(PersonId(row["person_id"]), unpacked(row["fact"])) async for row in rows]


async def proposals(
    connection: Any, scope: Scope, state: ProposalState | None, before: int | None, most: int
) -> list[Proposal]:
    rows = _queries.proposals(
        connection, low=scope.low, high=scope.high, state=state and state.value, before=before, most=most
    )
    return [_proposal(row) async for row in rows]


async def open_about(connection: Any, person_id: int, now: datetime) -> list[Proposal]:
    return [_proposal(row) async for row in _queries.open_about(connection, person_id=person_id, now=now)]


async def close_proposal(
    connection: Any, proposal_id: int, state: ProposalState, officer_id: int, note: str, now: datetime
) -> None:
    await _queries.close_proposal(
        connection, proposal_id=proposal_id, state=state.value, officer_id=officer_id, note=note, now=now
    )


async def stop_proposal(connection: Any, proposal_id: int, officer_id: int, now: datetime) -> None:
    await _queries.stop_proposal(connection, proposal_id=proposal_id, officer_id=officer_id, now=now)


async def expire_proposals(connection: Any, now: datetime) -> list[tuple[int, str]]:
    """Close what nobody decided in time; return (id, division) of each."""
    return [(row["id"], row["division_code"]) async for row in _queries.expire_proposals(connection, now=now)]


async def changes_of_person(connection: Any, person_id: int, most: int) -> list[Change]:
    return [_change(row) async for row in _queries.changes_of_person(connection, person_id=person_id, most=most)]


async def last_batch(connection: Any) -> int:
    batch: int = await _queries.last_batch(connection)
    return batch


async def batches(connection: Any, after: int, last: int) -> dict[int, list[Change]]:
    """Return the rows of the batches after one number up to another."""
    found: defaultdict[int, list[Change]] = defaultdict(list)
    async for row in _queries.batches(connection, after=after, last=last):
        found[row["batch"]].append(_change(row))
    return found


async def digests(connection: Any, after: int, last: int) -> dict[int, tuple[int, str]]:
    """Return what the record says of these batches: how many rows, and their digest."""
    rows = _queries.digests(connection, after=after, last=last)
    return {row["batch"]: (row["rows"], row["digest"]) async for row in rows}


async def last_recorded(connection: Any) -> int:
    """Return the number of the last batch that the record tells of."""
    batch: int = await _queries.last_recorded(connection)
    return batch
