"""A manager hands the venue over by a code; the new one unbinds the guard, the old one is told that it is gone."""

from guard import Guard
from invented import citizen
from manager import Manager
from playwright.async_api import expect
from stage import Stage
from windows import Phones


async def test_the_venue_gets_another_manager_who_unbinds_the_guard(phones: Phones, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"))
    old = await phones.of(venue.manager.who.phone, Manager)
    new = await phones.of((await stage.person(citizen("赵接任"))).who.phone, Manager)
    guard = await phones.of((await stage.person(citizen("周守卫"))).who.phone, Guard)
    await old.open_venue(venue.full_name)
    await guard.accept(await old.invite_guard())
    await guard.watch()

    await old.press("移交管理员", "Hand the venue over")
    await old.press("确定", "Yes", exact=True)
    await old.sees("点“我的场所”“输入邀请码”", "")
    code = (await old.page.locator(".vc-offer").inner_text()).replace(" ", "")
    await new.home()
    await new.press("我的场所", "My venues")
    await new.press("输入邀请码", "Enter a share code")
    await new.field("邀请码", "Share code").fill(code)
    await new.press("下一步", "Next")
    await new.sees("接管这个场所", "")
    await new.press("接受", "Accept", exact=True)
    await expect(new.page.locator(".vc-door").first).to_be_visible()

    await old.page.reload()
    await old.sees("您已不再管理它", "you no longer look after it")
    await old.press("我的场所", "My venues")
    await expect(old.page.get_by_text(venue.full_name)).to_have_count(0)

    await new.press("解除", "Unbind", exact=True)
    await new.press("确定解除？", "Sure?")
    await expect(new.page.get_by_text("周*卫")).to_have_count(0)
    await guard.page.reload()
    await guard.sees("您已不是它的检测员", "")
