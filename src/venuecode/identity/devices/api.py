"""The route by which a device enrols itself. Who may make the code for it is in venues/devices."""

import base64
import binascii
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from venuecode.identity.devices.model import DeviceKind, Enrolment
from venuecode.identity.devices.service import Devices
from venuecode.identity.devices.signatures import KEY_BYTES
from venuecode.infra.http import Address, Public, provided
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.text import Text

router = APIRouter(prefix="/api/device/v1", tags=["devices"])
_KEY = Text("应为 32 字节 Ed25519 公钥的 Base64", "Must be the 32 bytes of an Ed25519 public key in Base64")


class EnrolmentIn(BaseModel):
    """A device that enrols. The request is signed with this very key, `keyid="new"`."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(min_length=4, max_length=40, description="One-time code of the manager or officer")]
    public_key: Annotated[str, Field(max_length=100, description="Raw Ed25519 key, 32 bytes in Base64")]
    model: Annotated[str, Field(max_length=80, description="Maker and model")] = ""
    software_version: Annotated[str, Field(max_length=40)] = ""

    def enrolment(self) -> Enrolment:
        """Return it for the service; raises `InvalidInput`."""
        try:
            key = base64.b64decode(self.public_key, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise InvalidInput(fields={"public_key": _KEY})
        return Enrolment(self.code, key, self.model, self.software_version)


class EnrolledOut(BaseModel):
    """The device as it is known from now on; `device_id` is the keyid of all that it signs."""

    device_id: str
    kind: DeviceKind
    name: str
    server_time: datetime


@router.post("/enrolments", status_code=201)
async def enrol_device(
    _: Public,
    request: Request,
    body: EnrolmentIn,
    address: Address,
    devices: Annotated[Devices, Depends(provided(Devices))],
    clock: Annotated[Clock, Depends(provided(Clock))],
) -> EnrolledOut:
    """Enrol a device by its one-time code; docs/devices.md shows how to sign."""
    found = await devices.enrol(body.enrolment(), request.headers, request.url.path, await request.body(), address)
    return EnrolledOut(device_id=str(found.id), kind=found.kind, name=found.name, server_time=clock.now())
