"""A regulator warns a venue in words of the list; the manager meets it on the start page, answers, and is read."""

from manager import Manager
from playwright.async_api import expect
from stage import Stage
from windows import Desks, Phones

WORDS = ("巡查发现出入口无人值守", "An inspection found doors unwatched")


async def test_warned_and_answered(phones: Phones, desks: Desks, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"))
    desk = await desks.worker("regulator", "zh")
    await desk.find_venue(venue.full_name)
    await desk.press("发警告", "Warn")
    await desk.page.get_by_role("dialog").get_by_role("button", name=WORDS[0]).click()
    await desk.page.get_by_role("dialog").get_by_role("button", name="发警告", exact=True).click()
    await desk.sees("对方未查看", "Not read yet")

    manager = await phones.of(venue.manager.who.phone, Manager, "en")
    await manager.home()
    await manager.sees(*WORDS)
    await manager.press("查看并答复", "Read and answer")
    await manager.press("答复", "Answer", exact=True)
    await manager.press("提交答复", "Send the answer")
    await manager.sees("请至少写两个字", "Please write at least two characters")
    await manager.field("您的答复", "Your answer").fill("已安排两人轮流值守")
    await manager.press("提交答复", "Send the answer")
    await manager.sees("您于", "You answered on")
    await manager.home()
    await expect(manager.button("查看并答复", "Read and answer")).to_be_hidden()

    await desk.page.reload()
    await expect(desk.page.locator(".answer")).to_contain_text("已安排两人轮流值守")
    await expect(desk.page.locator(".history li").first).to_contain_text("场所答复")
