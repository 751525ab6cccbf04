"""SQL of devices, as typed functions."""

from datetime import datetime
from typing import Any

from venuecode.identity.devices.model import Device, DeviceKind, Enrolment, Place
from venuecode.infra.sql import load_queries
from venuecode.kernel.ids import DeviceId, VenueId

_queries = load_queries(__file__)


def _place(row: Any) -> Place:
    return Place(row["venue_id"], row["door_id"], row["division_code"])


def _device(row: Any) -> Device:
    return Device(
        id=DeviceId(row["id"]),
        kind=DeviceKind(row["kind"]),
        place=_place(row),
        name=row["name"],
        public_key=row["public_key"],
        model=row["model"],
        software_version=row["software_version"],
        waiting=row["waiting"],
        enrolled_at=row["enrolled_at"],
        last_seen_at=row["last_seen_at"],
        revoked_at=row["revoked_at"],
    )


async def insert_invitation(
    connection: Any, kind: DeviceKind, place: Place, name: str, code_hash: bytes, now: datetime, expires_at: datetime
) -> None:
    await _queries.insert_invitation(
        connection,
        kind=kind,
        venue_id=place.venue_id,
        door_id=place.door_id,
        division_code=place.division_code,
        name=name,
        code_hash=code_hash,
        now=now,
        expires_at=expires_at,
    )


async def take_invitation(
    connection: Any, code_hash: bytes, now: datetime
) -> tuple[int, DeviceKind, Place, str] | None:
    """Use up a code; return (invitation, kind, place, name), or None if it is of no use."""
    row = await _queries.take_invitation(connection, code_hash=code_hash, now=now)
    return (row["id"], DeviceKind(row["kind"]), _place(row), row["name"]) if row else None


async def device_of_code(connection: Any, code_hash: bytes, public_key: bytes) -> Device | None:
    """Return the device that enrolled with this code and this key."""
    row = await _queries.device_of_code(connection, code_hash=code_hash, public_key=public_key)
    return _device(row) if row else None


async def insert_device(
    connection: Any,
    invitation_id: int,
    kind: DeviceKind,
    place: Place,
    name: str,
    enrolment: Enrolment,
    now: datetime,
) -> Device | None:
    """Store a device for an invitation; None when another has its key."""
    row = await _queries.insert_device(
        connection,
        kind=kind,
        venue_id=place.venue_id,
        door_id=place.door_id,
        division_code=place.division_code,
        name=name,
        public_key=enrolment.public_key,
        model=enrolment.model,
        software_version=enrolment.software_version,
        now=now,
    )
    if row is None:
        return None
    await _queries.note_enrolled(connection, device_id=row["id"], invitation_id=invitation_id)
    return _device(row)


async def device_by_id(connection: Any, device_id: int) -> Device | None:
    row = await _queries.device_by_id(connection, device_id=device_id)
    return _device(row) if row else None


async def devices_of_venue(connection: Any, venue_id: VenueId) -> list[Device]:
    return [_device(row) async for row in _queries.devices_of_venue(connection, venue_id=venue_id)]


async def revoke_device(connection: Any, venue_id: VenueId, device_id: DeviceId, now: datetime) -> Device | None:
    row = await _queries.revoke_device(connection, venue_id=venue_id, device_id=device_id, now=now)
    return _device(row) if row else None


async def keep_nonce(connection: Any, device_id: DeviceId, nonce: str, now: datetime) -> bool:
    """Whether the nonce is new."""
    return bool(await _queries.keep_nonce(connection, device_id=device_id, nonce=nonce, now=now))


async def note_seen(connection: Any, device_id: DeviceId, now: datetime, before: datetime) -> None:
    await _queries.note_seen(connection, device_id=device_id, now=now, before=before)


async def note_told(
    connection: Any, device_id: DeviceId, now: datetime, *, software_version: str, waiting: int
) -> None:
    await _queries.note_told(
        connection, device_id=device_id, now=now, software_version=software_version, waiting=waiting
    )


async def forget(connection: Any, *, nonces_before: datetime, invitations_before: datetime) -> None:
    await _queries.forget_nonces(connection, before=nonces_before)
    await _queries.forget_invitations(connection, before=invitations_before)
