"""Brings statuses to what the policy makes of the facts, and every change of a colour into ledger and record."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from venuecode.audit.model import Actor, Subject
from venuecode.audit.service import AuditLog
from venuecode.health import store
from venuecode.health.ledger import store as ledger
from venuecode.health.ledger.digest import digest_of
from venuecode.health.ledger.model import Cause, ChangeLine
from venuecode.health.model import NO_FACTS, Facts, Outcome
from venuecode.health.policy.document import Policy
from venuecode.health.policy.service import Policies
from venuecode.health.reasons import WORDS, Reason
from venuecode.health.rules import KEPT, outcome_at, standings, steps_of
from venuecode.health.store import Held, StatusRow
from venuecode.kernel.verdict import Colour


class Deriving:
    """The one way into `health_status` and the ledger."""

    def __init__(self, audit: AuditLog, policies: Policies) -> None:
        self._audit = audit
        self._policies = policies

    async def derive(
        self, connection: Any, held: Sequence[Held], cause: Cause, source: str, actor: Actor, now: datetime
    ) -> list[ChangeLine]:
        """Derive the people of rows that the transaction holds; write what differs; return whose colour changed.

        The policy is read after the rows are held, so that an activation that passed them is not missed.
        """
        if not held:
            return []
        version, policy = await self._policies.active(connection)
        known = await store.facts_of(connection, [row.person_id for row in held], now - policy.longest - KEPT)
        rows: list[StatusRow] = []
        lines: list[ChangeLine] = []
        for row in held:
            status, line = derived(row, known.get(row.person_id, NO_FACTS), policy, now)
            if status is not None:
                rows.append(status)
            if line is not None:
                lines.append(line)
        if rows:
            await store.put_statuses(connection, rows, version, now)
        if lines:
            await self._enter(connection, lines, cause, source, version, actor, now)
        return lines

    async def _enter(
        self,
        connection: Any,
        lines: Sequence[ChangeLine],
        cause: Cause,
        source: str,
        version: int,
        actor: Actor,
        now: datetime,
    ) -> None:
        changes = await ledger.insert_changes(connection, lines, cause, source, version, now)
        details = {
            "batch": changes[0].batch,
            "rows": len(changes),
            "digest": digest_of(changes),
            "cause": cause.value,
            "policy": version,
        }
        subject, division = None, None
        if len(lines) == 1:
            line = lines[0]
            subject = Subject("person", line.person_id)
            division = (await store.divisions_of(connection, [line.person_id])).get(line.person_id)
            details |= {
                "from": Colour(line.from_colour).name.lower(),
                "to": Colour(line.to_colour).name.lower(),
                "reasons": [WORDS[Reason(reason)].code for reason in line.reasons],
                "fact": line.fact_id,
            }
        await self._audit.record(
            connection, actor, "health.status_changed", subject, division_code=division, details=details
        )


def derived(held: Held, facts: Facts, policy: Policy, now: datetime) -> tuple[StatusRow | None, ChangeLine | None]:
    """Return the row to write, if anything differs, and the change to enter, if the colour or why and how long does."""
    spans = standings(facts, policy)
    steps = steps_of(spans)
    outcome = outcome_at(steps, spans, now)
    kept = tuple(step for step in steps if step.until > now - KEPT)
    before = outcome_at(held.steps, (), now)
    due = held.colour is not outcome.colour
    if kept == held.steps and held.next_at == outcome.next_change and not due:
        return None, None
    row = _row(held.person_id, outcome, kept)
    if due or _in_force(before) != _in_force(outcome):
        return row, _line(held, outcome)
    return row, None


def _in_force(outcome: Outcome) -> tuple[object, ...]:
    if outcome.colour is Colour.GREEN:
        return (Colour.GREEN,)
    return outcome.colour, outcome.steps[0].reasons, outcome.until


def _row(person_id: int, outcome: Outcome, kept: Sequence[Any]) -> StatusRow:
    if outcome.colour is Colour.GREEN:
        return StatusRow(person_id, 0, None, None, None, None, tuple(kept) or None, outcome.next_change)
    worst = outcome.reasons[0]
    return StatusRow(
        person_id,
        outcome.colour.value,
        worst.reason.value,
        worst.source,
        outcome.since,
        outcome.until,
        tuple(kept),
        outcome.next_change,
    )


def _line(held: Held, outcome: Outcome) -> ChangeLine:
    reasons = tuple(dict.fromkeys(standing.reason.value for standing in outcome.reasons))
    fact_id = outcome.reasons[0].fact_id if outcome.reasons else None
    until = outcome.until if outcome.reasons else None
    return ChangeLine(held.person_id, held.colour.value, outcome.colour.value, reasons, outcome.since, until, fact_id)


def people_of(lines: Collection[ChangeLine]) -> set[int]:
    """Return whose colour got worse."""
    return {line.person_id for line in lines if line.turned}
