"""Whoever's data goes in, it stands sealed in the database and in no log, metric, refusal, record or job."""

import io
import logging
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
import structlog
from fastapi import FastAPI

from devices import TestDevice, document, reading
from people import bearer, make_officer, resident_id
from venue_forms import STREET, apply, credit_code, form, reviewed_form
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.infra.logs import set_up_logs
from venuecode.kernel.clock import FixedClock

V1 = "/api/v1"
NAME, WARD, KEEPER, IMPORTED = "慕容雪见", "慕容星儿", "司马店长甲", "诸葛物业乙"
PHONE, KEEPER_PHONE, IMPORTED_PHONE = "13912345671", "13912345672", "13912345673"
PASSPORT = "E87654329"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, down to the details that nobody switches on."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    set_up_logs()
    stream = io.StringIO()
    root.handlers[0].setStream(stream)  # type: ignore[attr-defined]
    root.setLevel(logging.DEBUG)
    yield stream
    root.handlers, root.level = before, level
    structlog.reset_defaults()


class Walk:
    """Calls routes and keeps what they refuse with."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.refused: list[str] = []
        self.headers: list[str] = []

    async def __call__(self, token: str, method: str, path: str, status: int = 200, **more: Any) -> Any:
        answer = await self.client.request(method, V1 + path, headers=bearer(token) if token else {}, **more)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        self.headers.append(str(answer.headers))
        if status >= 400:
            self.refused.append(answer.text)
        return answer.json() if "json" in answer.headers.get("content-type", "") else None

    async def sign_in(self, phone: str) -> str:
        code = (await self("", "POST", "/sign-in/codes", json={"phone": phone}))["demo_code"]
        await self("", "POST", "/sign-in/codes", 429, json={"phone": phone})
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        await self("", "POST", "/sign-in", 422, json={"phone": phone, "code": wrong})
        return (await self("", "POST", "/sign-in", json={"phone": phone, "code": code}))["token"]


def identity(name: str, number: str) -> dict[str, Any]:
    return {"name": name, "document_type": "resident_id", "document_number": number}


async def citizens(walk: Walk, number: str, ward: str) -> str:
    """Register a person and a ward, with the refusals on the way; return the person's token."""
    token = await walk.sign_in(PHONE)
    version = (await walk("", "GET", "/registration/options"))["privacy_version"]
    me = {**identity(NAME, number), "division_code": STREET, "privacy_version": version}
    broken = number[:-1] + ("1" if number[-1] != "1" else "2")
    await walk(token, "POST", "/me", 422, json={**me, "document_number": broken})
    token = (await walk(token, "POST", "/me", 201, json=me))["token"]
    other = await walk.sign_in(KEEPER_PHONE)
    await walk(other, "POST", "/me", 409, json=me)
    await walk(other, "POST", "/me/recovery/codes", 404, json=identity(WARD, number))
    await walk(other, "POST", "/me/recovery/codes", json=identity(NAME, number))
    await walk(other, "POST", "/me/recovery", 422, json={**identity(NAME, number), "code": "000000"})
    await walk(other, "POST", "/me/recovery/help", 201, json=identity(NAME, number))
    bound = {**identity(WARD, ward), "relation": "child", "consent": True}
    await walk(token, "POST", "/me/family", 201, json=bound)
    await walk(token, "POST", "/me/family", 409, json=bound)
    await walk(token, "PUT", "/me/phone", 422, json={"phone": IMPORTED_PHONE, "code": "000000"})
    for path in ("/me", "/me/family", "/me/sessions", "/me/status", "/me/looks", "/me/visits"):
        await walk(token, "GET", path)
    return token


async def venue(walk: Walk, token: str, clock: FixedClock) -> None:
    """Apply for venues, return one, scan and report at the other."""
    own = {"responsible_person": KEEPER, "responsible_phone": KEEPER_PHONE}
    issued = await apply(walk.client, bearer(token), form(**own))
    await apply(walk.client, bearer(token), reviewed_form(credit_code=credit_code(4), **own))
    detail = await walk(token, "GET", f"/my/venues/{issued['venue_id']}")
    door = detail["doors"][0]
    scan = {"code": door["code"], "client_visit_id": str(uuid4()), "at": clock.now().isoformat()}
    await walk(token, "POST", "/scans", json=scan)
    await walk(token, "POST", "/scans", 422, json={**scan, "at": NAME})
    await walk(token, "POST", f"/doors/{door['id']}/reports", 201, json={})
    await walk(token, "POST", f"/my/venues/{issued['venue_id']}/invitations", 201, json={"role": "guard"})


async def terminal(walk: Walk, token: str, number: str, clock: FixedClock) -> None:
    """Put a terminal at the door: it reads somebody known, somebody unknown, a broken card and a wrong name."""
    [mine] = (await walk(token, "GET", "/my/venues"))["items"]
    path = f"/venues/{mine['id']}/doors/{mine['doors'][0]['id']}/device-codes"
    made = await walk(token, "POST", path, 201, json={"kind": "terminal"})
    device = TestDevice(walk.client, clock)
    assert (await device.enrol(made["code"])).status_code == 201
    passport = document(PASSPORT, IMPORTED, "passport", nationality="FR")
    said = []
    for card in (document(number, NAME), passport, document(number[:-1] + "Y", NAME), document(number, KEEPER)):
        answer = await device.post("/readings", reading(clock, document=card))
        said.append(answer.json()["verdict"])
        walk.refused.append(answer.text)
    assert said == ["pass", "see_guard", "try_again", "see_guard"]
    broken = await device.post("/readings", {"id": number, "document": document(number, NAME)})
    assert broken.status_code == 422
    walk.refused.append(broken.text)


async def officers(app: FastAPI, walk: Walk, number: str) -> None:
    """Look the person up, enter and import tests, review, import venues."""
    tracer = await make_officer(app, Role.HEALTH_OFFICER)
    look = {"document_type": "resident_id", "document_number": number, "reason": "流调核实"}
    person = (await walk(tracer, "POST", "/people/look-ups", json=look))["person_id"]
    full = await walk(tracer, "POST", f"/people/{person}/looks", json={"reason": "流调核实"})
    assert (full["name"], full["document_number"]) == (NAME, number)  # the one place where it is shown
    await walk(tracer, "POST", "/health/lookups", json=look)
    unknown = {**look, "document_type": "passport", "document_number": PASSPORT, "nationality": "FR"}
    await walk(tracer, "POST", "/health/lookups", 404, json=unknown)
    await walk(tracer, "POST", "/people/look-ups", 404, json=unknown)
    rows = (
        f"证件号码,采样时间,结果,检测机构\n{number},2026-05-06 08:30,阴性,区医院\n{PASSPORT},2026-05-06,阴性,区医院\n"
    )
    await walk(tracer, "POST", "/health/imports", 202, files={"file": ("tests.csv", rows.encode())})
    reviewer = await make_officer(app, Role.REVIEWER)
    [waiting] = (await walk(reviewer, "GET", "/venue-reviews"))["items"]
    body = {"version": 1, "reason": "请补充营业执照"}
    case = await walk(reviewer, "GET", f"/venue-reviews/{waiting['id']}")
    body["version"] = case["version"]
    await walk(reviewer, "POST", f"/venue-reviews/{waiting['id']}/return", json=body)
    await walk(reviewer, "GET", "/recoveries")
    sheet = (
        "场所全称,场所简称,场所类型,统一社会信用代码,所属街道,详细地址,负责人,负责人电话,出入口\n"
        f"幸福小区,幸福小区,居民小区,,371502001,花园路 2 号,{IMPORTED},{IMPORTED_PHONE},大门\n"
        f"无街道小区,无街道,居民小区,,999999,花园路 3 号,{IMPORTED},{IMPORTED_PHONE},大门\n"
    )
    files = {"file": ("venues.csv", sheet.encode())}
    found = await walk(reviewer, "POST", "/venue-imports", 202, files=files)
    jobs = app.state.services[JobBook].functions
    await jobs["venue_import.check"]({"import_id": found["id"]})
    found = await walk(reviewer, "GET", f"/venue-imports/{found['id']}")
    assert (found["rows_good"], found["rows_bad"]) == (1, 1)
    await walk(reviewer, "GET", f"/venue-imports/{found['id']}/bad-rows")
    asked = await walk(reviewer, "POST", f"/venue-imports/{found['id']}/apply", 202, json={"version": found["version"]})
    claimed = {"import_id": asked["id"], "officer_id": 2}
    await jobs["venue_import.apply"](claimed)
    await walk(await make_officer(app, Role.AUDITOR), "GET", "/audit/events")


async def stored(db: Database) -> dict[str, str]:
    """Return all rows of all tables as text, bytes in hexadecimal."""
    async with db.connection() as connection:
        tables = await connection.fetch(
            "select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind = 'r' and n.nspname = 'public'"
        )
        return {
            table["name"]: "\n".join(
                row["text"] for row in await connection.fetch(f"select t::text as text from {table['name']} t")
            )
            for table in tables
        }


async def test_personal_data_stays_where_it_belongs(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, log: io.StringIO
):
    number, ward = resident_id("19870412"), resident_id("20150102")
    walk = Walk(client)
    token = await citizens(walk, number, ward)
    await venue(walk, token, clock)
    await terminal(walk, token, number, clock)
    await officers(app, walk, number)
    markers = [NAME, WARD, KEEPER, IMPORTED, PHONE, KEEPER_PHONE, IMPORTED_PHONE, PASSPORT, number, ward]
    told = {
        "log": log.getvalue(),
        "metrics": (await client.get("/metrics")).text,
        "refusals": "\n".join(walk.refused),
        "headers": "\n".join(walk.headers),
        **await stored(db),
    }
    assert len(told["log"]) > 5_000
    assert len(walk.refused) > 10
    for table in (
        "person",
        "venue",
        "guard_call",
        "device",
        "venue_import",
        "audit_event",
        "pgqueuer",
        "venue_application",
    ):
        assert told[table], table
    found = [
        f"{marker} in {place}"
        for place, text in told.items()
        for marker in markers
        if marker in text or marker.encode().hex() in text
    ]
    assert found == []
