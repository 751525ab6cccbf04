"""The API of devices, version 1: heartbeats, readings, batches of readings; and the guard's side of a call."""

import base64
from typing import Annotated

from fastapi import APIRouter, Depends

from venuecode.identity.access import Citizen
from venuecode.identity.devices.access import AnyDevice, Terminal
from venuecode.identity.devices.model import Device
from venuecode.infra.http import provided
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import Busy, DomainError
from venuecode.passes.schemas import PublishedKey
from venuecode.scanning.devices.calls import Calls
from venuecode.scanning.devices.desk import DeviceDesk, Told
from venuecode.scanning.devices.schemas import (
    BatchIn,
    BatchOut,
    CodeKeyOut,
    DeviceDoor,
    HeartbeatIn,
    HeartbeatOut,
    Limits,
    ReadingIn,
    ReadingOut,
    RecordOut,
    RevocationsIn,
    RevocationsOut,
    Rotation,
    reading_out,
    words,
)
from venuecode.scanning.devices.service import Terminals
from venuecode.scanning.door import DoorScreens
from venuecode.scanning.rules import MAX_AHEAD, MAX_BACK
from venuecode.venues.rotating import STEP

router = APIRouter(tags=["devices"])
Desk = Annotated[Terminals, Depends(provided(Terminals))]
Now = Annotated[Clock, Depends(provided(Clock))]


@router.post("/api/device/v1/heartbeat")
async def heartbeat(
    device: AnyDevice, body: HeartbeatIn, desk: Annotated[DeviceDesk, Depends(provided(DeviceDesk))]
) -> HeartbeatOut:
    """Say that the device is there; get its configuration and the time. Every 30 s."""
    told = await desk.heartbeat(device, software_version=body.software_version, waiting=body.waiting)
    return _configuration(device, told)


@router.post("/api/device/v1/revocations")
async def list_revocations(
    _: Terminal, body: RevocationsIn, desk: Annotated[DeviceDesk, Depends(provided(DeviceDesk))]
) -> RevocationsOut:
    """Give the paper cards that were revoked since; ask with each heartbeat."""
    found = await desk.revocations(body.since)
    return RevocationsOut(marks=[mark.hex() for mark in found.marks], as_of=found.as_of)


@router.post("/api/device/v1/readings")
async def take_reading(device: Terminal, body: ReadingIn, desk: Desk, clock: Now) -> ReadingOut:
    """Register the person of a document or a code, and get what to show; answered once it is stored durably."""
    outcome = await desk.take(device, body.reading())
    return reading_out(body.id, outcome, clock.now())


@router.post("/api/device/v1/readings/batch")
async def take_readings(device: Terminal, body: BatchIn, desk: Desk, clock: Now) -> BatchOut:
    """Register what was read without a network: in order, each once, each with its own result."""
    outcomes = await desk.take_all(device, [item.reading() for item in body.items])
    now = clock.now()
    records = [
        _failed(item, outcome)
        if isinstance(outcome, DomainError)
        else RecordOut(id=item.id, state="stored", answer=reading_out(item.id, outcome, now))
        for item, outcome in zip(body.items, outcomes, strict=True)
    ]
    return BatchOut(items=records, server_time=now)


@router.post("/api/v1/doors/{door_id}/calls/{call_id}/close", status_code=204, tags=["door"])
async def close_call(
    door_id: int,
    call_id: int,
    caller: Citizen,
    screens: Annotated[DoorScreens, Depends(provided(DoorScreens))],
    calls: Annotated[Calls, Depends(provided(Calls))],
) -> None:
    """Take a terminal's call off the screens: the guard has seen to the person."""
    await screens.guarded(caller.person_id, [door_id])
    await calls.close(door_id, call_id, caller.person_id)


def _failed(item: ReadingIn, error: DomainError) -> RecordOut:
    return RecordOut(id=item.id, state="again" if isinstance(error, Busy) else "refused", problem=error.code)


def _configuration(device: Device, told: Told) -> HeartbeatOut:
    facts = told.door.facts
    return HeartbeatOut(
        server_time=told.now,
        device_id=str(device.id),
        kind=device.kind,
        name=device.name,
        door=DeviceDoor(
            id=facts.door_id,
            name=facts.door_name,
            direction=facts.direction,
            plate=facts.plate,
            route=facts.route,
            venue_name=facts.venue_full_name,
            venue_short_name=facts.venue_short_name,
            url=told.url,
            rotating_only=facts.rotating_only,
            closed=words(told.closed.title) if told.closed else None,
        ),
        demand_test_hours=told.asked_hours,
        rotation=Rotation(step_seconds=STEP, first_step=told.first_step, proofs=told.proofs) if told.proofs else None,
        keys=[PublishedKey.of(key) for key in told.keys],
        code_keys=[
            CodeKeyOut(
                secret=base64.b64encode(key.secret).decode(),
                issued_from=key.issued_from,
                issued_until=key.issued_until,
            )
            for key in told.code_keys
        ],
        limits=Limits(back_seconds=int(MAX_BACK.total_seconds()), ahead_seconds=int(MAX_AHEAD.total_seconds())),
    )
