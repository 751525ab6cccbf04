"""Phones, guards and terminals over a line that is cut in the middle, with wrong clocks: nothing lost, nothing twice.

The phones are the clients' own code in a process of their own, which dies in the middle, too.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from doors import Place, add_door, join, open_place
from people import bearer, register_citizen, resident_id
from served import CutLine, serving
from venuecode import settings as settings_module
from venuecode.app import build_app
from venuecode.cli.device.folder import Folder
from venuecode.cli.device.reading import reading_of
from venuecode.cli.device.terminal import Terminal
from venuecode.identity.devices.model import DeviceKind
from venuecode.identity.devices.model import Place as DevicePlace
from venuecode.identity.devices.service import Devices
from venuecode.infra.db import Database
from venuecode.kernel.ids import DivisionCode, DoorId, VenueId
from venuecode.sections import SECTIONS
from venuecode.settings import Settings

CORE = Path(__file__).parents[3] / "clients" / "core"
MANY = 24


@pytest.fixture
async def world(database_url: str, db: Database, tmp_path: Path) -> AsyncIterator[FastAPI]:
    """An application on the machine's own clock, whose keys the server process shares."""
    own = {"VENUECODE_CORE__DATA_DIR": str(tmp_path), "VENUECODE_SCANNING__ENTRIES_PER_GUARD_HOUR": "1000"}
    app = build_app(settings_module.load(SECTIONS, None, own), database_url)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def line(world: FastAPI, database_url: str, tmp_path: Path) -> AsyncIterator[CutLine]:
    assert world.state.services[Settings]
    async with serving(database_url, tmp_path, tmp_path / "server.log") as (at, _), CutLine(at, 7).open() as line:
        yield line


class Phone:
    """The clients' queue in a process of its own."""

    def __init__(self, line: CutLine, token: str, owner: int, store: Path, kind: str) -> None:
        self.asked = {"token": token, "owner": str(owner), "store": str(store), "kind": kind, "made": []}
        self.line = line

    async def run(self, made: list[Any], *, offset: int = 0, die: int = 0, rounds: int = 400) -> Any:
        """Keep what was made and send until nothing waits; None when it died."""
        asked = self.asked | {"url": self.line.at, "made": made, "offset": offset, "die": die, "rounds": rounds}
        process = await asyncio.create_subprocess_exec(
            *("node", "--import", "tsx", "tests/drive.ts", json.dumps(asked)),
            cwd=CORE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 90)
        if process.returncode == 9:
            return None
        assert process.returncode == 0, err.decode()[-2000:]
        return json.loads(out)


async def visits(db: Database) -> list[Any]:
    async with db.connection() as connection:
        return list(
            await connection.fetch("select person_id, door_id, at, id, method from visit order by recorded_at, at")
        )


def iso(moment: datetime) -> str:
    return moment.isoformat()


async def doors(db: Database, number: int) -> list[Place]:
    first = await open_place(db)
    async with db.transaction() as connection:
        return [first] + [await add_door(connection, first.venue_id, f"{n} 号门") for n in range(1, number)]


def scan_of(place: Place, at: datetime | None) -> dict[str, Any]:
    scan_id = str(uuid4())
    body = {"code": place.code, "client_visit_id": scan_id, "at": iso(at) if at else None, "companions": []}
    return {"id": scan_id, "body": body}


def all_ways_were_cut(line: CutLine) -> None:
    assert all(line.seen.values()), line.seen


async def test_a_citizens_scans_arrive_once_and_in_order(
    world: FastAPI, db: Database, line: CutLine, tmp_path: Path
) -> None:
    token, person = await register_citizen(world)
    places = await doors(db, MANY)
    now = datetime.now(UTC)
    made = [scan_of(place, now - timedelta(minutes=3 * (MANY - n))) for n, place in enumerate(places)]
    phone = Phone(line, token, person, tmp_path / "phone", "scans")
    assert await phone.run(made, die=11) is None
    assert await phone.run([], die=17) is None
    last = await phone.run([])
    assert last["waiting"] == 0
    stored = await visits(db)
    assert [str(row["id"]) for row in stored] == [one["id"] for one in made], "each once, in their order"
    all_ways_were_cut(line)
    line.whole = True
    again = await phone.run(list(reversed(made)))
    assert all(one["people"][0]["repeated"] for one in again["told"].values()), "replayed and reordered"
    assert len(await visits(db)) == MANY


@pytest.mark.parametrize("minutes", [-10, 10])
async def test_a_phone_whose_clock_is_wrong_loses_no_scan(
    world: FastAPI, db: Database, line: CutLine, tmp_path: Path, minutes: int
) -> None:
    token, person = await register_citizen(world)
    places = await doors(db, 5)
    phone = Phone(line, token, person, tmp_path / "phone", "scans")
    before = datetime.now(UTC)
    last = await phone.run([scan_of(place, None) for place in places], offset=minutes * 60_000)
    stored = await visits(db)
    assert (last["waiting"], len(stored), len({row["id"] for row in stored})) == (0, 5, 5)
    off = [abs(row["at"] - before) < timedelta(minutes=2) for row in stored]
    assert all(off[1:]), "what is sent after the first answer is of the right time"
    if minutes > 0:
        assert off[0], "what came from the future is put right"


async def test_a_guards_entries_arrive_once_and_in_order_with_a_wrong_clock(
    world: FastAPI, db: Database, line: CutLine, tmp_path: Path
) -> None:
    guard_token, guard = await register_citizen(world, "赵保安")
    place = await open_place(db)
    await join(db, guard, place.venue_id)
    codes = []
    async with httpx.AsyncClient(base_url=line.server) as http:
        for _ in range(MANY):
            token, _ = await register_citizen(world)
            codes.append((await http.post("/api/v1/me/code", headers=bearer(token))).json()["code"])
    made = [entry_of(place, {"way": "code", "code": code}, "pass") for code in codes]
    typed = {"way": "typed", "name": "周明", "document_type": "resident_id", "consent": True}
    made += [entry_of(place, typed | {"document_number": resident_id()}, "unknown") for _ in range(4)]
    phone = Phone(line, guard_token, guard, tmp_path / "guard", "entries")
    assert await phone.run(made, die=9, offset=4 * 60_000) is None
    last = await phone.run([], offset=4 * 60_000)
    assert last["waiting"] == 0
    stored = await visits(db)
    assert [str(row["id"]) for row in stored] == [one["id"] for one in made], "each once, in their order"
    assert len({row["person_id"] for row in stored}) == MANY + 4
    all_ways_were_cut(line)
    async with httpx.AsyncClient(base_url=line.server) as http:
        for body in reversed(last["sent"]):
            path = f"/api/v1/guard/doors/{place.door_id}/entries"
            answer = await http.post(path, json=body, headers=bearer(guard_token))
            assert answer.json()["result"] == "visit", "replayed and reordered"
    assert len(await visits(db)) == MANY + 4


def entry_of(place: Place, person: dict[str, Any], shown: str) -> dict[str, Any]:
    entry_id = str(uuid4())
    body = {"client_visit_id": entry_id, "at": None, "direction": "in", "shown_offline": shown, "person": person}
    return {"id": entry_id, "doorId": place.door_id, "body": body}


async def test_a_terminals_readings_arrive_once_and_in_order_with_a_wrong_clock(
    world: FastAPI, db: Database, line: CutLine, tmp_path: Path
) -> None:
    place = await open_place(db)
    where = DevicePlace(VenueId(place.venue_id), DoorId(place.door_id), DivisionCode("371502001"))
    async with world.state.services[Database].transaction() as connection:
        made = await world.state.services[Devices].invite(connection, DeviceKind.TERMINAL, where, "终端")
    people = []
    for _ in range(MANY):
        number = resident_id()
        people.append((f"{number} 张小明", (await register_citizen(world, "张小明", number=number))[1]))

    def wrong() -> float:
        return datetime.now(UTC).timestamp() - 600

    async with httpx.AsyncClient() as http:
        terminal = Terminal(Folder(tmp_path / "terminal"), http, wrong, lambda _: None)
        line.whole = True
        await terminal.enrol(line.at, made.code)
        await terminal.refresh()
        line.whole = False
        for text, _ in people:
            content = reading_of(text)
            assert content is not None
            await terminal.read(content)
        terminal = Terminal(Folder(tmp_path / "terminal"), http, wrong, lambda _: None)
        for _ in range(200):
            if not terminal.waiting:
                break
            await terminal.refresh()
    stored = await visits(db)
    assert [row["person_id"] for row in stored] == [person for _, person in people], "each once, in their order"
    now = datetime.now(UTC)
    assert all(abs(row["at"] - now) < timedelta(minutes=3) for row in stored), "by the server's clock"
    all_ways_were_cut(line)
