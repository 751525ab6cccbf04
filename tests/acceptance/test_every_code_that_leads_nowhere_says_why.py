"""Mistyped, unknown, foreign, replaced, closed: each has its own answer on the screen, and a way out."""

from manager import Manager
from phone import Phone
from playwright.async_api import expect
from stage import Stage
from windows import Phones

NOBODYS = "0" * 17
"""A code with a right check symbol that no door has."""


def mistyped(code: str) -> str:
    """Change one symbol of a code."""
    return ("3" if code[0] == "2" else "2") + code[1:]


async def test_a_mistyped_code_is_found_on_the_phone_and_the_right_one_leads_on(phones: Phones, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"))
    phone = await phones.of((await stage.person()).who.phone, Phone, "en")

    await phone.scan()
    await phone.type_code(mistyped(venue.doors[0].code))
    await phone.sees("编号有误", "There is a slip in this code")
    await phone.field("场所码编号", "Venue code").fill(venue.doors[0].code.lower())
    await phone.press("查询", "Continue")

    await phone.shows("pass")


async def test_an_unknown_code_says_so(phones: Phones, stage: Stage) -> None:
    phone = await phones.of((await stage.person()).who.phone, Phone)

    await phone.open(f"/v/{NOBODYS}")

    await phone.is_refused("没有这个场所码", "There is no such venue code")
    good = (await stage.venue(("南门", "in"))).doors[0].code
    await phone.page.evaluate("code => { location.hash = `#/pages/pass/pass?code=${code}` }", good)
    await phone.shows("pass")


async def test_a_mistyped_address_says_so_before_anybody_signs_in(phones: Phones, stage: Stage) -> None:
    venue = await stage.venue()
    phone = await phones.new(Phone, "en")

    await phone.open(f"/v/{mistyped(venue.doors[0].code)}")

    await phone.is_refused("编号有误", "There is a slip in this code")


async def test_the_old_poster_of_a_reissued_code_says_so_and_the_new_one_works(phones: Phones, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"))
    manager = await phones.of(venue.manager.who.phone, Manager)
    await manager.open_venue(venue.full_name)
    await manager.change_door("南门", "换发新码", "New code")
    await manager.sees("已换发新码", "A new code is issued")
    fresh = await manager.code_of("南门")
    phone = await phones.of((await stage.person()).who.phone, Phone)

    await phone.open(venue.doors[0].path)
    await phone.is_refused("这张场所码已更换", "This code was replaced")
    await expect(phone.page.get_by_role("main")).to_contain_text(venue.short_name)

    await phone.open(f"/v/{fresh}")
    await phone.shows("pass")


async def test_a_closed_door_sends_on_and_takes_scans_again_once_reopened(phones: Phones, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"), ("北门", "in"))
    manager = await phones.of(venue.manager.who.phone, Manager, "en")
    await manager.open_venue(venue.full_name)
    await manager.change_door("南门", "关闭", "Close")
    await expect(manager.door("南门")).to_contain_text("Closed")
    phone = await phones.of((await stage.person()).who.phone, Phone, "en")

    await phone.open(venue.doors[0].path)
    await phone.is_refused("这个出入口已关闭", "This door is closed")

    await manager.door("南门").get_by_role("button", name="Reopen").click()
    await expect(manager.door("南门")).not_to_contain_text("Closed")
    await phone.comes_to(venue.doors[0].path, "pass")
