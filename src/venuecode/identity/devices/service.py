"""Use cases of devices: invite, enrol, let a signed request in, list, revoke."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.devices import signatures, store
from venuecode.identity.devices.model import (
    ClockWrong,
    Device,
    DeviceKind,
    DeviceRevoked,
    Enrolment,
    Invitation,
    InvitationUnfit,
    KeyTaken,
    NotSigned,
    Place,
    Replayed,
    SignatureWrong,
)
from venuecode.identity.settings import IdentitySettings
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys
from venuecode.infra.limits import Limit, address_key, use
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import DeviceId, VenueId

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
"""Twelve symbols of 32: 60 bits, good for one hour and one device."""
SKEW = timedelta(minutes=5)
"""How far `created` may lie from the server's clock, either way."""
NONCES_KEPT = 3 * SKEW
SEEN_EVERY = timedelta(seconds=20)
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": "", " ": ""})
_HOUR = timedelta(hours=1)


class Devices:
    """The register of devices. Each request reads the device's row, so a revocation holds from its commit on."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, keys: Keys, settings: IdentitySettings) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._ring = keys.ring
        self._settings = settings

    async def invite(self, connection: Any, kind: DeviceKind, place: Place, name: str) -> Invitation:
        """Make a one-time code within the caller's transaction; the caller answers for the right to."""
        now = self._clock.now()
        expires_at = now + timedelta(minutes=self._settings.device_code_minutes)
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        await store.insert_invitation(connection, kind, place, name, self._hash(code), now, expires_at)
        return Invitation(code, kind, expires_at)

    async def enrol(
        self, enrolment: Enrolment, headers: Mapping[str, str], path: str, body: bytes, address: str
    ) -> Device:
        """Enrol a device that proves by the request's signature that the key is its own.

        Raises `NotSigned`, `SignatureWrong`, `ClockWrong`, `InvitationUnfit`, `KeyTaken`, `TooManyRequests`.
        """
        signed = self._read(headers, enrolment.public_key, path, body)
        if signed.keyid != signatures.NEW:
            raise SignatureWrong
        now = self._clock.now()
        limit = Limit("device_codes_per_address_hour", self._settings.device_codes_per_address_hour, _HOUR)
        async with self._db.transaction() as connection:
            key = self._ring.blind_index(address_key(address), "limit_window.key")
            await use(connection, limit, key, now)
        async with self._db.transaction() as connection:
            code_hash = self._hash(enrolment.code)
            taken = await store.take_invitation(connection, code_hash, now)
            if taken is None:
                before = await store.device_of_code(connection, code_hash, enrolment.public_key)
                if before is None:
                    raise InvitationUnfit
                return before
            device = await store.insert_device(connection, *taken, enrolment, now)
            if device is None:
                raise KeyTaken
            await self._record(connection, device, "device.enrolled")
            return device

    async def admit(self, headers: Mapping[str, str], path: str, body: bytes) -> Device:
        """Return the device that signed a request; raises the reason why it is not let in."""
        signed = signatures.read(headers)
        if signed is None:
            raise NotSigned
        device = await self._known(signed.keyid)
        self._read(headers, device.public_key, path, body)
        if device.revoked_at is not None:
            raise DeviceRevoked
        now = self._clock.now()
        async with self._db.transaction() as connection:
            if not await store.keep_nonce(connection, device.id, signed.nonce, now):
                raise Replayed
            if now - device.last_seen_at > SEEN_EVERY:
                await store.note_seen(connection, device.id, now, now - SEEN_EVERY)
        return device

    async def note_told(self, device: Device, *, software_version: str, waiting: int) -> None:
        """Keep what a device says of itself in a heartbeat."""
        async with self._db.transaction() as connection:
            await store.note_told(
                connection, device.id, self._clock.now(), software_version=software_version, waiting=waiting
            )

    async def of_venue(self, connection: Any, venue_id: VenueId) -> list[Device]:
        """Return a venue's devices, those in use first; the caller answers for the right to see them."""
        return await store.devices_of_venue(connection, venue_id)

    async def revoke(self, connection: Any, venue_id: VenueId, device_id: DeviceId) -> Device | None:
        """Refuse a device from now on, within the caller's transaction; None if the venue has no such one in use."""
        return await store.revoke_device(connection, venue_id, device_id, self._clock.now())

    async def forget_old(self) -> None:
        """Remove nonces and codes that are of no use any more."""
        now = self._clock.now()
        async with self._db.transaction() as connection:
            await store.forget(connection, nonces_before=now - NONCES_KEPT, invitations_before=now - timedelta(days=1))

    async def _known(self, keyid: str) -> Device:
        if not keyid.isdecimal() or len(keyid) > 18:
            raise SignatureWrong
        async with self._db.connection() as connection:
            device = await store.device_by_id(connection, int(keyid))
        if device is None:
            raise SignatureWrong
        return device

    def _read(self, headers: Mapping[str, str], public_key: bytes, path: str, body: bytes) -> signatures.Signed:
        signed = signatures.read(headers)
        if signed is None:
            raise NotSigned
        if not signatures.fits(signed, public_key, "POST", path, body, headers.get("content-digest", "")):
            raise SignatureWrong
        now = self._clock.now()
        if abs(now.timestamp() - signed.created) > SKEW.total_seconds():
            raise ClockWrong(members={"server_time": _written(now)})
        return signed

    def _hash(self, code: str) -> bytes:
        return self._ring.blind_index(code.upper().translate(_READ_AS), "device_invitation.code")

    async def _record(self, connection: Any, device: Device, act: str) -> None:
        await self._audit.record(
            connection,
            device.actor,
            act,
            Subject("venue", device.place.venue_id),
            division_code=device.place.division_code,
            details={"device_id": device.id, "door_id": device.place.door_id, "kind": device.kind.value},
        )


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
