"""A press right after the last edit counts: where the page moves under the finger, and over a slow network."""

import asyncio

import pytest
from manager import Form, Manager
from phone import Phone
from playwright.async_api import Route
from stage import Stage
from windows import Phones

SLOW_SECONDS = 0.7


@pytest.fixture
async def manager(phones: Phones, stage: Stage) -> Manager:
    """A manager whose form is full, but for a phone number that is marked as wrong."""
    manager = await phones.of((await stage.person()).who.phone, Manager, "en")
    await manager.begin_application()
    await manager.fill(Form())
    await manager.field("联系电话", "Phone", exact=True).fill("1")
    await manager.field("出入口名称", "Name of the door").focus()
    await manager.sees("电话号码不正确", "The phone number is not right")
    return manager


async def test_the_button_stays_under_the_finger_while_the_last_edit_is_saved(manager: Manager) -> None:
    async def slowly(route: Route) -> None:
        await asyncio.sleep(SLOW_SECONDS)
        await route.continue_()

    await manager.page.route("**/venue-applications/*", slowly)
    await manager.field("联系电话", "Phone", exact=True).fill(Form().phone)
    button = manager.button("提交申请", "Hand in")
    await button.scroll_into_view_if_needed()
    place = await button.bounding_box()
    assert place is not None
    await manager.page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    await manager.page.mouse.down()
    await asyncio.sleep(3 * SLOW_SECONDS)
    still = await button.bounding_box()
    assert still is not None
    assert abs(still["y"] - place["y"]) <= 1  # by less than a point: the page's height is no whole number of them
    async with manager.page.expect_response("**/submit"):
        await manager.page.mouse.up()
    await manager.sees("场所码已生成", "The venue code is issued")


async def test_a_press_while_an_older_save_is_under_way_waits_for_the_last_edit(manager: Manager) -> None:
    held: asyncio.Queue[Route] = asyncio.Queue()
    await manager.page.route("**/venue-applications/*", held.put, times=1)
    await manager.field("简称", "Short name").fill("光明店")
    await manager.field("联系电话", "Phone", exact=True).focus()
    older = await asyncio.wait_for(held.get(), 10)
    await manager.field("联系电话", "Phone", exact=True).fill(Form().phone)
    async with manager.page.expect_response("**/submit"):
        await manager.press("提交申请", "Hand in")
        await older.continue_()
    await manager.sees("场所码已生成", "The venue code is issued")


@pytest.mark.parametrize("touch", [True, False])
async def test_a_press_counts_though_advice_at_a_field_moves_the_button(
    phones: Phones, stage: Stage, touch: bool
) -> None:
    phone = await phones.of((await stage.person()).who.phone, Phone, "en")
    await phone.open("/#/pages/family/family")
    await phone.press("添加没有手机的家人", "Add somebody without a phone")
    await phone.field("证件号码", "Document number").fill("123")
    button = phone.button("添加", "Add", exact=True)
    await button.scroll_into_view_if_needed()
    place = await button.bounding_box()
    assert place is not None
    spot = place["x"] + 40, place["y"] + 6
    if touch:
        await phone.page.touchscreen.tap(*spot)
    else:
        await phone.page.mouse.move(*spot)
        await phone.page.mouse.down()
        await phone.sees("这个号码不像所选的证件", "This does not look like a number")
        moved = await button.bounding_box()
        assert moved is not None
        assert moved["y"] > spot[1]
        await phone.page.mouse.up()
    await phone.sees("请先确认家人同意", "Please confirm that they agree")
