"""What a device is told in a heartbeat: its door and what that asks for, the time, keys, a display's proofs."""

from dataclasses import dataclass
from datetime import datetime

from venuecode.health.policy.service import Policies
from venuecode.identity.devices.model import Device, DeviceKind
from venuecode.identity.devices.service import Devices
from venuecode.infra.keys import Keys
from venuecode.kernel.clock import Clock
from venuecode.kernel.signing_keys import PublicKey
from venuecode.passes.model import CodeKey, Revocations
from venuecode.passes.service import Passes
from venuecode.scanning.doors import KeptDoor
from venuecode.scanning.refusals import DIRECTION_NEEDED, Refusal, refusal_of_door
from venuecode.scanning.service import ScanDesk
from venuecode.venues.code import url_of
from venuecode.venues.rotating import AHEAD, proof_at, step_of


@dataclass(frozen=True, slots=True)
class Told:
    """`closed` says why the door takes nobody now. `proofs` are for the steps from `first_step` on."""

    now: datetime
    door: KeptDoor
    closed: Refusal | None
    url: str
    first_step: int
    proofs: list[str]
    keys: list[PublicKey]
    code_keys: list[CodeKey]
    asked_hours: int | None


class DeviceDesk:
    """Answers heartbeats."""

    def __init__(
        self,
        clock: Clock,
        keys: Keys,
        devices: Devices,
        passes: Passes,
        policies: Policies,
        desk: ScanDesk,
        public_url: str,
    ) -> None:
        self._clock = clock
        self._secret = keys.secret("rolling")
        self._devices = devices
        self._passes = passes
        self._policies = policies
        self._desk = desk
        self._public_url = public_url

    async def heartbeat(self, device: Device, *, software_version: str, waiting: int) -> Told:
        """Keep what the device says of itself; return its configuration."""
        await self._devices.note_told(device, software_version=software_version, waiting=waiting)
        door = await self._desk.door_of_id(device.place.door_id)
        now = self._clock.now()
        refusal = refusal_of_door(door, None)
        closed = None if refusal is DIRECTION_NEEDED else refusal
        code, first = door.facts.code, step_of(now)
        shows = device.kind is DeviceKind.DISPLAY and closed is None
        proofs = [proof_at(self._secret, code, first + i) for i in range(AHEAD)] if shows else []
        reads = device.kind is DeviceKind.TERMINAL
        return Told(
            now,
            door,
            closed,
            url_of(code, self._public_url),
            first,
            proofs,
            self._passes.published_keys() if reads else [],
            self._passes.code_keys() if reads else [],
            self._policies.current.asked_hours(door.facts.venue_class, door.facts.demand_test_hours),
        )

    async def revocations(self, since: datetime | None) -> Revocations:
        """Return the cards that were revoked since, for terminals without a network."""
        return await self._passes.revocations(since)
