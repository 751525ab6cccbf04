"""A scan without a network is kept on the phone and sent once when the network is back."""

from guard import Guard
from phone import Phone
from playwright.async_api import expect
from stage import Stage
from windows import Phones


async def test_the_scan_is_queued_and_later_stands_at_the_door_exactly_once(phones: Phones, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"))
    phone = await phones.of((await stage.person()).who.phone, Phone, "en", service_workers="allow")
    await phone.is_kept_for_offline()
    await phone.keeps("passes")
    await phone.scan()
    await phone.press("输入编号", "Type the code")

    await phone.page.context.set_offline(offline=True)
    await phone.field("场所码编号", "Venue code").fill(venue.doors[0].code)
    await phone.press("查询", "Continue")
    await phone.sees("没有网络，已保存", "No network: kept")
    await expect(phone.verdict()).to_have_count(0)
    await phone.sees("离线，", "Offline, status of")
    await expect(phone.page.get_by_role("img", name="Offline pass of")).to_be_visible()
    await phone.press("回到首页", "Start page")
    await phone.sees("1 次扫码等待发送", "1 scan waits to be sent")

    await phone.page.context.set_offline(offline=False)
    await expect(phone.text("次扫码等待发送", "scans wait to be sent")).to_have_count(0)
    await phone.home()

    await phone.scan()
    await phone.press("输入编号", "Type the code")
    await phone.page.context.set_offline(offline=True)
    await phone.field("场所码编号", "Venue code").fill(venue.doors[0].code)
    await phone.press("查询", "Continue")
    await phone.sees("没有网络，已保存", "No network: kept")
    await phone.page.context.set_offline(offline=False)
    await phone.shows("pass")  # the page that kept it tells what came of it; at that door it is the same visit

    guard = await phones.of(venue.manager.who.phone, Guard, "en")
    await guard.open(f"/#/pages/guard/door?venue={venue.id}")
    await guard.watch()
    await expect(guard.count_of("今日 进", "Today In")).to_have_text("1")
