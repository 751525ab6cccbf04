"""The software terminal itself: reads, asks the server or decides alone, keeps, sends later in order and once."""

import asyncio
import base64
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from venuecode.cli.device.folder import Folder, Membership
from venuecode.cli.device.link import Away, Link, ServerRefused
from venuecode.cli.device.offline import decide_alone
from venuecode.cli.device.queue import Queue, Waiting
from venuecode.identity.devices.signatures import NEW

SOFTWARE = "simulator 1"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the terminal shows: the server's answer or its own; `late` for one that came after the person had gone."""

    answer: dict[str, Any]
    offline: bool = False
    late: bool = False
    conflict: bool = False


class Terminal:
    """One terminal. What is sent goes oldest first, one request at a time, so that the order stays."""

    def __init__(
        self, folder: Folder, http: httpx.AsyncClient, clock: Callable[[], float], show: Callable[[Shown], None]
    ) -> None:
        self._folder = folder
        self._http = http
        self._clock = clock
        self._show = show
        self._sending = asyncio.Lock()
        self._link: Link | None = None
        self._member = folder.membership()
        self.configuration = folder.configuration()
        self.queue = Queue(folder.queue)
        self.unplugged = False
        self.online = False

    @property
    def enrolled(self) -> bool:
        """Whether there is a server that knows this terminal."""
        return self._member is not None

    async def enrol(self, server: str, code: str) -> None:
        """Enrol with a one-time code; raises `Away` or `ServerRefused`."""
        key = self._folder.key()
        public = key.public_key().public_bytes_raw()
        link = Link(server, key, self._clock, self._http)
        body = {
            "code": code,
            "public_key": base64.b64encode(public).decode(),
            "model": "Simulator",
            "software_version": SOFTWARE,
        }
        answer = await link.post(NEW, "/enrolments", body)
        self._member = Membership(server, answer["device_id"])
        self._folder.keep_membership(self._member)
        self._link = link

    async def refresh(self) -> None:
        """Send a heartbeat, keep the configuration, send what waits. Without a server nothing happens."""
        try:
            told = await self._post("/heartbeat", {"software_version": SOFTWARE, "waiting": self.waiting})
        except Away:
            return
        self.configuration = {**told, **await self._revoked()}
        self._folder.keep_configuration(self.configuration)
        await self.send()

    async def _revoked(self) -> dict[str, Any]:
        """Return the marks of revoked cards: those known and those that came since, and until when that holds."""
        before = self.configuration or {}
        try:
            found = await self._post("/revocations", {"since": before.get("revoked_as_of")})
        except Away:
            return {name: before[name] for name in ("revoked", "revoked_as_of") if name in before}
        return {
            "revoked": sorted({*before.get("revoked", ()), *found["marks"]}),
            "revoked_as_of": found["as_of"],
        }

    async def read(self, content: dict[str, Any], direction: str | None = None) -> str:
        """Take one reading: keep it, then ask the server, or decide alone while it is away. Return its id."""
        reading_id = str(uuid.uuid4())
        kept = {**content, **({"direction": direction} if direction else {})}
        self.queue.put(reading_id, kept, self._clock(), self._link.skew if self._link else None)
        if not await self.send(now=reading_id):
            answer = decide_alone(kept, self.configuration, datetime.fromtimestamp(self._now(), UTC))
            self.queue.said(reading_id, answer["verdict"])
            self._show(Shown(answer, offline=True))
        return reading_id

    async def send(self, now: str | None = None) -> bool:
        """Send what waits, in order; whether nothing waits any more. The reading `now` is shown as of this moment."""
        async with self._sending:
            try:
                while batch := self.queue.waiting(self._batch):
                    if not await self._send_batch(batch, now):
                        return False
            except Away:
                return False
            return True

    @property
    def waiting(self) -> int:
        """How many readings are still to be sent."""
        return self.queue.counts()["waiting"]

    @property
    def _batch(self) -> int:
        told = self.configuration or {}
        return int(told.get("limits", {}).get("batch", 50))

    async def _send_batch(self, batch: list[Waiting], now: str | None) -> bool:
        if self._line().skew is None:
            await self._post("/heartbeat", {"software_version": SOFTWARE, "waiting": self.waiting})
        items = [self._body(one) for one in batch]
        records = (await self._post("/readings/batch", {"items": items}))["items"]
        for record in records:
            if record["state"] == "again":
                return False
            answer = record.get("answer")
            self.queue.settle(record["id"], record["state"], answer["verdict"] if answer else record.get("problem"))
            if answer:
                late = record["id"] != now
                self._show(Shown(answer, late=late, conflict=late and answer.get("conflict") is not None))
        return True

    def _body(self, one: Waiting) -> dict[str, Any]:
        """Return a reading as it is sent; its moment is put right by the server's clock once, then stays."""
        at = one.at
        if at is None:
            skew = one.skew if one.skew is not None else self._line().skew or 0.0
            at = datetime.fromtimestamp(one.taken + skew, UTC).isoformat()
            self.queue.fix(one.id, at)
        said = {"shown_offline": one.said} if one.said in ("pass", "stop") else {}
        return {"id": one.id, "at": at, **one.content, **said}

    async def _post(self, path: str, content: dict[str, Any]) -> dict[str, Any]:
        if self.unplugged or self._member is None:
            self.online = False
            raise Away
        try:
            answer = await self._line().post(self._member.device_id, path, content)
        except Away:
            self.online = False
            raise
        except ServerRefused:
            self.online = True
            raise
        self.online = True
        return answer

    def _line(self) -> Link:
        assert self._member is not None
        if self._link is None:
            self._link = Link(self._member.server, self._folder.key(), self._clock, self._http)
        return self._link

    def _now(self) -> float:
        return self._link.now() if self._link else self._clock()
