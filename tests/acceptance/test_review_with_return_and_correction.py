"""A class that is reviewed: the officer returns the form, the applicant mends it, the officer approves."""

from invented import citizen, venue_name
from manager import Form, Manager
from playwright.async_api import expect
from stage import Stage
from windows import Desks, Phones

BANK = ("银行网点", "Bank branch")


async def test_an_application_is_returned_mended_and_approved(phones: Phones, desks: Desks, stage: Stage) -> None:
    form = Form(type=BANK, full_name=venue_name("水城银行支行"), short_name="水城银行")
    manager = await phones.of((await stage.person(citizen("孙经理"))).who.phone, Manager)
    await manager.begin_application()
    await manager.fill(form)
    await manager.hand_in()
    await manager.sees("审核中", "Under review")

    desk = await desks.of("reviewer")
    await desk.find_application(form.full_name)
    await desk.press("退回修改", "Return for correction")
    await desk.give_reason("地址不完整，请补充门牌号")
    await desk.sees("已退回", "Returned")

    await manager.home()
    await manager.press("我的场所", "My venues")
    await manager.press(form.full_name, form.full_name)
    await manager.sees("地址不完整，请补充门牌号", "")
    await manager.field("详细地址", "Address in detail").fill("楼东大街 100 号 1 层")
    await manager.hand_in()
    await manager.sees("审核中", "Under review")
    await manager.page.reload()
    await manager.sees("审核中", "Under review")

    await desk.find_application(form.full_name)
    await desk.sees("楼东大街 100 号 1 层", "")
    await desk.press("通过", "Approve", exact=True)
    await desk.page.get_by_role("dialog").get_by_role("button", name="确定").click()
    await desk.sees("已通过并发码", "Approved, codes issued")

    await manager.looks_again()
    await manager.sees("已通过，场所码已生成", "Approved: the venue code is issued")
    await manager.open_venue(form.full_name)
    assert len(await manager.code_of("南门")) == 17


async def test_a_likely_duplicate_is_shown_to_the_applicant_and_to_the_officer(
    phones: Phones, desks: Desks, stage: Stage
) -> None:
    there = await stage.venue(("南门", "in"), venue_class=2)
    form = Form(type=BANK, full_name=there.full_name, short_name="便民银行")
    manager = await phones.of((await stage.person(citizen("孙经理"))).who.phone, Manager, "en")
    await manager.begin_application()
    await manager.fill(form)
    notice = manager.page.locator(".vc-duplicates")
    await expect(notice).to_contain_text("same name in the same street")
    assert await notice.evaluate("e => e.previousElementSibling.innerText.includes('Street or township')")
    await manager.press("提交申请", "Hand in")
    await expect(manager.page.locator(".vc-foot .vc-duplicates")).to_contain_text(there.full_name)
    async with manager.page.expect_response("**/submit"):
        await manager.press("不是同一处，仍然提交", "Not the same place: hand in")
    await manager.sees("审核中", "Under review")

    desk = await desks.of("reviewer", "en")
    await desk.find_application(form.full_name)

    await expect(desk.page.get_by_role("main")).to_contain_text("likely duplicate")
