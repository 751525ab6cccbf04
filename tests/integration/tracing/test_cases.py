"""Cases and what may be asked under them, over HTTP."""

from datetime import timedelta

import pytest

from people import bearer, make_officer
from trace_office import HERE, NEXT_DOOR, WHY, Office
from venuecode.identity.model import Role


async def test_a_positive_test_opens_a_case_whose_contacts_are_ranked_with_their_explanation(office: Office):
    body = {"person_id": office.case_person, "reason": WHY}
    refused = await office.ask(office.tracer, "POST", "/cases", 409, json=body)
    assert refused["code"] == "case.no_positive_test"
    case = await office.open_case()
    assert (case["state"], case["masked_name"]) == ("open", "李*一")
    assert (await office.ask(office.tracer, "POST", "/cases", 409, json=body))["code"] == "case.open_already"
    path = f"/traces/{case['id']}/contacts"
    found = await office.ask(office.tracer, "POST", path, json={"reason": WHY})
    [mate] = found["items"]
    assert (mate["person_id"], mate["contact_class"]) == (office.mate, "close_contact")
    assert (mate["minutes"], mate["closeness"], mate["close_minutes"], mate["meetings"]) == (40, 0.9, 36, 1)
    assert mate["score"] == pytest.approx(mate["close_minutes"] * mate["meetings"])
    # the guest from elsewhere never scanned out, so half of 40 minutes counts; only their number is told
    assert (found["close_contacts"], found["companions"]) == (2, 0)
    assert [(one["division"]["code"], one["people"]) for one in found["elsewhere"]] == [(NEXT_DOOR, 1)]
    strict = {**found["thresholds"], "close_minutes": 30}
    counts = await office.ask(office.tracer, "POST", f"/traces/{case['id']}/counts", json={"thresholds": strict})
    assert counts == {"close_contacts": 1, "companions": 1, "others": 0}
    ask = {"reason": WHY, "person_id": office.mate}
    [meeting] = (await office.ask(office.tracer, "POST", f"/traces/{case['id']}/meetings", json=ask))["items"]
    assert (meeting["venue_name"], meeting["minutes"], meeting["case_stay"]) == ("古城餐馆", 40, "exit")
    ask["person_id"] = office.guest
    refused = await office.ask(office.tracer, "POST", f"/traces/{case['id']}/meetings", 403, json=ask)
    assert refused["code"] == "case.person_not_of_case"


async def test_a_document_needs_a_second_officer_before_anything_can_be_asked(office: Office):
    body = {"person_id": office.case_person, "reason": WHY, "document_reference": "聊疾控〔2026〕12 号"}
    case = await office.ask(office.tracer, "POST", "/cases", 201, json=body)
    assert (case["state"], case["opened_by_me"]) == ("proposed", True)
    path = f"/traces/{case['id']}/trajectory"
    assert (await office.ask(office.tracer, "POST", path, 409, json={"reason": WHY}))["code"] == "case.not_open"
    confirm = f"/cases/{case['id']}/confirm"
    assert (await office.ask(office.tracer, "POST", confirm, 403))["code"] == "case.second_officer_needed"
    await office.ask(office.other, "POST", confirm, 404)
    second = bearer(await make_officer(office.app, Role.APPROVER, HERE))
    assert (await office.ask(second, "POST", confirm))["state"] == "open"
    steps = (await office.ask(office.tracer, "POST", path, json={"reason": WHY}))["steps"]
    assert [(step["venue_name"], step["how"]) for step in steps] == [("古城餐馆", "exit")]


async def test_another_division_is_seen_only_after_its_own_officer_granted_it(office: Office):
    case = await office.open_case()
    ask = {"division_code": NEXT_DOOR, "reason": WHY}
    grant = await office.ask(office.tracer, "POST", f"/cases/{case['id']}/grants", 201, json=ask)
    await office.ask(office.tracer, "POST", f"/case-grants/{grant['id']}/decision", 404, json={"granted": True})
    [waiting] = (await office.ask(office.other, "GET", "/case-grants"))["items"]
    assert (waiting["case_number"], waiting["reason"]) == (case["number"], WHY)
    await office.ask(office.other, "POST", f"/case-grants/{grant['id']}/decision", json={"granted": True})
    again = f"/case-grants/{grant['id']}/decision"
    await office.ask(office.other, "POST", again, 409, json={"granted": False})
    found = await office.ask(office.tracer, "POST", f"/traces/{case['id']}/contacts", json={"reason": WHY})
    assert {one["person_id"] for one in found["items"]} == {office.mate, office.guest}
    assert found["elsewhere"] == []
    await office.ask(office.other, "POST", f"/traces/{case['id']}/contacts", 404, json={"reason": WHY})


async def test_whoever_was_shown_reads_it_after_the_delay_and_the_record_stays_whole(office: Office):
    case = await office.open_case()
    for _ in range(2):
        await office.ask(office.tracer, "POST", f"/traces/{case['id']}/contacts", json={"reason": WHY})
    mate = bearer(office.mate_token)
    assert (await office.ask(mate, "GET", "/me/looks"))["items"] == []
    office.clock.advance(timedelta(days=3, minutes=1))
    [look] = (await office.ask(mate, "GET", "/me/looks"))["items"]
    assert (look["action"], look["reason"], look["division"]["code"]) == ("trace.reached", WHY, HERE)
    with pytest.raises(Exception, match="append-only"):
        async with office.db.transaction() as connection:
            await connection.execute("update trace_query set reason = 'nothing'")


async def test_an_ended_case_answers_nothing_and_cases_end_by_themselves(office: Office):
    case = await office.open_case()
    path = f"/traces/{case['id']}/contacts"
    office.clock.advance(timedelta(days=31))
    fresh = bearer(await make_officer(office.app, Role.HEALTH_OFFICER, HERE))
    assert (await office.ask(fresh, "POST", path, 409, json={"reason": WHY}))["code"] == "case.not_open"
    assert (await office.ask(fresh, "GET", f"/cases/{case['id']}"))["state"] == "ended"


async def test_odd_use_is_told_to_the_auditor_of_the_division(office: Office):
    case = await office.open_case()
    for _ in range(5):
        await office.ask(office.other, "POST", f"/traces/{case['id']}/contacts", 404, json={"reason": WHY})
    here = bearer(await make_officer(office.app, Role.AUDITOR, HERE))
    there = bearer(await make_officer(office.app, Role.AUDITOR, NEXT_DOOR))
    assert (await office.ask(here, "GET", "/audit/trace-warnings"))["items"] == []
    [warning] = (await office.ask(there, "GET", "/audit/trace-warnings"))["items"]
    assert warning["kind"] == "refused_often"
    await office.ask(there, "POST", f"/audit/trace-warnings/{warning['id']}/seen", 204)
    [warning] = (await office.ask(there, "GET", "/audit/trace-warnings"))["items"]
    assert warning["seen_by"] == "王主任"


async def test_a_venue_tells_who_was_there_and_two_cases_what_they_share(office: Office):
    case = await office.open_case()
    assert office.place is not None
    body = {
        "reason": WHY,
        "venue_id": office.place.venue_id,
        "since": case["infectious_from"],
        "until": office.clock.now().isoformat(),
    }
    found = await office.ask(office.tracer, "POST", f"/traces/{case['id']}/exposure", json=body)
    assert [(one["person_id"], one["minutes"]) for one in found["items"]] == [
        (office.case_person, 60),
        (office.mate, 40),
    ]
    assert (found["total"], [one["people"] for one in found["elsewhere"]]) == (3, [1])
    assert sum(hour["people"] for hour in found["by_door_and_hour"]) >= 3
    await office.tested_positive(office.mate)
    second = await office.ask(office.tracer, "POST", "/cases", 201, json={"person_id": office.mate, "reason": WHY})
    shared = await office.ask(
        office.tracer, "POST", "/traces/shared", json={"case_ids": [case["id"], second["id"]], "reason": WHY}
    )
    [venue], [link] = shared["venues"], shared["links"]
    assert (venue["venue_name"], sorted(venue["people"])) == ("古城餐馆", sorted([office.case_person, office.mate]))
    assert (link["meetings"], link["minutes"]) == (1, 40)
    assert shared["clusters"] == [sorted([office.case_person, office.mate])]


async def test_the_public_page_tells_no_small_number_and_no_difference_of_one(office: Office):
    case = await office.open_case()
    await office.ask(office.tracer, "POST", f"/traces/{case['id']}/contacts", json={"reason": WHY})
    answer = await office.client.get("/api/v1/public/tracing")
    assert answer.headers["cache-control"] == "public, max-age=600"
    few = answer.json()
    assert (few["cases"], few["queries"], few["people_reached"], few["least"]) == (None, None, None, 10)
    await add_queries(office, case["id"], 13)
    assert (await office.ask({}, "GET", "/public/tracing"))["queries"] is None  # counted anew once an hour
    office.clock.advance(timedelta(hours=1))
    assert (await office.ask({}, "GET", "/public/tracing"))["queries"] == 10
    await add_queries(office, case["id"], 5)
    office.clock.advance(timedelta(hours=1))
    assert (await office.ask({}, "GET", "/public/tracing"))["queries"] == 10


async def add_queries(office: Office, case_id: int, count: int) -> None:
    async with office.db.transaction() as connection:
        await connection.execute(
            "insert into trace_query (at, case_id, officer_id, kind, reason, people)"
            " select now(), $1, 1, 'contacts', 'x', 1 from generate_series(1, $2)",
            case_id,
            count,
        )
