"""Routes of a venue's devices: make an enrolment code, list, revoke."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from venuecode.identity.devices.model import Device, DeviceKind
from venuecode.infra.http import provided
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import DeviceId, DoorId, VenueId
from venuecode.venues.api import Changer
from venuecode.venues.devices.service import VenueDevices
from venuecode.venues.schemas import Sent

router = APIRouter(prefix="/api/v1", tags=["devices"])
Register = Annotated[VenueDevices, Depends(provided(VenueDevices))]
SILENT_AFTER = timedelta(minutes=2)
"""Devices send a heartbeat every 30 s."""


class DeviceInvite(Sent):
    """What is to be enrolled. Without a name the device takes that of its door."""

    kind: DeviceKind
    name: Annotated[str, Field(max_length=40)] = ""


class DeviceCode(BaseModel):
    """A one-time code; it is shown this once."""

    code: str = Field(description="In groups, as typed")
    kind: DeviceKind
    expires_at: datetime


class DeviceOut(BaseModel):
    """A device at a door."""

    id: int
    kind: DeviceKind
    door_id: int
    name: str
    model: str
    software_version: str
    state: Literal["online", "silent", "revoked"]
    waiting: int = Field(description="Records it had still to send when it was last heard of")
    enrolled_at: datetime
    last_seen_at: datetime
    revoked_at: datetime | None


class DeviceList(BaseModel):
    """A venue's devices, those in use first."""

    items: list[DeviceOut]


@router.post("/venues/{venue_id}/doors/{door_id}/device-codes", status_code=201)
async def make_device_code(
    caller: Changer, venue_id: VenueId, door_id: DoorId, body: DeviceInvite, register: Register
) -> DeviceCode:
    """Make a one-time code with which one device may enrol for a door."""
    made = await register.invite(caller, venue_id, door_id, body.kind, body.name.strip())
    groups = [made.code[i : i + 4] for i in range(0, len(made.code), 4)]
    return DeviceCode(code="-".join(groups), kind=made.kind, expires_at=made.expires_at)


@router.get("/venues/{venue_id}/devices")
async def list_devices(
    caller: Changer, venue_id: VenueId, register: Register, clock: Annotated[Clock, Depends(provided(Clock))]
) -> DeviceList:
    """Give the venue's devices with when they were last heard of."""
    now = clock.now()
    return DeviceList(items=[_out(device, now) for device in await register.list(caller, venue_id)])


@router.post("/venues/{venue_id}/devices/{device_id}/revoke")
async def revoke_device(
    caller: Changer,
    venue_id: VenueId,
    device_id: DeviceId,
    register: Register,
    clock: Annotated[Clock, Depends(provided(Clock))],
) -> DeviceOut:
    """Refuse a device from now on; enrolled again it is another device."""
    return _out(await register.revoke(caller, venue_id, device_id), clock.now())


def _out(device: Device, now: datetime) -> DeviceOut:
    silent = now - device.last_seen_at > SILENT_AFTER
    return DeviceOut(
        id=device.id,
        kind=device.kind,
        door_id=device.place.door_id,
        name=device.name,
        model=device.model,
        software_version=device.software_version,
        state="revoked" if device.revoked_at else "silent" if silent else "online",
        waiting=device.waiting,
        enrolled_at=device.enrolled_at,
        last_seen_at=device.last_seen_at,
        revoked_at=device.revoked_at,
    )
