"""A reviewer finds a venue among many, reissues a door's code, takes its poster, suspends and resumes it."""

import pytest
from camera import page_count
from playwright.async_api import expect
from screen import Language
from stage import Stage
from windows import Desks


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_venue_is_found_suspended_and_resumed(desks: Desks, stage: Stage, language: Language) -> None:
    venue = await stage.venue(("南门", "in"), ("北门", "out"))
    desk = await desks.worker("reviewer", language, path="venues")
    await desk.field("名称", "Name", exact=True).fill(venue.full_name[6:])
    await desk.press("查询", "Search")
    await expect(desk.page.get_by_role("row")).to_have_count(2)
    await desk.page.get_by_role("link", name=venue.full_name).click()
    await desk.sees("管理员 1 人，检测员 0 人", "1 manager, 0 guards")

    async with desk.page.expect_download() as download:
        await desk.press("全部出入口海报", "Posters of all doors")
    assert page_count((await (await download.value).path()).read_bytes()) == 2

    old = await desk.page.locator("li", has_text="北门").locator(".mono").first.inner_text()
    await desk.page.get_by_role("button", name=desk.say("操作 北门", "Actions 北门")).click()
    await desk.page.get_by_role("menuitem", name=desk.say("换码", "Reissue code")).click()
    await desk.page.get_by_role("dialog").get_by_role("button", name=desk.say("确定", "Confirm")).click()
    await desk.sees("已换码，请打印新海报", "New code issued")
    await expect(desk.page.get_by_text(old)).to_have_count(0)

    await desk.press("暂停", "Suspend", exact=True)
    await desk.page.get_by_role("dialog").get_by_role("button", name=desk.say("暂停", "Suspend")).click()
    await desk.sees("请至少写 2 个字", "Please write at least 2 characters")
    await desk.give_reason("三天无人值守")
    await desk.sees("三天无人值守", "三天无人值守")
    await expect(desk.page.get_by_role("heading", level=1)).to_contain_text(desk.say("已暂停", "Suspended"))
    await desk.press("恢复", "Resume", exact=True)
    await desk.give_reason("已派人值守")
    await expect(desk.page.get_by_role("heading", level=1)).to_contain_text(desk.say("正常", "Active"))


async def test_another_district_does_not_find_it(desks: Desks, stage: Stage) -> None:
    venue = await stage.venue()
    desk = await desks.worker("reviewer", division="371521", path="venues")
    await desk.field("名称", "Name", exact=True).fill(venue.full_name)
    await desk.press("查询", "Search")
    await desk.sees("没有符合条件的记录", "Nothing matches")
    await desk.open(f"venues/{venue.id}")
    await desk.sees("没有找到", "Not found")
