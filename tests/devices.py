"""A software device for tests: enrols with an invented key and signs what it sends."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from doors import Place
from venuecode.identity.devices.model import DeviceKind
from venuecode.identity.devices.model import Place as DevicePlace
from venuecode.identity.devices.service import Devices
from venuecode.identity.devices.signatures import NEW, sign
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import DivisionCode, DoorId, VenueId

V1 = "/api/device/v1"


@dataclass
class TestDevice:
    """A device with its key; `skew` seconds is how wrong its clock goes."""

    __test__ = False

    client: httpx.AsyncClient
    clock: Clock
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    id: str = NEW
    skew: float = 0

    @property
    def public_key(self) -> str:
        return base64.b64encode(self.key.public_key().public_bytes_raw()).decode()

    def headers(self, method: str, target: str, body: bytes = b"", *, nonce: str | None = None) -> dict[str, str]:
        """Return the headers of a signed request."""
        created = int(self.clock.now().timestamp() + self.skew)
        nonce = nonce or secrets.token_urlsafe(16)
        signed = sign(self.key, self.id, method, target, body, created=created, nonce=nonce)
        return {**signed, "content-type": "application/json", "accept-language": "en"}

    async def post(self, path: str, content: Any) -> httpx.Response:
        body = json.dumps(content).encode()
        return await self.client.post(V1 + path, content=body, headers=self.headers("POST", V1 + path, body))

    async def enrol(self, code: str) -> httpx.Response:
        answer = await self.post("/enrolments", {"code": code, "public_key": self.public_key, "model": "测试终端 T1"})
        if answer.status_code == 201:
            self.id = answer.json()["device_id"]
        return answer


async def enrolled(
    app: FastAPI, client: httpx.AsyncClient, place: Place, kind: DeviceKind = DeviceKind.TERMINAL
) -> TestDevice:
    """Return a device that is enrolled at a place's door."""
    services = app.state.services
    at = DevicePlace(VenueId(place.venue_id), DoorId(place.door_id), DivisionCode("371502001"))
    async with services[Database].transaction() as connection:
        invitation = await services[Devices].invite(connection, kind, at, "南门终端")
    device = TestDevice(client, services[Clock])
    answer = await device.enrol(invitation.code)
    assert answer.status_code == 201, answer.text
    return device


def document(number: str, name: str, kind: str = "resident_id", **more: Any) -> dict[str, Any]:
    """Return the document part of a reading."""
    return {"type": kind, "number": number, "name": name, **more}


def reading(clock: Clock, **more: Any) -> dict[str, Any]:
    """Return a reading of now."""
    return {"id": str(uuid4()), "at": clock.now().isoformat(), **more}
