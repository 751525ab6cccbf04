"""A child without a phone: bound by the guardian, registered by the parent's scan, and unbound again."""

from guard import Guard
from invented import Citizen, citizen, mobile, resident_id
from phone import Phone
from playwright.async_api import expect
from stage import Stage
from windows import Phones


async def test_the_guardian_binds_the_child_and_one_scan_registers_both(phones: Phones, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"))
    child = Citizen("周乐乐", resident_id("20160901"), mobile())
    phone = await phones.of((await stage.person(citizen("周海燕"))).who.phone, Phone, "en")
    await phone.press("为老人、孩子一起登记", "Register parents and children with you")
    await phone.bind_relative(child, "子女", "Child")
    await expect(phone.page.get_by_role("main")).to_contain_text("guardian's consent")
    guard = await phones.of(venue.manager.who.phone, Guard, "en")
    await guard.open(f"/#/pages/guard/door?venue={venue.id}")
    await guard.watch()

    await phone.open(venue.doors[0].path)
    await phone.shows("pass")
    await phone.press("为同行家人登记", "Register family with you")
    await phone.page.get_by_role("checkbox", name="周*乐").click()
    await phone.press("登记", "Register", exact=True)
    await phone.shows("pass")
    await expect(guard.now()).to_contain_text("周*乐")
    await expect(guard.count_of("今日 进", "Today In")).to_have_text("2")

    await phone.open("/#/pages/family/family")
    await phone.press("解除", "Remove")
    await phone.press("确定解除？", "Sure?")
    await phone.sees("还没有添加家人", "Nobody added yet")
