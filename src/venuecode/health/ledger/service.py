"""Orders by hand: one officer proposes, another approves; what would turn too many people stops for a further one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from venuecode.audit.model import SYSTEM, Subject
from venuecode.audit.service import AuditLog
from venuecode.health.checks import fault_of
from venuecode.health.errors import CaseReferenceMissing, NotOpen, SameOfficer
from venuecode.health.ledger import store
from venuecode.health.ledger.model import OPEN, Proposal, ProposalState
from venuecode.health.limited import Limited, TooManyTurned
from venuecode.health.model import Entered, FactFor, NewOrder, Source
from venuecode.health.policy.service import Policies
from venuecode.health.store import divisions_of, names_of
from venuecode.identity.model import OfficerSession
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import InvalidInput, NotFound
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.regions.rules import Scope

MOST_PEOPLE = 2_000
"""In one proposal."""


class Ledger:
    """Proposals, and the way from one to facts."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, policies: Policies, limited: Limited) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._policies = policies
        self._limited = limited

    async def propose(self, officer: OfficerSession, person_ids: Sequence[PersonId], order: NewOrder) -> Proposal:
        """Propose an order for one or several people of the officer's divisions; nothing changes yet.

        Raises `InvalidInput`, `CaseReferenceMissing` for a list without one, and `NotFound` when anybody of the list is
        nobody the officer may act for.
        """
        async with self._db.transaction() as connection:
            return await self.propose_within(connection, officer, person_ids, order)

    async def propose_within(
        self, connection: Any, officer: OfficerSession, person_ids: Sequence[PersonId], order: NewOrder
    ) -> Proposal:
        """Propose, as `propose` does, within the caller's transaction."""
        now = self._clock.now()
        source = source_of(officer)
        people = list(dict.fromkeys(person_ids))
        if not 0 < len(people) <= MOST_PEOPLE:
            raise NotFound
        if len(people) > 1 and len(order.case_reference.strip()) < 2:
            raise CaseReferenceMissing
        _, policy = await self._policies.active(connection)
        fault = fault_of(order, source_of(officer, approved_by=officer.officer_id), policy, now)
        if fault is not None:
            raise InvalidInput(fields={fault.field: fault.text})
        divisions = await divisions_of(connection, people)
        if len(divisions) < len(people) or not all(map(officer.scope.covers, divisions.values())):
            raise NotFound
        proposal_id = await store.insert_proposal(
            connection,
            [(person_id, order) for person_id in people],
            source,
            held=False,
            evidence=order.evidence,
            case_reference=order.case_reference,
            now=now,
            expires_at=now + timedelta(hours=policy.proposal_hours),
        )
        await self._record(connection, officer, "health.order_proposed", proposal_id, order.evidence, len(people))
        return await self._get(connection, officer.scope, proposal_id)

    async def decide_proposal(
        self, officer: OfficerSession, proposal_id: int, *, approve: bool, note: str = ""
    ) -> tuple[Proposal, list[Entered]]:
        """Approve, which enters the facts, or refuse; return the proposal and what became of each fact.

        Raises `NotFound`, `NotOpen`, and `SameOfficer` for whoever proposed it or approved it before it was stopped.
        An approval that would turn too many people within the hour stops the proposal for another approver.
        """
        now = self._clock.now()
        async with self._db.transaction() as connection:
            proposal = await self._get(connection, officer.scope, proposal_id, hold=True)
            if proposal.state not in OPEN or proposal.expires_at <= now:
                raise NotOpen
            if officer.officer_id in {proposal.proposed_by, proposal.stopped_by}:
                raise SameOfficer
            entered: list[Entered] = []
            if not approve:
                await store.close_proposal(
                    connection, proposal_id, ProposalState.REFUSED, officer.officer_id, note, now
                )
                await self._record(connection, officer, "health.proposal_refused", proposal_id, note)
            else:
                entered = await self._approve(connection, officer, proposal, note)
            return await self._get(connection, officer.scope, proposal_id), entered

    async def _approve(self, connection: Any, officer: OfficerSession, proposal: Proposal, note: str) -> list[Entered]:
        now = self._clock.now()
        facts = [FactFor(*pair) for pair in await store.facts_of_proposal(connection, proposal.id)]
        source = Source(
            proposal.source,
            officer.actor,
            proposal.division_code,
            officer_id=proposal.proposed_by,
            approved_by=officer.officer_id,
        )
        further = proposal.state is ProposalState.STOPPED
        try:
            stored = await self._limited.enter(connection, source, facts, unlimited=further)
        except TooManyTurned:
            await store.stop_proposal(connection, proposal.id, officer.officer_id, now)
            await self._record(connection, officer, "health.proposal_stopped", proposal.id, note, proposal.people)
            return []
        await store.close_proposal(connection, proposal.id, ProposalState.APPROVED, officer.officer_id, note, now)
        await self._record(connection, officer, "health.proposal_approved", proposal.id, note, proposal.people)
        return stored.entered

    async def page(
        self, scope: Scope, state: ProposalState | None = None, before: int | None = None, most: int = 50
    ) -> list[Proposal]:
        """Return proposals of a scope, newest first."""
        async with self._db.connection() as connection:
            return await store.proposals(connection, scope, state, before, most)

    async def read(
        self, officer: OfficerSession, proposal_id: int
    ) -> tuple[Proposal, dict[int, tuple[str, DivisionCode]]]:
        """Return a proposal and whom it is about (masked name, division); the look is on record. Raises `NotFound`."""
        async with self._db.transaction() as connection:
            proposal = await self._get(connection, officer.scope, proposal_id)
            facts = await store.facts_of_proposal(connection, proposal_id)
            await self._record(connection, officer, "health.proposal_read", proposal_id, "", proposal.people)
            return proposal, await names_of(connection, {person_id for person_id, _ in facts})

    async def get(self, scope: Scope, proposal_id: int) -> Proposal:
        """Return a proposal of a scope; raises `NotFound`."""
        async with self._db.connection() as connection:
            return await self._get(connection, scope, proposal_id)

    async def expire(self) -> None:
        """Close what nobody decided in time."""
        async with self._db.transaction() as connection:
            for proposal_id, division_code in await store.expire_proposals(connection, self._clock.now()):
                await self._audit.record(
                    connection,
                    SYSTEM,
                    "health.proposal_expired",
                    Subject("proposal", proposal_id),
                    division_code=division_code,
                )

    async def _get(self, connection: Any, scope: Scope, proposal_id: int, *, hold: bool = False) -> Proposal:
        proposal = await store.proposal_by_id(connection, proposal_id, hold=hold)
        if proposal is None or not scope.covers(proposal.division_code):
            raise NotFound
        return proposal

    async def _record(
        self,
        connection: Any,
        officer: OfficerSession,
        action: str,
        proposal_id: int,
        reason: str,
        people: int | None = None,
    ) -> None:
        await self._audit.record(
            connection,
            officer.actor,
            action,
            Subject("proposal", proposal_id),
            division_code=officer.division_code,
            reason=reason or None,
            details={} if people is None else {"people": people},
        )


def own_source(officer: OfficerSession) -> Source:
    """Return an officer's department as the source of facts about whomever: of sheets, and of what it takes back."""
    return Source(
        f"officer:{officer.division_code}", officer.actor, officer.division_code, officer_id=officer.officer_id
    )


def source_of(officer: OfficerSession, *, approved_by: int | None = None) -> Source:
    """Return an officer as the source of facts, bounded by their scope."""
    return Source(
        f"officer:{officer.division_code}",
        officer.actor,
        officer.division_code,
        officer.scope,
        officer.officer_id,
        approved_by,
    )
