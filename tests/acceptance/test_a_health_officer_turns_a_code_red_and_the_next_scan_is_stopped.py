"""One officer proposes an order, another approves it; the door knows it at the next scan; the person reads why."""

from phone import Phone
from playwright.async_api import expect
from stage import Stage
from windows import Desks, Phones


async def test_from_the_console_to_the_door(phones: Phones, desks: Desks, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"))
    person = await stage.person()
    phone = await phones.of(person.who.phone, Phone, "en")
    desk = await desks.of("health", "en")
    await desk.go("健康信息", "Health")
    evidence = f"Named by the city's tracing team, {person.who.document[-4:]}"

    await desk.field("证件号码", "Document number").fill(person.who.document)
    await desk.field("理由", "Reason", exact=True).fill("Trace lead 2026-07-03")
    await desk.press("查询人员", "Find a person")
    await desk.press("提出管控措施", "Propose an order")
    form = desk.page.get_by_role("dialog", name="Propose an order")
    await form.locator(".el-select").click()
    await desk.page.get_by_role("option", name="Close contact of a case").click()
    await form.get_by_label("Evidence").fill(evidence)
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_be_hidden()
    await desk.sees("有 1 项管控措施等待审批", "1 order waits for approval")
    await phone.open(venue.doors[0].path)
    await phone.shows("pass")

    approver = await desks.of("approver", "en")
    await approver.go("管控审批", "Orders to approve")
    row = approver.row(evidence)
    await row.get_by_role("button", name="Approve").click()
    await approver.give_reason("Checked against the report")
    await expect(row).to_contain_text("Approved")

    other = await stage.venue(("北门", "in"))
    await phone.open(other.doors[0].path)
    await phone.shows("stop")
    await phone.sees("密切接触者", "Close contact of a case")
    await phone.sees("恢复绿码", "Green again on")
