"""What a guard takes along for times without a network, and the alert for whom the door let in meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from venuecode.alerts.model import LetIn
from venuecode.alerts.service import Alerts
from venuecode.health.policy.service import Policies
from venuecode.health.reasons import Reason
from venuecode.identity.model import CitizenSession
from venuecode.kernel.encryption import CannotOpen
from venuecode.kernel.sealed_box import SealedBox
from venuecode.kernel.signing_keys import PublicKey
from venuecode.kernel.verdict import Colour
from venuecode.passes.model import CodeKey, Revocations, Unread
from venuecode.passes.service import Passes
from venuecode.scanning.door import DoorScreens
from venuecode.scanning.doors import KeptDoor
from venuecode.scanning.model import Visit
from venuecode.scanning.offline.model import Conflict, ShownVerdict, Unopened
from venuecode.scanning.offline.rules import of_verdict, turned_away
from venuecode.scanning.refusals import DIRECTION_NEEDED, Refusal, refusal_of_door


@dataclass(frozen=True, slots=True)
class DoorOffline:
    """A door, how old a negative test it asks for may be, and why it takes nobody, if it does not."""

    door: KeptDoor
    asked_hours: int | None
    closed: Refusal | None


@dataclass(frozen=True, slots=True)
class Kit:
    """All that verifies personal codes at these doors, but for the list of revoked cards."""

    doors: list[DoorOffline]
    keys: list[PublicKey]
    code_keys: list[CodeKey]
    sealing_key: bytes


class OfflineDesk:
    """Serves guards whose network may go, and takes in what they found without it."""

    def __init__(
        self, passes: Passes, policies: Policies, screens: DoorScreens, alerts: Alerts, sealing_secret: bytes
    ) -> None:
        self._box = SealedBox(sealing_secret)
        self._passes = passes
        self._policies = policies
        self._screens = screens
        self._alerts = alerts

    async def kit(self, guard: CitizenSession, door_ids: Collection[int]) -> Kit:
        """Return what the phone of a guard of these doors keeps; raises `NotFound`."""
        doors = await self._screens.guarded(guard.person_id, door_ids)
        policy = self._policies.current
        return Kit(
            [
                DoorOffline(
                    door, policy.asked_hours(door.facts.venue_class, door.facts.demand_test_hours), _closed(door)
                )
                for door in doors
            ],
            self._passes.published_keys(),
            self._passes.code_keys(),
            self._box.public,
        )

    def open(self, sealed: bytes, visit_id: UUID) -> bytes:
        """Return what a guard's phone sealed of an entry; raises `Unopened`."""
        try:
            return self._box.open(sealed, str(visit_id))
        except CannotOpen:
            raise Unopened from None

    async def revocations(self, guard: CitizenSession, door_id: int, since: datetime | None) -> Revocations:
        """Return the cards revoked since, for a guard of the door; raises `NotFound`."""
        await self._screens.guarded(guard.person_id, [door_id])
        return await self._passes.revocations(since)

    async def conflict(self, door: KeptDoor, visit: Visit, shown: ShownVerdict | None) -> Conflict | None:
        """Return how a stored visit disagrees with what was shown; whoever was let in becomes an alert, once."""
        conflict = of_verdict(shown, visit.verdict, visit.reasons)
        if conflict is Conflict.LET_IN:
            assert visit.reasons
            reason, colour = Reason(visit.reasons[0]), Colour(visit.colour)
            await self._alerts.let_in(LetIn(door.facts.door_id, visit.person_id, visit.at, visit.id, reason, colour))
        return conflict

    async def let_in_by_card(
        self, door: KeptDoor, unread: Unread, shown: ShownVerdict | None, at: datetime, visit_id: UUID
    ) -> Conflict | None:
        """Return the conflict with a card that was no longer good when the door took it; no visit stands for it."""
        if shown is None or unread.holder is None or turned_away(shown):
            return None
        await self._alerts.let_in(
            LetIn(door.facts.door_id, unread.holder, at, visit_id, Reason.CARD_REVOKED, Colour.GREY)
        )
        return Conflict.LET_IN


def _closed(door: KeptDoor) -> Refusal | None:
    refusal = refusal_of_door(door, None)
    return None if refusal is DIRECTION_NEEDED else refusal
