"""The reference client of the exchange against the application: the file that other bodies copy, over ASGI."""

import asyncio
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from asgi import call
from systems import Signer
from venuecode.kernel.clock import Clock

sys.path.insert(0, str(Path(__file__).parents[1] / "examples" / "exchange_client"))
from venuecode_exchange import Answer, ExchangeClient


class Partner:
    """Another body's system: `do` runs a call of the client beside the application and returns its answer."""

    def __init__(self, app: FastAPI, signer: Signer, *scopes: str) -> None:
        self.requests: list[str] = []
        self._app = app
        self._loop = asyncio.get_running_loop()
        clock: Clock = app.state.services[Clock]
        self.client = ExchangeClient(
            "https://test", signer.key, signer.secret, scopes, send=self._send, now=lambda: clock.now().timestamp()
        )

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        path = url.removeprefix("https://test")
        self.requests.append(path)
        answer = asyncio.run_coroutine_threadsafe(call(self._app, method, path, dict(headers), body), self._loop)
        got = answer.result(30)
        return got.status, got.headers or {}, got.body

    async def do(self, what: Callable[..., Any], *values: Any, **named: Any) -> Any:
        """Call a method of the client."""
        return await asyncio.to_thread(what, *values, **named)
