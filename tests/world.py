"""A small deployment with one of everything, for tests that walk all routes: callers by name, ids by path parameter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from devices import TestDevice, enrolled
from doors import Place, a_call
from people import PASSWORD, bearer, make_officer, phone, register_citizen, resident_id
from systems import Signer, make_system
from venue_forms import apply, credit_code, issued, reviewed_form
from venuecode.health.appeals import store as appeals
from venuecode.health.appeals.model import Photo
from venuecode.health.reasons import Reason
from venuecode.identity.devices.model import DeviceKind
from venuecode.identity.model import Role
from venuecode.identity.officers.model import NewOfficer
from venuecode.identity.officers.service import Officers
from venuecode.identity.sessions.model import Origin
from venuecode.identity.sessions.service import Sessions
from venuecode.identity.tokens import TokenBook, TokenClaims
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.venues.code import VenueCode

HERE, ELSEWHERE = "371502", "370202"
"""The division of the venue and its people, and one of another city."""
V1 = "/api/v1"


@dataclass
class World:
    """`tokens` by caller; `ids` by path parameter; `people` are person ids by caller."""

    app: FastAPI
    client: httpx.AsyncClient
    tokens: dict[str, str] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    claims: dict[str, TokenClaims] = field(default_factory=dict)
    signers: dict[str, Signer | TestDevice] = field(default_factory=dict)
    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    code: str = ""
    share_code: str = ""
    ward_number: str = ""

    def headers(self, caller: str) -> dict[str, str]:
        """Return the header of a caller's token; none for `nobody`."""
        return bearer(self.tokens[caller]) if caller in self.tokens else {}

    async def ask(self, caller: str, method: str, path: str, **more: Any) -> Any:
        """Call a route that must succeed; return its JSON."""
        answer = await self.client.request(method, V1 + path, headers=self.headers(caller), **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def learn_claims(self) -> None:
        """Read what every caller's token says."""
        book, now = self.app.state.services[TokenBook], self.app.state.services[Clock].now().timestamp()
        self.claims = {caller: book.verify(token, now) for caller, token in self.tokens.items()}

    async def fresh(self, caller: str) -> str:
        """Return another session's token of a caller, so that a route may end it."""
        services = self.app.state.services
        if caller not in self.tokens:
            return ""
        claims = self.claims[caller]
        async with services[Database].transaction() as connection:
            issued = await services[Sessions].start(
                connection, claims.kind, claims.holder_id, timedelta(hours=9), Origin("other")
            )
        return str(issued.token)

    async def credentials(self, caller: str, method: str, target: str, body: bytes = b"") -> dict[str, str]:
        """Return what a caller sends along with a request: a kept session's token, or a system's signature."""
        if caller in self.signers:
            return self.signers[caller].headers(method, target, body)
        if caller not in self.kept:
            token = await self.fresh(caller)
            self.kept[caller] = bearer(token) if token else {}
        return dict(self.kept[caller])

    def note(self, caller: str, status: int) -> None:
        """Keep a session no longer once something succeeded: that may have ended it."""
        if status < 400:
            self.kept.pop(caller, None)


SYSTEM = "system here"
TERMINAL = "terminal here"
DISPLAY = "display here"


def officer_name(role: Role, division: str) -> str:
    """Return the name of an officer among the callers."""
    return f"{role.value} {'here' if division == HERE else 'elsewhere'}"


async def make_world(app: FastAPI, client: httpx.AsyncClient) -> World:
    """Fill the database through the services and routes."""
    world = World(app, client)
    for caller in ("manager", "guard", "citizen", "other manager"):
        number = resident_id()
        token, world.people[caller] = await register_citizen(app, number=number)
        world.tokens[caller] = token
    for division in (HERE, ELSEWHERE):
        for role in Role:
            world.tokens[officer_name(role, division)] = await make_officer(app, role, division)
    world.signers[SYSTEM] = await make_system(app, HERE)
    await _newcomer(world)
    await _venue(world)
    await _devices(world)
    await _family(world)
    await _officers_work(world)
    await _cases(world)
    world.learn_claims()
    return world


async def _newcomer(world: World) -> None:
    mobile = phone()
    sent = await world.ask("nobody", "POST", "/sign-in/codes", json={"phone": mobile})
    came = await world.ask("nobody", "POST", "/sign-in", json={"phone": mobile, "code": sent["demo_code"]})
    world.tokens["newcomer"] = came["token"]


async def _venue(world: World) -> None:
    manager = world.headers("manager")
    venue = await issued(world.client, manager)
    world.ids |= {"venue_id": venue["venue"]["id"], "door_id": venue["doors"][0]["id"]}
    world.code = venue["doors"][0]["code"]
    await issued(
        world.client,
        world.headers("other manager"),
        full_name="聊城市古城书店",
        short_name="古城书店",
        credit_code=credit_code(7),
    )
    invitations = f"/my/venues/{world.ids['venue_id']}/invitations"
    offer = await world.ask("manager", "POST", invitations, json={"role": "guard"})
    await world.ask("guard", "POST", "/venue-invitations/accept", json={"code": offer["code"]})
    world.share_code = (await world.ask("manager", "POST", invitations, json={"role": "guard"}))["code"]
    bound = await world.ask("manager", "GET", f"/my/venues/{world.ids['venue_id']}/members")
    world.ids["member_id"] = next(one["id"] for one in bound["items"] if one["role"] == "guard")
    world.ids["invitation_id"] = bound["invitations"][0]["id"]
    waiting = await apply(world.client, manager, reviewed_form(credit_code=credit_code(9)))
    world.ids["application_id"] = waiting["id"]
    reported = await world.ask("guard", "POST", f"/doors/{world.ids['door_id']}/reports", json={"note": "发热"})
    world.ids["alert_id"] = reported["alert_id"]
    world.ids |= dict.fromkeys(("contact_id", "webhook_id"), 999_999)
    scan = {
        "code": world.code,
        "client_visit_id": str(uuid4()),
        "at": world.app.state.services[Clock].now().isoformat(),
    }
    await world.ask("citizen", "POST", "/scans", json=scan)
    reminder = {"kind": "reminder", "reason": "请补贴场所码"}
    sent = await world.ask(
        officer_name(Role.REGULATOR, HERE), "POST", f"/venues/{world.ids['venue_id']}/measures", json=reminder
    )
    world.ids["measure_id"] = sent["items"][0]["id"]


async def _devices(world: World) -> None:
    place = Place(world.ids["venue_id"], world.ids["door_id"], VenueCode(world.code))
    for name, kind in ((TERMINAL, DeviceKind.TERMINAL), (DISPLAY, DeviceKind.DISPLAY)):
        world.signers[name] = await enrolled(world.app, world.client, place, kind)
    world.ids["device_id"] = int(world.signers[DISPLAY].id)
    db = world.app.state.services[Database]
    world.ids["call_id"] = await a_call(db, world.ids["door_id"], world.ids["device_id"])


async def _family(world: World) -> None:
    world.ward_number = resident_id("20150102")
    ward = {
        "name": "张小宝",
        "document_type": "resident_id",
        "document_number": world.ward_number,
        "relation": "child",
        "consent": True,
    }
    world.ids["person_id"] = (await world.ask("citizen", "POST", "/me/family", json=ward))["person_id"]


async def _officers_work(world: World) -> None:
    services = world.app.state.services
    new = NewOfficer("target", "赵科员", Role.REVIEWER, DivisionCode(HERE))
    target, _ = await services[Officers].create(new, PASSWORD)
    world.ids["officer_id"] = target.id
    registered = (await world.ask(officer_name(Role.ADMINISTRATOR, HERE), "GET", "/systems"))["items"][0]
    world.ids |= {"system_id": registered["id"], "key_id": registered["keys"][0]["id"]}
    reviewer = officer_name(Role.REVIEWER, HERE)
    sheet = {"file": ("venues.csv", "场所全称,场所类型\n某店,餐馆\n".encode())}
    world.ids["import_id"] = (await world.ask(reviewer, "POST", "/venue-imports", files=sheet))["id"]
    facts = {"file": ("tests.csv", "证件号码,采样时间,结果,检测机构\n1,2,3,4\n".encode())}
    tracer = officer_name(Role.HEALTH_OFFICER, HERE)
    assert (await world.ask(tracer, "POST", "/health/imports", files=facts))["id"] == world.ids["import_id"]
    world.ids["kind"] = "tests"
    world.ids["table"] = "scans"
    elders = {"person_ids": [world.ids["person_id"]], "reason": "为一老一小打印纸质码"}
    world.ids["card_batch_id"] = (await world.ask(reviewer, "POST", "/card-batches", json=elders))["id"]
    await world.ask("citizen", "POST", f"/me/cards/{world.ids['person_id']}", json={})
    world.ids["batch_id"] = (await world.ask(reviewer, "POST", "/poster-batches", json={}))["id"]
    number, lost = resident_id(), "李四光"
    await register_citizen(world.app, lost, number=number)
    form = {"name": lost, "document_type": "resident_id", "document_number": number}
    asked = await world.ask("newcomer", "POST", "/me/recovery/help", json=form)
    world.ids["request_id"] = asked["request_id"]
    sessions = await world.ask("citizen", "GET", "/me/sessions")
    world.ids["session_id"] = sessions["items"][0]["id"]
    world.ids["code"] = HERE
    world.ids |= {"provider": "wechat", "app_id": "wx0"}
    await _health(world)


async def _health(world: World) -> None:
    officer, person = officer_name(Role.HEALTH_OFFICER, HERE), world.ids["person_id"]
    now = world.app.state.services[Clock].now().isoformat()
    test = {"result": "positive", "sampled_at": now, "institution": "区人民医院"}
    known = await world.ask(officer, "POST", f"/health/persons/{person}/tests", json=test)
    order = {"person_ids": [person], "reason": "inbound", "evidence": "口岸通报 1 号"}
    proposal = await world.ask(officer, "POST", "/health/proposals", json=order)
    await world.ask(officer, "POST", "/health/policies/1/dry-run")
    await _appeal(world, int(known["reasons"][0]["fact_id"]))
    world.ids |= {"fact_id": known["reasons"][0]["fact_id"], "proposal_id": proposal["id"], "version": 1}


async def _appeal(world: World, fact_id: int) -> None:
    services = world.app.state.services
    now = services[Clock].now()
    async with services[Database].transaction() as connection:
        world.ids["appeal_id"] = await appeals.insert(
            connection,
            services[Keys].ring,
            PersonId(world.people["citizen"]),
            (fact_id, Reason.POSITIVE_TEST, f"officer:{HERE}"),
            DivisionCode(HERE),
            "当天我在外地",
            Photo("image/jpeg", b"picture"),
            now,
            now + timedelta(hours=24),
        )


async def _cases(world: World) -> None:
    """Open a case here, and one elsewhere under which this division is asked for leave; warn of an officer here."""
    _, stranger = await register_citizen(world.app, "周六六", division=ELSEWHERE)
    world.ids["case_person"] = world.people["citizen"]
    for person, division, name in ((stranger, ELSEWHERE, "other_case"), (world.people["citizen"], HERE, "case_id")):
        body = {"person_id": person, "document_reference": "疾控〔2026〕1 号", "reason": "流调溯源"}
        case = await world.ask(officer_name(Role.HEALTH_OFFICER, division), "POST", "/cases", json=body)
        await world.ask(officer_name(Role.APPROVER, division), "POST", f"/cases/{case['id']}/confirm")
        world.ids[name] = case["id"]
    asked = {"division_code": HERE, "reason": "流调溯源"}
    path = f"/cases/{world.ids['other_case']}/grants"
    grant = await world.ask(officer_name(Role.HEALTH_OFFICER, ELSEWHERE), "POST", path, json=asked)
    world.ids["grant_id"] = grant["id"]
    async with world.app.state.services[Database].transaction() as connection:
        world.ids["warning_id"] = await connection.fetchval(
            "insert into trace_warning (at, day, officer_id, division_code, kind)"
            " values (now(), current_date, $1, $2, 'many_people') returning id",
            world.ids["officer_id"],
            HERE,
        )
        await connection.execute(
            "insert into follow_up (person_id, case_id, division_code, contact_class, first_at, last_at, reason,"
            " added_by, added_at) values ($1, $2, $3, 'close_contact', now(), now(), '流调溯源', $4, now())",
            world.ids["person_id"],
            world.ids["case_id"],
            HERE,
            world.ids["officer_id"],
        )
        world.ids["notice_id"] = await connection.fetchval(
            "insert into notice (case_id, division_code, urgency, kind, sms, people, state, reason, made_by, made_at)"
            " values ($1, $2, 'urgent', 'contacts', false, 1, 'sent', '流调溯源', $3, now()) returning id",
            world.ids["case_id"],
            HERE,
            world.ids["officer_id"],
        )
        await connection.execute(
            "insert into notice_person (person_id, notice_id, exposed_on, sms) values ($1, $2, current_date, 'none')",
            world.people["citizen"],
            world.ids["notice_id"],
        )


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return (METHOD, path template, operation) of everything that the API's document describes."""
    return [
        (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def admits(app: FastAPI) -> dict[tuple[str, str], str]:
    """Return whom each route admits by its signature: (METHOD, path) → `public`, `citizen`, `officer:reviewer`."""
    found = {("POST", "/api/v1/scans"): "citizen"}
    for route in routes_of(app.routes):
        said = [_says(call) for call in _calls(route.dependant)]
        for method in route.methods or ():
            found[method, route.path] = next((who for who in said if who), "")
    return found


def caller_of(who: str) -> str:
    """Return a caller of the world whom a route admits that admits `who`."""
    if who.startswith("officer:"):
        role = who.removeprefix("officer:").partition(",")[0]
        return officer_name(Role.REVIEWER if role == "any" else Role(role), HERE)
    if who.startswith("system:"):
        return SYSTEM
    if who.startswith("device:"):
        return TERMINAL
    return {"public": "nobody", "signed_in": "newcomer"}.get(who, "manager")


def routes_of(routes: Iterable[object]) -> Iterator[APIRoute]:
    """Return all routes of an application, of included routers too."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):
            yield from routes_of(route.original_router.routes)


def _calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)


def _says(call: object) -> str:
    return "public" if getattr(call, "__name__", "") == "public" else getattr(call, "admits", "")
