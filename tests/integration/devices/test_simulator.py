"""The software terminal against the real server: cut lines, wrong clocks, replays; nothing lost, nothing twice."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from rich.console import Console

from doors import open_place, set_status
from people import bearer, register_citizen, resident_id
from venuecode.cli.device.folder import Folder
from venuecode.cli.device.link import ServerRefused
from venuecode.cli.device.reading import reading_of
from venuecode.cli.device.simulate import obey
from venuecode.cli.device.terminal import Shown, Terminal
from venuecode.health.reasons import Reason
from venuecode.identity.devices.model import DeviceKind, Place
from venuecode.identity.devices.service import Devices
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.ids import DivisionCode, DoorId, VenueId
from venuecode.kernel.verdict import Colour


class Line(httpx.AsyncBaseTransport):
    """A line to the application that can be cut: before a request arrives, or before its answer comes back."""

    def __init__(self, app: FastAPI) -> None:
        self.inner = httpx.ASGITransport(app)
        self.cut: Callable[[int, str], str] = lambda _number, _path: ""
        self.number = 0
        self.sent: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.number += 1
        how = self.cut(self.number, request.url.path)
        if how == "before":
            raise httpx.ConnectError("cut")
        self.sent.append(request)
        answer = await self.inner.handle_async_request(request)
        if how == "after":
            raise httpx.ReadError("cut")
        return answer


class Bench:
    """A terminal on a bench: its line, its clock, what it showed."""

    def __init__(self, app: FastAPI, clock: FixedClock, folder: Path) -> None:
        self.app, self.clock, self.folder = app, clock, folder
        self.line = Line(app)
        self.wrong = 0.0
        self.shown: list[Shown] = []
        self.http = httpx.AsyncClient(transport=self.line)
        self.terminal = self.start()

    def start(self) -> Terminal:
        """Start the terminal's program anew on the same folder."""
        self.terminal = Terminal(Folder(self.folder), self.http, self.local, self.shown.append)
        return self.terminal

    def local(self) -> float:
        return self.clock.now().timestamp() + self.wrong

    async def enrol(self, venue_id: int, door_id: int) -> None:
        services = self.app.state.services
        place = Place(VenueId(venue_id), DoorId(door_id), DivisionCode("371502001"))
        async with services[Database].transaction() as connection:
            made = await services[Devices].invite(connection, DeviceKind.TERMINAL, place, "终端")
        await self.terminal.enrol("http://test", made.code)
        await self.terminal.refresh()


@pytest.fixture
async def bench(app: FastAPI, clock: FixedClock, db: Database, tmp_path: Path) -> Bench:
    made = Bench(app, clock, tmp_path / "terminal")
    place = await open_place(db)
    await made.enrol(place.venue_id, place.door_id)
    return made


async def people_of(app: FastAPI, count: int) -> list[tuple[str, int]]:
    """Register people; return what a terminal reads of each, and the id."""
    found = []
    for _ in range(count):
        number = resident_id()
        _, person = await register_citizen(app, "张小明", number=number)
        found.append((f"{number} 张小明", person))
    return found


async def visits(db: Database) -> list[tuple[int, datetime]]:
    async with db.connection() as connection:
        rows = await connection.fetch("select person_id, at from visit order by recorded_at, at")
    return [(row["person_id"], row["at"]) for row in rows]


def read(line: str) -> dict[str, Any]:
    content = reading_of(line)
    assert content is not None
    return content


async def test_online_it_shows_what_the_server_says_and_keeps_no_content(app: FastAPI, db: Database, bench: Bench):
    [(line, person)] = await people_of(app, 1)
    await bench.terminal.read(read(line))
    assert bench.shown[-1].answer["verdict"] == "pass"
    assert not bench.shown[-1].late
    assert [who for who, _ in await visits(db)] == [person]
    assert bench.terminal.queue.counts() == {"waiting": 0, "stored": 1, "refused": 0}
    bench.terminal.queue.close()
    number = line.split()[0].encode()
    assert number not in b"".join(file.read_bytes() for file in bench.folder.iterdir())
    assert {file.stat().st_mode & 0o077 for file in bench.folder.iterdir()} == {0}


@pytest.mark.parametrize("how", ["before", "after"])
async def test_a_line_cut_in_the_middle_of_sending_loses_nothing_and_doubles_nothing(
    app: FastAPI, db: Database, bench: Bench, clock: FixedClock, how: str
):
    everybody = await people_of(app, 7)
    bench.terminal.unplugged = True
    moments = []
    for line, _ in everybody:
        await bench.terminal.read(read(line))
        moments.append(clock.now())
        clock.advance(timedelta(minutes=3))
    assert [one.answer["verdict"] for one in bench.shown] == ["see_guard"] * 7
    clock.advance(timedelta(hours=1))
    bench.terminal = bench.start()  # the program was restarted meanwhile
    bench.terminal.configuration = {"limits": {"batch": 2}}
    batches = 0

    def cut(_number: int, path: str) -> str:
        nonlocal batches
        batches += path.endswith("/batch")
        return how if path.endswith("/batch") and batches % 2 == 0 else ""

    bench.line.cut = cut
    tries = 0
    while not await bench.terminal.send():
        tries += 1
        assert tries < 20
    assert tries >= 2
    assert await visits(db) == [(person, at) for (_, person), at in zip(everybody, moments, strict=True)]
    assert bench.terminal.queue.counts() == {"waiting": 0, "stored": 7, "refused": 0}


async def test_a_wrong_clock_is_put_right_by_the_server(app: FastAPI, db: Database, bench: Bench, clock: FixedClock):
    (first, _), (second, _) = await people_of(app, 2)
    bench.wrong = 3 * 3600
    bench.terminal = bench.start()  # after a power cut the clock is three hours ahead, and nobody has told it
    bench.terminal.unplugged = True
    await bench.terminal.read(read(first))
    early = clock.now()
    clock.advance(timedelta(minutes=20))
    bench.terminal.unplugged = False
    await bench.terminal.refresh()
    await bench.terminal.read(read(second))
    assert [at for _, at in await visits(db)] == [early, clock.now()]


async def test_batches_that_somebody_recorded_are_worth_nothing(app: FastAPI, db: Database, bench: Bench):
    for line, _ in await people_of(app, 2):
        await bench.terminal.read(read(line))
    sent = [request for request in bench.line.sent if request.url.path.endswith("/batch")]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as thief:
        for request in reversed(sent):
            answer = await thief.post(request.url.path, content=request.content, headers=dict(request.headers))
            assert answer.json()["code"] == "device.replayed"
            changed = json.dumps({"items": json.loads(request.content)["items"] * 2}).encode()
            forged = {name: value for name, value in request.headers.items() if name != "content-length"}
            answer = await thief.post(request.url.path, content=changed, headers=forged)
            assert answer.json()["code"] == "device.signature_wrong"
    assert len(await visits(db)) == 2


async def test_a_revoked_terminal_says_so_and_keeps_what_it_has(
    app: FastAPI, db: Database, bench: Bench, clock: FixedClock
):
    [(line, _)] = await people_of(app, 1)
    async with db.transaction() as connection:
        await connection.execute("update device set revoked_at = $1", clock.now())
    with pytest.raises(ServerRefused) as refused:
        await bench.terminal.read(read(line))
    assert refused.value.code == "device.revoked"
    assert bench.terminal.waiting == 1
    assert await visits(db) == []


async def test_offline_it_verifies_a_personal_code_with_the_keys_it_has(
    app: FastAPI, client: httpx.AsyncClient, db: Database, bench: Bench, clock: FixedClock
):
    token, person = await register_citizen(app)
    code = (await client.post("/api/v1/me/code", headers=bearer(token))).json()["code"]
    bench.terminal.unplugged = True
    await bench.terminal.read(read(code))
    said = bench.shown[-1]
    assert (said.offline, said.answer["verdict"], said.answer["light"]) == (
        True,
        "pass",
        {"colour": "green", "pattern": "steady"},
    )
    await bench.terminal.read(read(code[:-6] + "AAAAAA"))
    assert bench.shown[-1].answer["verdict"] == "try_again"
    clock.advance(timedelta(minutes=10))
    await bench.terminal.read(read(code))
    assert bench.shown[-1].answer["verdict"] == "try_again"
    # the person turned red meanwhile: the late answer says so
    now = clock.now()
    day = timedelta(days=1)
    await set_status(
        db,
        person,
        colour=Colour.RED,
        reason=Reason.CLOSE_CONTACT,
        source="疾控中心",
        since=now - day,
        until=now + day,
        updated_at=now,
    )
    bench.terminal.unplugged = False
    await bench.terminal.refresh()
    assert bench.terminal.waiting == 0
    late = [one for one in bench.shown if one.late]
    assert (late[0].answer["verdict"], late[0].conflict) == ("stop", True)
    assert len(await visits(db)) == 1


def test_what_is_typed_is_a_document_or_a_code():
    assert read("37150219900301001X 张 小明") == {
        "document": {"type": "resident_id", "number": "37150219900301001X", "name": "张 小明"}
    }
    assert read("passport/fr E1234567 MARIE CURIE")["document"] == {
        "type": "passport",
        "number": "E1234567",
        "name": "MARIE CURIE",
        "nationality": "FR",
    }
    assert read("VC1:ABC DEF") == {"code": "VC1:ABC DEF"}
    assert read("https://code.example.gov.cn/c/ABCD") == {"code": "https://code.example.gov.cn/c/ABCD"}
    assert reading_of("  \n") is None


@pytest.mark.parametrize("word", [":help", ":ofline"])
async def test_a_slip_in_a_command_is_answered_with_the_commands_and_not_sent(bench: Bench, word: str):
    console = Console(record=True, width=120)
    sent = len(bench.line.sent)
    await obey(console, bench.terminal, word, None)
    said = console.export_text()
    assert "[TYPE[/NATIONALITY]] NUMBER NAME" in said
    assert ":offline and :online" in said
    assert bench.terminal.queue.counts()["waiting"] == 0
    assert len(bench.line.sent) == sent
