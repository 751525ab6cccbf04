"""Systems of other bodies for tests: registered through the service, signing as docs/push.md says."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI

from venuecode.identity.systems.model import Grant, NewSystem, SystemKind
from venuecode.identity.systems.service import Systems
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.signing import hmac_signature, signed_text


@dataclass
class Signer:
    """Signs requests with a system's key."""

    key: str
    secret: str
    clock: Clock
    system_id: int = 0

    def headers(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        *,
        at: datetime | None = None,
        nonce: str | None = None,
    ) -> dict[str, str]:
        """Return the four headers of a signed request."""
        stamp = int((at or self.clock.now()).timestamp())
        nonce = nonce or secrets.token_hex(16)
        signature = hmac_signature(self.secret, signed_text(method, target, stamp, nonce, body))
        return {"x-key": self.key, "x-timestamp": str(stamp), "x-nonce": nonce, "x-signature": signature}


async def make_system(
    app: FastAPI,
    division: str = "371502",
    grants: frozenset[Grant] = frozenset(Grant),
    kind: SystemKind = SystemKind.LABORATORY,
    per_minute: int = 60_000,
    origin: str | None = None,
) -> Signer:
    """Register a system and return its signer."""
    services = app.state.services
    speaks_for = DivisionCode(origin) if origin else None
    new = NewSystem("东昌府区检测中心", kind, DivisionCode(division), grants, per_minute, speaks_for)
    system, issued = await services[Systems].create(new)
    return Signer(issued.name, issued.secret, services[Clock], system.id)
