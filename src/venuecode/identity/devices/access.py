"""The dependency that admits a device by its signed request."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request

from venuecode.identity.access import admits
from venuecode.identity.devices.model import Device, DeviceKind
from venuecode.identity.devices.service import Devices
from venuecode.infra.http import provided
from venuecode.kernel.errors import NotAllowed


def device(*kinds: DeviceKind) -> Callable[..., Awaitable[Device]]:
    """Return a dependency that admits devices of these kinds; of any kind when none is named."""

    @admits("device:" + ",".join(kinds or ("any",)))
    async def signing_device(request: Request, devices: Annotated[Devices, Depends(provided(Devices))]) -> Device:
        found = await devices.admit(request.headers, request.url.path, await request.body())
        if kinds and found.kind not in kinds:
            raise NotAllowed
        return found

    return signing_device


AnyDevice = Annotated[Device, Depends(device())]
Terminal = Annotated[Device, Depends(device(DeviceKind.TERMINAL))]
