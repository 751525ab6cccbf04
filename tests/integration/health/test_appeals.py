"""Appeals: made by the person, due at a time the person reads, decided by somebody else, and back to the fact."""

import base64
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from doors import open_place
from people import bearer, make_officer, register_citizen
from told import told
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock

APPEALS = "/api/v1/health/appeals"
MINE = "/api/v1/me/appeals"
PHOTO = b"\xff\xd8\xff\xda\x00\x02picture\xff\xd9"


@pytest.fixture
async def case(app: FastAPI, client: httpx.AsyncClient) -> dict[str, Any]:
    """A person with an order by two officers, both of whom could be asked to decide, and a third."""
    proposer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    approver = bearer(await make_officer(app, Role.APPROVER))
    token, person = await register_citizen(app)
    order = {"person_ids": [person], "reason": "close_contact", "evidence": "流调报告 7 号"}
    proposal = (await client.post("/api/v1/health/proposals", json=order, headers=proposer)).json()
    decision = {"approve": True, "note": "已核实"}
    path = f"/api/v1/health/proposals/{proposal['id']}/decision"
    assert (await client.post(path, json=decision, headers=approver)).json()["entered"] == 1
    return {
        "citizen": bearer(token),
        "proposer": proposer,
        "approver": approver,
        "other": bearer(await make_officer(app, Role.APPROVER, "371500")),
        "elsewhere": bearer(await make_officer(app, Role.APPROVER, "370202")),
    }


async def status(client: httpx.AsyncClient, headers: dict[str, str]) -> Any:
    return (await client.get("/api/v1/me/status", headers=headers)).json()


async def appeal(client: httpx.AsyncClient, case: dict[str, Any], **more: Any) -> httpx.Response:
    [reason] = (await status(client, case["citizen"]))["reasons"]
    body = {"fact_id": reason["fact_id"], "text": "当天我在外地，有车票为证", **more}
    return await client.post(MINE, json=body, headers=case["citizen"])


async def decide(client: httpx.AsyncClient, headers: dict[str, str], made: Any, *, uphold: bool) -> httpx.Response:
    body = {"uphold": uphold, "answer": "已核实车票"}
    return await client.post(f"{APPEALS}/{made['id']}/decision", json=body, headers=headers)


async def test_an_upheld_appeal_makes_the_next_scan_pass(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock, case: dict[str, Any]
):
    made = (await appeal(client, case, photo=base64.b64encode(PHOTO).decode())).json()
    assert (made["state"], made["has_photo"], made["source"]["zh"]) == (
        "open",
        True,
        "山东省聊城市东昌府区疫情防控部门",
    )
    assert made["due_at"] == (clock.now() + timedelta(hours=24)).isoformat().replace("+00:00", "Z")
    picture = await client.get(f"{APPEALS}/{made['id']}/photo", headers=case["other"])
    assert (picture.content, picture.headers["content-type"]) == (PHOTO, "image/jpeg")
    whole = (await client.get(f"{APPEALS}/{made['id']}", headers=case["other"])).json()
    assert "*" in whole["masked_name"]
    decided = await decide(client, case["other"], made, uphold=True)
    assert decided.json()["state"] == "upheld"
    [message] = await told(app.state.services[Database])
    assert message["notice"] == "appeal_answered"
    assert (await status(client, case["citizen"]))["colour"] == "green"
    place = await open_place(app.state.services[Database])
    scan = {"code": place.code, "client_visit_id": str(uuid4()), "at": clock.now().isoformat()}
    answer = await client.post("/api/v1/scans", json=scan, headers=case["citizen"])
    assert answer.json()["verdict"] == "pass"
    [read] = (await client.get(MINE, headers=case["citizen"])).json()["items"]
    assert (read["state"], read["answer"]) == ("upheld", "已核实车票")
    looks = (await client.get("/api/v1/me/looks", headers=case["citizen"])).json()["items"]
    assert any(f"appeal {made['id']}" in look["reason"] for look in looks)


async def test_whoever_gave_the_order_cannot_decide_and_others_elsewhere_cannot_see_it(
    client: httpx.AsyncClient, case: dict[str, Any]
):
    made = (await appeal(client, case)).json()
    for who in ("proposer", "approver"):
        refused = await decide(client, case[who], made, uphold=False)
        assert (refused.status_code, refused.json()["code"]) == (409, "health.same_officer")
    for method, path in (("GET", ""), ("GET", "/photo"), ("POST", "/decision")):
        body = {"uphold": True, "answer": "同意"} if method == "POST" else None
        hidden = await client.request(method, f"{APPEALS}/{made['id']}{path}", json=body, headers=case["elsewhere"])
        assert hidden.status_code == 404
    assert (await client.get(APPEALS, headers=case["elsewhere"])).json()["items"] == []
    assert (await status(client, case["citizen"]))["colour"] == "red"


async def test_a_refused_appeal_leaves_the_colour_and_is_answered_once(client: httpx.AsyncClient, case: dict[str, Any]):
    made = (await appeal(client, case)).json()
    assert (await decide(client, case["other"], made, uphold=False)).json()["state"] == "refused"
    assert (await status(client, case["citizen"]))["colour"] == "red"
    again = await decide(client, case["other"], made, uphold=True)
    assert (again.status_code, again.json()["code"]) == (409, "appeal.closed")
    assert [one["id"] for one in (await client.get(f"{APPEALS}?decided=true", headers=case["other"])).json()["items"]]


async def test_an_appeal_past_its_deadline_says_so_and_one_fact_has_one_open_appeal(
    app: FastAPI, client: httpx.AsyncClient, clock: FixedClock, case: dict[str, Any]
):
    assert (await appeal(client, case)).status_code == 201
    second = await appeal(client, case)
    assert (second.status_code, second.json()["code"]) == (409, "appeal.open_already")
    clock.advance(timedelta(hours=25))
    tomorrow = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    [waiting] = (await client.get(APPEALS, headers=tomorrow)).json()["items"]
    assert waiting["overdue"] is True


async def test_only_what_gives_a_colour_can_be_appealed_against_and_only_with_a_picture(
    client: httpx.AsyncClient, case: dict[str, Any]
):
    none = await appeal(client, case, fact_id="999999")
    assert (none.status_code, none.json()["code"]) == (409, "appeal.nothing_to_appeal")
    for photo in ("not base64!", base64.b64encode(b"<svg/>").decode()):
        unfit = await appeal(client, case, photo=photo)
        assert (unfit.status_code, unfit.json()["code"]) == (422, "appeal.photo_unfit")
