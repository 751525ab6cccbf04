"""Positive test → case → contacts → order → red at the next door; the contact is told and reads who looked."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from console import Console
from invented import citizen
from officers import Officers
from phone import Phone
from playwright.async_api import expect
from stage import Person, Stage, Venue
from windows import Desks, Phones

WHY = "Dinner of the evening before"
FAR = "371503"
FAR_STREET = "371503001"
PATIENCE_SECONDS = 20


async def visit(stage: Stage, venue: Venue, person: Person, first: timedelta, last: timedelta) -> None:
    """Scan in and out again, some time ago, as a phone does that had no network."""
    now = datetime.now(UTC)
    for door, ago in zip(venue.doors, (first, last), strict=True):
        scan = {"code": door.code, "client_visit_id": str(uuid4()), "at": (now - ago).isoformat()}
        await stage.call("POST", "/scans", person, **scan)


async def met(stage: Stage, officer: Person, case_id: int) -> None:
    """Wait until the stays behind the scans are known; asking how many shows nobody."""
    policy = await stage.call("GET", "/traces/policy", officer)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            counts = await stage.call("POST", f"/traces/{case_id}/counts", officer, thresholds=policy["thresholds"])
            if counts["close_contacts"]:
                return
            await asyncio.sleep(0.5)


async def find_contacts(desk: Console, stage: Stage, tracer: Person, ill: Person) -> None:
    """Open a case from the positive test on record and find its contacts."""
    await desk.go("病例与流调", "Cases")
    await desk.press("立案", "Open a case")
    form = desk.page.get_by_role("dialog", name="Open a case")
    await form.get_by_label("Document number").fill(ill.who.document)
    await form.get_by_label("Reason").fill(WHY)
    await form.get_by_role("button", name="Find a person").click()
    await form.get_by_role("button", name="Open a case").click()
    await expect(desk.page.get_by_role("heading", level=1)).to_contain_text("Case 371502")
    case_id = int(desk.page.url.rpartition("/")[2])
    await met(stage, tracer, case_id)

    await expect(desk.button("查询接触者", "Find contacts")).to_be_disabled()  # nothing without a reason
    await desk.field("本次查询的理由", "Reason for these queries").fill(WHY)
    await desk.press("查询接触者", "Find contacts")
    await expect(desk.row("王*二")).to_contain_text("Close contact")


async def take_and_tell(desk: Console, phones: Phones, mate: Person) -> Phone:
    """Take the contact onto the list and tell them; they read it on their phone."""
    await desk.press("列入随访名单", "Take onto the follow-up list")
    taking = desk.page.get_by_role("dialog", name="Take onto the follow-up list")
    await taking.get_by_role("button", name="Take onto the follow-up list").click()
    await expect(taking).to_contain_text("Added: 1; on it already: 0")
    await taking.get_by_role("button", name="Close", exact=True).last.click()

    await desk.page.get_by_role("tab", name="Notices").click()
    await desk.press("预览", "Preview")
    await desk.sees("将告知 1 人", "People to tell: 1")
    await desk.press("发出告知", "Send the notice")
    await desk.page.get_by_role("dialog").last.get_by_role("button", name="Confirm").click()
    await desk.sees("已读 0 / 1", "0 of 1 read it")
    phone = await phones.of(mate.who.phone, Phone, "en")
    await phone.sees("有 1 条新的健康告知", "New health notices: 1")
    await phone.press("查看", "Read", exact=True)
    await phone.sees("紧急：请立即居家", "Urgent: stay at home and wait to be called")
    return phone


async def take_the_report(desk: Console, venue: Venue) -> None:
    """Look at the trajectory and take it along on paper."""
    await desk.page.get_by_role("tab", name="Trajectory").click()
    await desk.press("查询轨迹", "Find the trajectory")
    await expect(desk.page.get_by_label("Trajectory").last).to_contain_text(venue.full_name)
    async with desk.page.expect_download() as download:
        await desk.press("打印报告 PDF", "Report (PDF)")
    assert (await (await download.value).path()).read_bytes().startswith(b"%PDF")


async def order_and_call(desk: Console, evidence: str) -> None:
    """Propose an order for all on the list, and call one of them."""
    await desk.page.get_by_role("tab", name="Follow-up").click()
    await desk.page.get_by_role("link", name="Open the list").click()
    await expect(desk.row("王*二")).to_be_visible()
    await desk.page.get_by_role("main").get_by_text("0 chosen").click()
    await desk.sees("已选 1 人", "1 chosen")
    await desk.press("提出管控措施", "Propose orders")
    orders = desk.page.get_by_role("dialog", name="Propose orders")
    await orders.get_by_label("Evidence").fill(evidence)
    await orders.get_by_role("button", name="Propose orders").click()
    await expect(desk.row("王*二")).to_contain_text("Order waits")
    await desk.row("王*二").get_by_role("button", name="王*二").click()
    drawer = desk.page.get_by_role("dialog", name="Follow-up")
    await expect(drawer).to_contain_text("王晓二")
    await drawer.get_by_role("button", name="Reached").click()
    await expect(drawer.get_by_role("listitem").first).to_contain_text("Reached")


async def test_from_a_positive_test_to_the_next_door(
    phones: Phones, desks: Desks, stage: Stage, officers: Officers
) -> None:
    venue = await stage.venue(("南门", "in"), ("北门", "out"), type="restaurant")
    ill, mate = await stage.person(citizen("李晓一")), await stage.person(citizen("王晓二"))
    await visit(stage, venue, ill, timedelta(hours=5), timedelta(hours=3))
    await visit(stage, venue, mate, timedelta(hours=4), timedelta(hours=3))
    tracer = await officers.at_work(stage, "health")
    found = await stage.health(tracer, ill.who.document)
    test = {"result": "positive", "sampled_at": datetime.now(UTC).isoformat(), "institution": "区人民医院"}
    await stage.call("POST", f"/health/persons/{found['person_id']}/tests", tracer, **test)
    desk = await desks.of("health", "en")
    await find_contacts(desk, stage, tracer, ill)
    phone = await take_and_tell(desk, phones, mate)
    await take_the_report(desk, venue)
    evidence = f"Shared a table, {mate.who.document[-4:]}"
    await order_and_call(desk, evidence)

    approver = await desks.of("approver", "en")
    await approver.go("管控审批", "Orders to approve")
    await approver.row(evidence).get_by_role("button", name="Approve").click()
    await approver.give_reason("Checked against the report")
    await expect(approver.row(evidence)).to_contain_text("Approved")
    other = await stage.venue(("东门", "in"))
    await phone.open(other.doors[0].path)
    await phone.shows("stop")
    await phone.sees("密切接触者", "Close contact of a case")

    await phone.home()
    await phone.press("谁查看过我的信息", "Who looked at my data")
    looks = phone.page.get_by_role("listitem")
    await expect(looks.filter(has_text="Saw you in a contact investigation")).to_contain_text(WHY)
    await expect(looks.filter(has_text="Read your name and phone to follow you up")).to_contain_text("Health officer")
