import asyncio
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from people import bearer, make_officer, register_citizen
from told import told
from venue_forms import apply, credit_code, form, issued, reviewed_form
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock

APPLICATIONS = "/api/v1/venue-applications"
REVIEWS = "/api/v1/venue-reviews"


@pytest.fixture
async def citizen(app: FastAPI) -> dict[str, str]:
    return bearer((await register_citizen(app))[0])


@pytest.fixture
async def reviewer(app: FastAPI) -> dict[str, str]:
    return bearer(await make_officer(app, Role.REVIEWER, "371502"))


async def test_the_classes_are_public_and_say_which_are_reviewed(client: httpx.AsyncClient):
    items = (await client.get("/api/v1/venue-classes")).json()["items"]
    assert [item["number"] for item in items] == [1, 2, 3, 4, 5, 6]
    assert [item["number"] for item in items if item["reviewed"]] == [6]
    assert sum(len(item["types"]) for item in items) >= 39


async def test_a_draft_is_saved_as_typed_and_says_what_is_wrong(client: httpx.AsyncClient, citizen: dict[str, str]):
    draft = (await client.post(APPLICATIONS, json={}, headers=citizen)).json()
    typed = {"full_name": "水", "responsible_phone": "135", "doors": [{"name": ""}]}
    saved = (await client.put(f"{APPLICATIONS}/{draft['id']}", json=typed, headers=citizen)).json()
    assert saved["form"]["responsible_phone"] == "135"
    assert saved["faults"]["full_name"] == "请填写 2-100 个字"
    assert "doors.0.name" in saved["faults"]
    assert saved["version"] == draft["version"] + 1
    english = await client.get(f"{APPLICATIONS}/{draft['id']}", headers={**citizen, "accept-language": "en"})
    assert english.json()["faults"]["full_name"] == "Please use 2 to 100 characters"


async def test_a_faulty_form_is_refused_with_every_field_and_stays_a_draft(
    client: httpx.AsyncClient, citizen: dict[str, str]
):
    draft = (await client.post(APPLICATIONS, json={"full_name": "x"}, headers=citizen)).json()
    path = f"{APPLICATIONS}/{draft['id']}"
    answer = await client.post(f"{path}/submit", json={"version": draft["version"]}, headers=citizen)
    assert answer.status_code == 422
    assert answer.json()["code"] == "input.invalid"
    assert {"full_name", "short_name", "type", "doors", "responsible_phone"} <= set(answer.json()["fields"])
    assert (await client.get(path, headers=citizen)).json()["state"] == "draft"


async def test_a_shop_gets_its_codes_at_once(client: httpx.AsyncClient, citizen: dict[str, str], db: Database):
    detail = await issued(client, citizen)
    assert detail["venue"]["state"] == "active"
    assert detail["venue"]["division_name"].startswith("山东省聊城市东昌府区")
    assert [door["name"] for door in detail["doors"]] == ["南门", "北门"]
    assert len({door["code"] for door in detail["doors"]}) == 2
    assert detail["doors"][0]["url"].endswith(f"/v/{detail['doors'][0]['code']}")
    assert {event["act"] for event in detail["history"]} == {"venue.issued"}
    mine = (await client.get("/api/v1/my/venues", headers=citizen)).json()["items"]
    assert [(venue["id"], venue["role"]) for venue in mine] == [(detail["venue"]["id"], "manager")]
    async with db.connection() as connection:
        actions = [row["action"] for row in await connection.fetch("select action from audit_event order by id")]
        forms = await connection.fetchval("select form from venue_application")
    assert {"application.submitted", "venue.issued"} <= set(actions)
    assert "李经理".encode() not in forms


async def test_a_double_submit_issues_one_venue(client: httpx.AsyncClient, citizen: dict[str, str]):
    draft = (await client.post(APPLICATIONS, json=form(), headers=citizen)).json()
    path, body = f"{APPLICATIONS}/{draft['id']}/submit", {"version": draft["version"]}
    answers = await asyncio.gather(*(client.post(path, json=body, headers=citizen) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert len((await client.get("/api/v1/my/venues", headers=citizen)).json()["items"]) == 1


async def test_what_was_saved_meanwhile_is_not_submitted_unseen(client: httpx.AsyncClient, citizen: dict[str, str]):
    draft = (await client.post(APPLICATIONS, json=form(), headers=citizen)).json()
    path = f"{APPLICATIONS}/{draft['id']}"
    await client.put(path, json=form(address="别处 9 号"), headers=citizen)
    answer = await client.post(f"{path}/submit", json={"version": draft["version"]}, headers=citizen)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_a_return_with_reason_is_corrected_and_approved(
    client: httpx.AsyncClient, citizen: dict[str, str], reviewer: dict[str, str], db: Database
):
    waiting = await apply(client, citizen, reviewed_form())
    assert (waiting["state"], waiting["venue_id"]) == ("submitted", None)
    queue = (await client.get(REVIEWS, headers=reviewer)).json()
    assert (queue["waiting"], queue["items"][0]["id"]) == (1, waiting["id"])

    path = f"{REVIEWS}/{waiting['id']}"
    case = (await client.get(path, headers=reviewer)).json()
    assert case["form"]["responsible_person"] == "李经理"
    body = {"version": case["version"], "reason": "请补充门牌号"}
    assert (await client.post(f"{path}/return", json=body, headers=reviewer)).json()["state"] == "returned"

    seen = (await client.get(f"{APPLICATIONS}/{waiting['id']}", headers=citizen)).json()
    assert (seen["state"], seen["reason"]) == ("returned", "请补充门牌号")
    corrected = reviewed_form(address="东昌西路 88 号")
    saved = (await client.put(f"{APPLICATIONS}/{waiting['id']}", json=corrected, headers=citizen)).json()
    again = await client.post(
        f"{APPLICATIONS}/{waiting['id']}/submit", json={"version": saved["version"]}, headers=citizen
    )
    assert again.json()["state"] == "submitted"

    case = (await client.get(path, headers=reviewer)).json()
    approved = (await client.post(f"{path}/approve", json={"version": case["version"]}, headers=reviewer)).json()
    assert approved["state"] == "approved"
    results = [message["values"]["result_en"] for message in await told(db)]
    assert results == ["please mend it and hand it in again", "approved"]
    assert [event["act"] for event in approved["history"]] == [
        "application.submitted",
        "application.returned",
        "application.submitted",
        "venue.issued",
    ]
    detail = (await client.get(f"/api/v1/my/venues/{approved['venue_id']}", headers=citizen)).json()
    assert detail["venue"]["address"] == "东昌西路 88 号"
    assert (await client.get(REVIEWS, headers=reviewer)).json()["items"] == []


async def test_the_queue_narrows_by_state_division_class_and_age(
    client: httpx.AsyncClient, citizen: dict[str, str], app: FastAPI, clock: FixedClock
):
    waiting = await apply(client, citizen, reviewed_form())
    officer = bearer(await make_officer(app, Role.REVIEWER, "371502"))

    async def listed(**query: str | int) -> list[int]:
        answer = await client.get(REVIEWS, params=query, headers=officer)
        assert answer.status_code == 200, answer.text
        return [entry["id"] for entry in answer.json()["items"]]

    here = waiting["form"]["division_code"]
    assert await listed(division=here, venue_class=waiting["form"]["venue_class"]) == [waiting["id"]]
    assert await listed(venue_class=1) == []
    assert await listed(state="approved") == []
    assert await listed(waiting_days=1) == []
    clock.advance(timedelta(days=1, minutes=1))
    officer = bearer(await make_officer(app, Role.REVIEWER, "371502"))
    assert await listed(waiting_days=1) == [waiting["id"]]
    beyond = await client.get(REVIEWS, params={"division": "370100"}, headers=officer)
    assert (beyond.status_code, list(beyond.json()["fields"])) == (422, ["division"])
    drafts = await client.get(REVIEWS, params={"state": "draft"}, headers=officer)
    assert drafts.status_code == 422


async def test_of_two_reviewers_one_wins(client: httpx.AsyncClient, citizen: dict[str, str], app: FastAPI):
    waiting = await apply(client, citizen, reviewed_form())
    officers = [bearer(await make_officer(app, Role.REVIEWER, "371502")) for _ in range(2)]
    path, version = f"{REVIEWS}/{waiting['id']}", waiting["version"]
    answers = await asyncio.gather(
        client.post(f"{path}/approve", json={"version": version}, headers=officers[0]),
        client.post(f"{path}/reject", json={"version": version, "reason": "资料不实"}, headers=officers[1]),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_an_application_elsewhere_is_not_found_and_not_listed(
    client: httpx.AsyncClient, citizen: dict[str, str], app: FastAPI
):
    waiting = await apply(client, citizen, reviewed_form())
    elsewhere = bearer(await make_officer(app, Role.REVIEWER, "371521"))
    assert (await client.get(f"{REVIEWS}/{waiting['id']}", headers=elsewhere)).status_code == 404
    approve = await client.post(f"{REVIEWS}/{waiting['id']}/approve", json={"version": 2}, headers=elsewhere)
    assert approve.status_code == 404
    assert (await client.get(REVIEWS, headers=elsewhere)).json() == {"items": [], "waiting": 0, "next": None}
    auditor = bearer(await make_officer(app, Role.AUDITOR, "371502"))
    assert (await client.get(REVIEWS, headers=auditor)).status_code == 403
    stranger = bearer((await register_citizen(app))[0])
    assert (await client.get(f"{APPLICATIONS}/{waiting['id']}", headers=stranger)).status_code == 404


async def test_likely_duplicates_are_shown_to_both_without_anybodys_phone(
    client: httpx.AsyncClient, citizen: dict[str, str], reviewer: dict[str, str], app: FastAPI
):
    await issued(client, citizen)
    other = bearer((await register_citizen(app))[0])
    typed = form(full_name="聊城市（水城百货）有限公司", credit_code=None, venue_class=6, type="other")
    draft = (await client.post(APPLICATIONS, json=typed, headers=other)).json()
    shown = draft["duplicates"]
    assert [(item["same_name"], item["same_credit_code"], item["venue_id"]) for item in shown] == [(True, False, None)]
    assert "8888888" not in str(shown)
    await apply(client, other, {**typed, "full_name": "别的名字", "credit_code": credit_code(1)})
    queue = (await client.get(REVIEWS, headers=reviewer)).json()["items"]
    case = (await client.get(f"{REVIEWS}/{queue[0]['id']}", headers=reviewer)).json()
    assert [(item["same_credit_code"], item["venue_id"] is not None) for item in case["duplicates"]] == [(True, True)]


async def test_the_queue_is_paged_oldest_first(
    client: httpx.AsyncClient, citizen: dict[str, str], reviewer: dict[str, str]
):
    ids = [(await apply(client, citizen, reviewed_form(address=f"{n} 号院")))["id"] for n in range(3)]
    first = (await client.get(REVIEWS, params={"size": 2}, headers=reviewer)).json()
    second = (await client.get(REVIEWS, params={"size": 2, "after": first["next"]}, headers=reviewer)).json()
    assert [item["id"] for item in first["items"] + second["items"]] == ids
    assert second["next"] is None
    assert (await client.get(REVIEWS, params={"after": "soon"}, headers=reviewer)).status_code == 422


async def test_an_amendment_of_a_reviewed_class_waits_and_the_venue_goes_on_meanwhile(
    client: httpx.AsyncClient, citizen: dict[str, str], reviewer: dict[str, str]
):
    detail = await issued(client, citizen)
    venue_id = detail["venue"]["id"]
    begun = (await client.post(f"/api/v1/my/venues/{venue_id}/amendment", headers=citizen)).json()
    assert (begun["kind"], begun["form"]["full_name"]) == ("amendment", detail["venue"]["full_name"])
    again = (await client.post(f"/api/v1/my/venues/{venue_id}/amendment", headers=citizen)).json()
    assert again["id"] == begun["id"]
    moved = {**begun["form"], "venue_class": 6, "type": "other", "address": "新址 5 号"}
    saved = (await client.put(f"{APPLICATIONS}/{begun['id']}", json=moved, headers=citizen)).json()
    await client.post(f"{APPLICATIONS}/{begun['id']}/submit", json={"version": saved["version"]}, headers=citizen)
    meanwhile = (await client.get(f"/api/v1/my/venues/{venue_id}", headers=citizen)).json()
    assert meanwhile["venue"]["address"] == "东昌西路 1 号"
    case = (await client.get(f"{REVIEWS}/{begun['id']}", headers=reviewer)).json()
    assert (case["filed"]["address"], case["form"]["address"]) == ("东昌西路 1 号", "新址 5 号")
    path = f"{REVIEWS}/{begun['id']}/approve"
    approved = await client.post(path, json={"version": case["version"]}, headers=reviewer)
    assert approved.json()["venue_id"] == venue_id
    after = (await client.get(f"/api/v1/my/venues/{venue_id}", headers=citizen)).json()
    assert after["venue"]["address"] == "新址 5 号"
    assert [door["code"] for door in after["doors"]] == [door["code"] for door in detail["doors"]]


async def test_drafts_are_limited_and_can_be_dropped(client: httpx.AsyncClient, citizen: dict[str, str]):
    drafts = [(await client.post(APPLICATIONS, json={}, headers=citizen)).json() for _ in range(20)]
    refused = await client.post(APPLICATIONS, json={}, headers=citizen)
    assert refused.json()["code"] == "applications.too_many_drafts"
    assert (await client.delete(f"{APPLICATIONS}/{drafts[0]['id']}", headers=citizen)).status_code == 204
    assert (await client.post(APPLICATIONS, json={}, headers=citizen)).status_code == 201


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "<img src=x onerror=alert(1)>", "店🏮铺 ﷽", "Robert'); DROP TABLE venue;--"]
)
async def test_strange_names_go_through_unchanged(client: httpx.AsyncClient, citizen: dict[str, str], name: str):
    detail = await issued(client, citizen, full_name=name, doors=[{"name": name[:30]}])
    assert (detail["venue"]["full_name"], detail["doors"][0]["name"]) == (name, name[:30].strip())


async def test_a_nul_in_a_draft_is_kept_out_of_the_database_and_named(
    client: httpx.AsyncClient, citizen: dict[str, str]
):
    draft = await client.post(APPLICATIONS, json=form(full_name="店\0铺", credit_code="\0"), headers=citizen)
    assert draft.status_code == 201
    assert {"full_name", "credit_code"} <= set(draft.json()["faults"])
