"""From contacts to action: the list, hand-over between divisions, marks, orders in bulk, over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from doors import open_place
from people import bearer
from trace_office import HERE, NEXT_DOOR, WHY, Office
from venuecode.identity.model import Role

CLASSES = ["close_contact", "companion", "second_degree"]


async def taken(office: Office) -> tuple[dict[str, Any], dict[str, Any]]:
    case = await office.open_case()
    body = {"reason": WHY, "classes": CLASSES}
    return case, await office.ask(office.tracer, "POST", f"/traces/{case['id']}/follow-ups", 201, json=body)


async def listed(office: Office, headers: dict[str, str], **query: Any) -> list[dict[str, Any]]:
    return list((await office.ask(headers, "GET", "/follow-ups", params=query))["items"])


async def test_contacts_go_to_the_officers_of_where_they_live_and_each_sees_only_their_own(office: Office):
    case, done = await taken(office)
    assert (done["added"], done["already"]) == (2, 0)
    assert {one["division"]["code"]: one["people"] for one in done["by_division"]} == {HERE: 1, NEXT_DOOR: 1}
    [mate] = await listed(office, office.tracer)
    assert (mate["person_id"], mate["masked_name"], mate["contact_class"]) == (office.mate, "王*二", "close_contact")
    [guest] = await listed(office, office.other)
    assert (guest["person_id"], guest["case_number"], guest["reason"]) == (office.guest, case["number"], WHY)
    progress = await office.ask(office.tracer, "GET", f"/cases/{case['id']}/follow-ups")
    assert [(one["division"]["code"], one["people"], one["reached"]) for one in progress["items"]] == [
        (NEXT_DOOR, 1, 0),
        (HERE, 1, 0),
    ]
    await office.ask(office.other, "GET", f"/cases/{case['id']}/follow-ups", 404)
    again = await office.ask(
        office.tracer,
        "POST",
        f"/traces/{case['id']}/follow-ups",
        201,
        json={"reason": WHY, "classes": CLASSES, "person_ids": [office.mate]},
    )
    assert (again["added"], again["already"]) == (0, 1)


async def test_only_the_divisions_officers_note_what_was_done_and_the_history_stays(office: Office):
    case, _ = await taken(office)
    path = f"/follow-ups/{case['id']}/{office.mate}"
    whole = await office.ask(office.tracer, "POST", f"{path}/opened")
    assert (whole["name"], [step["kind"] for step in whole["steps"]]) == ("王二二", ["added"])
    assert whole["phone"].startswith("+86")
    version = whole["follow_up"]["version"]
    step = {"version": version, "mark": "reached", "note": "电话告知居家"}
    await office.ask(office.other, "POST", f"{path}/opened", 404)
    await office.ask(office.other, "POST", f"{path}/steps", 404, json=step)
    done = await office.ask(office.tracer, "POST", f"{path}/steps", json=step)
    assert done["reached_at"] is not None
    await office.ask(office.tracer, "POST", f"{path}/steps", 409, json=step)  # somebody else was faster
    for mark in ("isolated", "tested", "closed"):
        done = await office.ask(office.tracer, "POST", f"{path}/steps", json={"version": done["version"], "mark": mark})
    assert await listed(office, office.tracer, open=True) == []
    [closed] = await listed(office, office.tracer, open=False)
    assert None not in (closed["isolated_at"], closed["tested_at"], closed["closed_at"])
    reopened = {"version": closed["version"], "mark": "reopened", "note": "又有症状"}
    assert (await office.ask(office.tracer, "POST", f"{path}/steps", json=reopened))["closed_at"] is None
    steps = (await office.ask(office.tracer, "POST", f"{path}/opened"))["steps"]
    assert [step["kind"] for step in steps] == ["added", "reached", "isolated", "tested", "closed", "reopened"]
    assert (steps[1]["note"], steps[1]["officer"]) == ("电话告知居家", "王主任")
    progress = await office.ask(office.tracer, "GET", f"/cases/{case['id']}/follow-ups")
    here = next(one for one in progress["items"] if one["division"]["code"] == HERE)
    assert (here["reached"], here["isolated"], here["tested"], here["closed"]) == (1, 1, 1, 0)


async def test_handed_over_people_are_the_other_divisions_and_they_read_who_looked(office: Office):
    case, _ = await taken(office)
    body = {
        "case_id": case["id"],
        "person_ids": [office.mate, office.guest],
        "division_code": NEXT_DOOR,
        "note": "随访",
    }
    assert (await office.ask(office.tracer, "POST", "/follow-ups/assignments", json=body))["people"] == 1
    assert await listed(office, office.tracer) == []
    assert {one["person_id"] for one in await listed(office, office.other)} == {office.mate, office.guest}
    await office.ask(office.tracer, "POST", "/follow-ups/assignments", 404, json=body)
    await office.ask(office.other, "POST", f"/follow-ups/{case['id']}/{office.mate}/opened")
    mate = bearer(office.mate_token)
    assert (await office.ask(mate, "GET", "/me/looks"))["items"] == []
    office.clock.advance(timedelta(days=3, minutes=1))
    looks = (await office.ask(mate, "GET", "/me/looks"))["items"]
    assert [(one["action"], one["division"]["code"]) for one in looks] == [
        ("follow_up.opened", NEXT_DOOR),
        ("follow_up.listed", NEXT_DOOR),
        ("trace.reached", HERE),
    ]
    assert all(one["reason"] == WHY and one["what"]["zh"] != "查看了您的信息" for one in looks)


async def test_an_order_for_the_list_turns_them_at_the_next_door_once_another_officer_approved_it(office: Office):
    case, _ = await taken(office)
    body = {
        "case_id": case["id"],
        "person_ids": [office.mate, office.guest],
        "reason": "close_contact",
        "evidence": "同桌就餐",
    }
    done = await office.ask(office.tracer, "POST", "/follow-ups/orders", 201, json=body)
    assert (done["people"], done["already"], done["left_out"], len(done["proposals"])) == (1, 0, 0, 1)
    [mate] = await listed(office, office.tracer)
    assert mate["order_state"] == "proposed"
    again = await office.ask(office.tracer, "POST", "/follow-ups/orders", 409, json=body)
    assert again["code"] == "follow_up.nobody_to_order"
    await office.ask(office.other, "POST", "/follow-ups/orders", 404, json={**body, "person_ids": [office.mate]})
    bad = {**body, "reason": "positive_test"}
    assert "reason" in (await office.ask(office.tracer, "POST", "/follow-ups/orders", 422, json=bad))["fields"]

    scan = await open_place(office.db, name="北门超市")
    mate_token = bearer(office.mate_token)
    assert await colour_at(office, scan.code, mate_token) == ("pass", "green")
    approver = await office.officer(Role.APPROVER)
    decision = f"/health/proposals/{done['proposals'][0]}/decision"
    [proposal] = (await office.ask(approver, "GET", "/health/proposals"))["items"]
    assert (proposal["case_reference"], proposal["people"]) == (case["number"], 1)
    await office.ask(approver, "POST", decision, json={"approve": True})
    assert await colour_at(office, scan.code, mate_token) == ("stop", "red")
    assert [one["order_state"] for one in await listed(office, office.tracer)] == ["approved"]
    progress = await office.ask(office.tracer, "GET", f"/cases/{case['id']}/follow-ups")
    assert {one["division"]["code"]: one["ordered"] for one in progress["items"]} == {HERE: 1, NEXT_DOOR: 0}


async def colour_at(office: Office, code: object, headers: dict[str, str]) -> tuple[str, str]:
    office.clock.advance(timedelta(minutes=2))
    body = {"code": str(code), "client_visit_id": str(uuid4()), "at": office.clock.now().isoformat()}
    answer = await office.ask(headers, "POST", "/scans", json=body)
    return answer["verdict"], answer["colour"]
