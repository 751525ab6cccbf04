"""Camera and location refused, the back button pressed: each time a way round, and nothing that was typed is lost."""

from manager import Form, Manager
from playwright.async_api import expect
from stage import Stage
from windows import Phones

GIVEN_BY_HAND = (("经度", "Longitude", "115.985301"), ("纬度", "Latitude", "36.456702"))


NO_CAMERA = "void (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError')))"
"""What a page hears when the person says no; with a film for a camera Chromium never asks, and always says yes."""


async def test_camera_and_location_refused_and_back_pressed(phones: Phones, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"))
    person = await stage.person()
    phone = await phones.of(person.who.phone, Manager, "zh")
    await (
        phone.page.context.clear_permissions()
    )  # the location is asked for from now on, and a window like this says no
    await phone.page.evaluate(NO_CAMERA)

    await phone.scan()
    await phone.sees("没有获得相机权限", "The camera was not allowed")
    await expect(phone.button("从照片识别", "From a photo")).to_be_visible()
    await phone.field("场所码编号", "Venue code").fill(venue.doors[0].code)
    await phone.press("查询", "Continue")
    await phone.shows("pass")

    form = Form()
    await phone.begin_application()
    await phone.choose_type(form.type)
    await phone.field("场所全称", "Full name").fill(form.full_name)
    await phone.press("用手机当前位置", "Use where this phone is")
    await phone.sees("没有取得位置", "The position could not be had")
    for zh, en, value in GIVEN_BY_HAND:
        await phone.field(zh, en).fill(value)
    await phone.sees("已保存", "Saved")
    await phone.field("简称", "Short name").fill(form.short_name)
    await phone.page.go_back()
    await phone.at_home()
    await phone.begin_application()
    await expect(phone.field("场所全称", "Full name")).to_have_value(form.full_name)
    await expect(phone.field("简称", "Short name")).to_have_value(form.short_name)
    for zh, en, value in GIVEN_BY_HAND:
        await expect(phone.field(zh, en)).to_have_value(value)
