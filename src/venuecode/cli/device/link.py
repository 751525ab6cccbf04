"""The line to the server: signed requests, the server's time learnt from every answer."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from venuecode.identity.devices.signatures import sign

BASE = "/api/device/v1"
SECONDS = 10.0
_BUSY = {429, 500, 502, 503, 504}


class Away(Exception):
    """No answer, or none that settles anything: what was sent is kept and sent again."""


class ServerRefused(Exception):
    """The server understood and said no; `code` is stable, `title` is for people."""

    def __init__(self, code: str, title: str) -> None:
        super().__init__(code)
        self.code = code
        self.title = title


class Link:
    """Signs with the terminal's key. `skew` is the server's clock less ours in seconds, unknown before an answer."""

    def __init__(
        self, server: str, key: Ed25519PrivateKey, clock: Callable[[], float], http: httpx.AsyncClient
    ) -> None:
        self._server = server.rstrip("/")
        self._key = key
        self._clock = clock
        self._http = http
        self.skew: float | None = None

    def now(self) -> float:
        """Return the server's time in Unix seconds, as far as it is known."""
        return self._clock() + (self.skew or 0.0)

    async def post(self, keyid: str, path: str, content: dict[str, Any]) -> dict[str, Any]:
        """Send one signed request, once more if the clock was wrong; raises `Away` or `ServerRefused`."""
        try:
            return await self._attempt(keyid, path, content)
        except ServerRefused as refused:
            if refused.code != "device.clock_wrong":
                raise
        return await self._attempt(keyid, path, content)

    async def _attempt(self, keyid: str, path: str, content: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(content, ensure_ascii=False).encode()
        signed = sign(
            self._key, keyid, "POST", BASE + path, body, created=int(self.now()), nonce=secrets.token_urlsafe(16)
        )
        headers = {**signed, "content-type": "application/json", "accept-language": "zh-CN"}
        try:
            response = await self._http.post(self._server + BASE + path, content=body, headers=headers, timeout=SECONDS)
            answer = response.json()
        except (httpx.HTTPError, ValueError) as fault:
            raise Away from fault
        if not isinstance(answer, dict) or response.status_code in _BUSY:
            raise Away
        self._learn(answer.get("server_time"))
        if response.status_code >= httpx.codes.BAD_REQUEST:
            raise ServerRefused(str(answer.get("code", response.status_code)), str(answer.get("title", "")))
        return answer

    def _learn(self, server_time: object) -> None:
        if isinstance(server_time, str):
            self.skew = datetime.fromisoformat(server_time).timestamp() - self._clock()
