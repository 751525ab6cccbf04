"""A status is entered with reason, evidence and end; the door knows it at the next scan; the person reads why."""

from datetime import UTC, datetime, timedelta

from phone import Phone
from playwright.async_api import expect
from stage import Stage

from conftest import Desks, Phones


async def test_from_the_console_to_the_door(phones: Phones, desks: Desks, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"))
    person = await stage.person()
    phone = await phones.of(person.who.phone, Phone, "en")
    desk = await desks.of("health", "en")
    await desk.go("健康信息", "Health")

    await desk.field("证件号码", "Document number").fill(person.who.document)
    await desk.field("理由", "Reason", exact=True).fill("Trace lead 2026-07-03")
    await desk.press("查询人员", "Find a person")
    await desk.press("调整状态", "Set a status")
    form = desk.page.get_by_role("dialog", name="Set a status")
    await form.locator(".el-select").click()
    await desk.page.get_by_role("option", name="Close contact of a case").click()
    end = form.get_by_label("Until")
    await end.fill((datetime.now(UTC) + timedelta(days=5)).strftime("%Y-%m-%d %H:%M:%S"))
    await end.press("Enter")
    await form.get_by_label("Evidence").fill("Named by the city's tracing team")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_be_hidden()

    await phone.open(venue.doors[0].path)
    await phone.shows("stop")
    await phone.sees("密切接触者", "Close contact of a case")
    await phone.sees("此状态到", "Ends by itself on")
