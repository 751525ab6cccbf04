"""Use cases of follow-up: take contacts onto a list, hand them to divisions, note what was done, propose orders."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.health.ledger.service import MOST_PEOPLE, Ledger
from venuecode.health.model import NewOrder
from venuecode.identity.model import OfficerSession
from venuecode.identity.people.model import Person
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.kernel.clock import SHOWN_ZONE, Clock
from venuecode.kernel.errors import Conflict, NotFound
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.regions.service import Divisions
from venuecode.tracing.cases import store as cases
from venuecode.tracing.cases.model import QueryKind
from venuecode.tracing.desk.groups import ContactsWanted, Gathered, Groups, Relation
from venuecode.tracing.desk.service import Desk
from venuecode.tracing.followup import store
from venuecode.tracing.followup.model import (
    DivisionTally,
    FollowUp,
    Mark,
    NobodyToOrder,
    Ordered,
    Step,
    StepKind,
    Taken,
)
from venuecode.tracing.policy import Thresholds
from venuecode.tracing.settings import TracingSettings

_COUNTY = 6
"""Digits of a county: whose officers follow people up who are not assigned to others."""
_WAITS_OR_STANDS = {"proposed", "stopped", "approved"}


class FollowUps:
    """The list of contacts, and the way from it to orders."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        audit: AuditLog,
        people: People,
        divisions: Divisions,
        desk: Desk,
        ledger: Ledger,
        settings: TracingSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._people = people
        self._divisions = divisions
        self._desk = desk
        self._groups = Groups(db, desk)
        self._ledger = ledger
        self._settings = settings

    async def take(
        self,
        officer: OfficerSession,
        case_id: int,
        reason: str,
        classes: Collection[Relation],
        thresholds: Thresholds | None,
        only: Collection[int] | None,
    ) -> Taken:
        """Put contacts of some classes on the list of a case; `only`: of these those chosen.

        Everybody goes to the officers of the county where they live. Those of divisions that the officer may not see go
        there, too, and the officer learns only how many. Raises what `Desk.admit` raises.
        """
        found = await self._groups.gather(
            officer, case_id, QueryKind.FOLLOW_UP, reason, ContactsWanted(classes, thresholds)
        )
        chosen = [one for one in found.people if only is None or one.person_id in only]
        homes = {one.person_id: found.named[one.person_id].division_code[:_COUNTY] for one in chosen}
        async with self._db.transaction() as connection:
            now = self._clock.now()
            added = await store.add(
                connection, case_id, chosen, homes, reason=reason, officer_id=officer.officer_id, now=now
            )
            await store.add_steps(
                connection, case_id, added, StepKind.ADDED, officer_id=officer.officer_id, now=now, note=reason
            )
            by_division = Counter(added.values())
            await self._record(connection, officer, "follow_up.taken", case_id, reason, {"people": len(added)})
        await self._desk.show(officer, found.case, QueryKind.FOLLOW_UP, reason, _seen(found, added))
        return Taken(len(added), len(chosen) - len(added), dict(by_division))

    async def page(
        self, officer: OfficerSession, case_id: int | None, *, open_only: bool | None, after: int, most: int
    ) -> list[FollowUp]:
        """Return whom the officer's divisions follow up, oldest first; everybody listed can read of it."""
        async with self._db.transaction() as connection:
            found = await store.follow_ups(
                connection, officer.scope, case_id=case_id, open_only=open_only, after=after, most=most
            )
            await self._looked(connection, officer, found)
        return found

    async def export(self, officer: OfficerSession, case_id: int, reason: str) -> list[FollowUp]:
        """Return all whom the officer's divisions follow up under a case, for a file; logged. Raises `NotFound`."""
        async with self._db.transaction() as connection:
            found = await store.follow_ups(connection, officer.scope, case_id=case_id)
            if not found:
                raise NotFound
            await self._record(connection, officer, "follow_up.exported", case_id, reason, {"people": len(found)})
            await self._looked(connection, officer, found)
        return found

    async def open(self, officer: OfficerSession, case_id: int, person_id: int) -> tuple[FollowUp, Person, list[Step]]:
        """Return a person to be followed up in full, to call them, and what was done; raises `NotFound`."""
        async with self._db.transaction() as connection:
            found = await self._one(connection, officer, case_id, person_id)
            person = (await self._people.of_ids(connection, [PersonId(person_id)]))[PersonId(person_id)]
            await self._audit.record(
                connection,
                officer.actor,
                "follow_up.opened",
                Subject("person", person_id),
                division_code=officer.division_code,
                reason=found.reason,
                look=True,
                shown_after=self._settings.look_delay,
                details={"case": found.case_number},
            )
            return found, person, await store.steps_of(connection, person_id, case_id)

    async def note(
        self, officer: OfficerSession, case_id: int, person_id: int, version: int, mark: Mark | None, note: str
    ) -> FollowUp:
        """Set a mark or add a note; officers of the division only. Raises `NotFound`, `Conflict`."""
        async with self._db.transaction() as connection:
            found = await self._one(connection, officer, case_id, person_id)
            now = self._clock.now()
            if not await store.mark(connection, person_id, case_id, version, mark, now):
                raise Conflict
            kind = StepKind(mark.value) if mark else StepKind.NOTE
            await store.add_steps(
                connection,
                case_id,
                {person_id: found.division_code},
                kind,
                officer_id=officer.officer_id,
                now=now,
                note=note,
            )
            await self._record(connection, officer, f"follow_up.{kind.value}", case_id, None, {"person": person_id})
            return await self._one(connection, officer, case_id, person_id)

    async def assign(
        self, officer: OfficerSession, case_id: int, people: Sequence[int], division_code: str, note: str
    ) -> int:
        """Hand people whom the officer's divisions follow up over to another division; return how many.

        Raises `NotFound` where nobody of them is theirs, `UnknownDivision`.
        """
        division = self._divisions.get(division_code)
        async with self._db.transaction() as connection:
            moved = await store.assign(connection, case_id, people, division.code, officer.scope)
            if not moved:
                raise NotFound
            await store.add_steps(
                connection,
                case_id,
                dict.fromkeys(moved, division.code),
                StepKind.ASSIGNED,
                officer_id=officer.officer_id,
                now=self._clock.now(),
                note=note,
            )
            details = {"people": len(moved), "division": division.code}
            await self._record(connection, officer, "follow_up.assigned", case_id, note or None, details)
        return len(moved)

    async def order(self, officer: OfficerSession, case_id: int, people: Sequence[int], order: NewOrder) -> Ordered:
        """Propose an order for people on the list, through the ledger, which needs another officer's approval.

        Whoever has an order from here that waits or stands is left out, and whoever lives elsewhere. Raises
        `NotFound`, `NobodyToOrder`, and what the ledger raises.
        """
        async with self._db.transaction() as connection:
            listed = await store.follow_ups(connection, officer.scope, case_id=case_id, people=people)
            if not listed:
                raise NotFound
            fresh = [one for one in listed if one.order_state not in _WAITS_OR_STANDS]
            mine = [one for one in fresh if officer.scope.covers(one.home_division)]
            if not mine:
                raise NobodyToOrder
            referred = replace(order, case_reference=listed[0].case_number)
            proposals = []
            for start in range(0, len(mine), MOST_PEOPLE):
                part = mine[start : start + MOST_PEOPLE]
                ids = [PersonId(one.person_id) for one in part]
                proposal = await self._ledger.propose_within(connection, officer, ids, referred)
                await store.note_order(connection, case_id, ids, proposal.id)
                divisions: dict[int, str] = {one.person_id: one.division_code for one in part}
                await store.add_steps(
                    connection,
                    case_id,
                    divisions,
                    StepKind.ORDERED,
                    officer_id=officer.officer_id,
                    now=self._clock.now(),
                    note=order.evidence,
                )
                proposals.append(proposal.id)
            details = {"people": len(mine)}
            await self._record(connection, officer, "follow_up.order_proposed", case_id, order.evidence, details)
        return Ordered(proposals, len(mine), len(listed) - len(fresh), len(fresh) - len(mine))

    async def progress(self, officer: OfficerSession, case_id: int) -> list[DivisionTally]:
        """Return how far each division is with the contacts of a case of the officer's; raises `NotFound`."""
        async with self._db.connection() as connection:
            case = await cases.case_by_id(connection, case_id)
            if case is None or not officer.scope.covers(case.division_code):
                raise NotFound
            return await store.progress_by_division(connection, case_id)

    async def _one(self, connection: Any, officer: OfficerSession, case_id: int, person_id: int) -> FollowUp:
        found = await store.follow_ups(connection, officer.scope, case_id=case_id, people=[person_id], most=1)
        if not found:
            raise NotFound
        return found[0]

    async def _looked(self, connection: Any, officer: OfficerSession, found: Sequence[FollowUp]) -> None:
        """Enter each person listed once a day for each case and officer, with the reason they are on the list for."""
        now = self._clock.now()
        by_case: dict[tuple[int, str, str], list[int]] = {}
        for one in found:
            by_case.setdefault((one.case_id, one.case_number, one.reason), []).append(one.person_id)
        for (case_id, number, reason), people in by_case.items():
            day = now.astimezone(SHOWN_ZONE).date()
            fresh = await cases.reach(connection, case_id, officer.officer_id, people, day, now)
            await self._audit.record_looks(
                connection,
                officer.actor,
                "follow_up.listed",
                fresh,
                division_code=officer.division_code,
                reason=reason,
                shown_after=self._settings.look_delay,
                details={"case": number},
            )

    async def _record(
        self,
        connection: Any,
        officer: OfficerSession,
        action: str,
        case_id: int,
        reason: str | None,
        details: dict[str, Any],
    ) -> None:
        await self._audit.record(
            connection,
            officer.actor,
            action,
            Subject("case", case_id),
            division_code=DivisionCode(officer.division_code),
            reason=reason,
            details=details,
        )


def _seen(found: Gathered, added: Collection[int]) -> list[int]:
    return [person for person in added if person in found.seen]
