"""A query without a case is refused; people of another division are only counted until its own officer grants it."""

from datetime import UTC, datetime, timedelta

from invented import citizen
from officers import Officers
from playwright.async_api import expect
from stage import Stage
from test_a_positive_test_becomes_a_case_contacts_orders_and_a_red_code import FAR, FAR_STREET, WHY, met, visit
from windows import Desks


async def test_refused_then_granted(desks: Desks, stage: Stage, officers: Officers) -> None:
    venue = await stage.venue(("南门", "in"), ("北门", "out"), type="restaurant")
    ill, guest = await stage.person(citizen("赵小七")), await stage.person(citizen("钱小八"), division=FAR_STREET)
    for person in (ill, guest):
        await visit(stage, venue, person, timedelta(hours=5), timedelta(hours=3))
    tracer = await officers.at_work(stage, "health")
    found = await stage.health(tracer, ill.who.document)
    person_id = int(found["person_id"])
    none = await stage.http.post("/api/v1/traces/999999/contacts", json={"reason": WHY}, headers=tracer.headers)
    assert none.status_code == 404  # without a case
    test = {"result": "positive", "sampled_at": datetime.now(UTC).isoformat(), "institution": "区人民医院"}
    await stage.call("POST", f"/health/persons/{person_id}/tests", tracer, **test)
    case = await stage.call("POST", "/cases", tracer, person_id=person_id, reason=WHY)
    await met(stage, tracer, case["id"])

    desk = await desks.of("health", "en")
    await desk.open(f"cases/{case['id']}")
    await desk.field("本次查询的理由", "Reason for these queries").fill(WHY)
    await desk.press("查询接触者", "Find contacts")
    await desk.sees("另有 1 人居住在", "1 more lives in")
    await expect(desk.page.get_by_role("main")).not_to_contain_text("钱*八")
    await desk.press("申请查看", "Ask for leave")
    await expect(desk.page.get_by_role("main")).to_contain_text("Waiting")

    theirs = await desks.worker("health_officer", "en", division=FAR, path="cases")
    asked = theirs.page.locator(".line", has_text=case["number"])
    await expect(asked).to_contain_text(WHY)
    await asked.get_by_role("button", name="Grant").click()
    await expect(asked).to_be_hidden()
    await desk.press("查询接触者", "Find contacts")
    await expect(desk.row("钱*八")).to_contain_text("Close contact")
