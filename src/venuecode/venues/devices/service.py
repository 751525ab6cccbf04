"""Who may enrol, see and revoke the devices of a venue; the register itself is identity's."""

from venuecode.identity.devices.model import Device, DeviceKind, Invitation, Place
from venuecode.identity.devices.service import Devices
from venuecode.infra.db import Database
from venuecode.kernel.errors import NotFound
from venuecode.kernel.ids import DeviceId, DoorId, VenueId
from venuecode.venues import store
from venuecode.venues.access import VenueAccess
from venuecode.venues.history import History
from venuecode.venues.model import Caller


class VenueDevices:
    """For the venue's manager, and for officers of its division."""

    def __init__(self, db: Database, access: VenueAccess, history: History, devices: Devices) -> None:
        self._db = db
        self._access = access
        self._history = history
        self._devices = devices

    async def invite(
        self, caller: Caller, venue_id: VenueId, door_id: DoorId, kind: DeviceKind, name: str
    ) -> Invitation:
        """Make a one-time code with which one device may enrol for a door."""
        async with self._db.transaction() as connection:
            venue = await self._access.to_change(connection, caller, venue_id)
            door = next((door for door in await store.doors_of(connection, [venue_id]) if door.id == door_id), None)
            if door is None:
                raise NotFound
            place = Place(venue_id, door_id, venue.facts.division_code)
            invitation = await self._devices.invite(connection, kind, place, name or door.facts.name)
            await self._history.record(
                connection,
                caller.actor,
                "venue.device_invited",
                division_code=venue.facts.division_code,
                venue_id=venue_id,
                door_id=door_id,
                details={"kind": kind.value},
            )
            return invitation

    async def list(self, caller: Caller, venue_id: VenueId) -> list[Device]:
        """Return the venue's devices, those in use first."""
        async with self._db.connection() as connection:
            await self._access.to_see(connection, caller, venue_id)
            return await self._devices.of_venue(connection, venue_id)

    async def revoke(self, caller: Caller, venue_id: VenueId, device_id: DeviceId) -> Device:
        """Refuse a device from now on, whatever the venue's state."""
        async with self._db.transaction() as connection:
            venue = await self._access.to_see(connection, caller, venue_id)
            device = await self._devices.revoke(connection, venue_id, device_id)
            if device is None:
                raise NotFound
            await self._history.record(
                connection,
                caller.actor,
                "venue.device_revoked",
                division_code=venue.facts.division_code,
                venue_id=venue_id,
                door_id=device.place.door_id,
                details={"device_id": device.id},
            )
            return device
