"""What the eye of the guard finds: one tap, and the health department of the division has it."""

from guard import Guard
from invented import citizen
from phone import Phone
from playwright.async_api import expect
from stage import Stage
from windows import Desks, Phones


async def test_a_person_who_passed_is_reported(phones: Phones, desks: Desks, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"))
    guard = await phones.of(venue.manager.who.phone, Guard)
    await guard.open(f"/#/pages/guard/door?venue={venue.id}")
    await guard.watch()
    desk = await desks.of("health")
    await desk.go("预警", "Alerts")
    phone = await phones.of((await stage.person(citizen("周晓晴"))).who.phone, Phone)
    await phone.open(venue.doors[0].path)
    await guard.sees_at_once("pass", "周*晴")

    await guard.press("报告异常", "Report this person")

    await guard.sees("已报告防疫部门", "Reported to the health department")
    await expect(desk.row(venue.full_name)).to_contain_text("周*晴")
