"""Paper cards in bulk: a street's officer finds residents, has sheets made, and ends a card that was lost."""

import re

import zxingcpp
from camera import picture_of
from invented import Citizen, mobile, resident_id
from manager import content
from playwright.async_api import expect
from stage import STREET, Stage
from windows import Desks


async def test_the_sheet_holds_a_readable_card_for_each_and_a_lost_one_is_ended(desks: Desks, stage: Stage) -> None:
    for name in ("孙桂兰", "郑桂英"):
        await stage.person(Citizen(name, resident_id("19450611"), mobile()))
    desk = await desks.worker("reviewer", division=STREET, path="cards")
    await desk.press("查询居民", "Find residents")
    await expect(desk.row("孙*兰").first).to_be_visible()
    for name in ("孙*兰", "郑*英"):
        await desk.row(name).last.locator(".el-checkbox").click()
    await desk.field("用途", "Reason").fill("为辖区老人办理纸质码")
    await desk.press("制作 2 张", "Make 2 cards")
    finished = desk.page.get_by_role("listitem").filter(has_text="已完成").get_by_role("button", name="下载 PDF")
    async with desk.page.expect_download() as download:
        await finished.click(timeout=60_000)
    sheet = await content(await download.value)
    found = {one.text for one in zxingcpp.read_barcodes(picture_of(sheet))}
    assert len(found) == 2
    assert all(re.fullmatch(rf"{re.escape(desk.url)}/c/[0-9A-Z]{{17}}", text) for text in found)

    await desk.page.locator("label.el-checkbox").filter(has_text="包括仍有有效卡的居民").click()
    await desk.press("查询居民", "Find residents")
    await desk.row("孙*兰").last.get_by_role("button", name="挂失").click()
    await desk.give_reason("家属电话挂失")
    await desk.sees("已作废", "The card is ended")
