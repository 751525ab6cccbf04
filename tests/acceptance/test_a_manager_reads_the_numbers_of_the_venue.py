"""A manager reads the venue's numbers of the week on the phone; they are the server's, and name no visitor."""

import re

from phone import Phone
from playwright.async_api import expect
from windows import Phones

from venuecode.demo.people import MANAGER


async def test_the_numbers_of_the_week_are_shown_by_day_door_and_in_all(phones: Phones) -> None:
    owner = await phones.of(str(MANAGER.phone), Phone, "zh")
    await owner.home()
    await owner.press("我的场所", "My venues")
    await owner.page.get_by_role("button", name="光岳购物超市").click()
    numbers = owner.page.locator(".vc-counts")
    await expect(numbers).to_be_visible()
    # the numbers of today, which are asked for first; at night there are none
    await expect(numbers).to_contain_text(re.compile("人次，其中拦下|这段时间没有扫码"))
    async with owner.page.expect_response(re.compile(r"/my/venues/\d+/counts\?")) as waiting:
        await numbers.get_by_role("radio", name="近 7 天").click()
    counts = await (await waiting.value).json()
    assert counts["total"]["visits"] == sum(day["visits"] for day in counts["by_day"]) > 0
    await expect(numbers).to_contain_text(f"扫码 {counts['total']['visits']} 人次，其中拦下 {counts['total']['stops']}")
    await expect(numbers.locator(".bar")).to_have_count(7)
    for door in counts["by_door"]:
        row = numbers.locator(".line", has_text=door["name"])
        await expect(row).to_contain_text(f"{door['visits']} 人次，拦下 {door['stops']}")
    await expect(numbers).to_contain_text("统计截至")
    named = set(re.findall(r"\S+\*\S*", await numbers.inner_text()))
    assert named <= {guard["name"] for guard in counts["by_guard"]}, "guards are named, visitors never"
