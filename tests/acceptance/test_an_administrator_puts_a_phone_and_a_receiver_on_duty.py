"""An administrator puts a phone and a receiver on duty; a slip is named at its field; the key is shown once."""

from playwright.async_api import expect
from windows import Desks

PHONE, RECEIVER = "13800138765", "https://duty.example/alerts"


async def test_phone_and_receiver_on_duty(desks: Desks) -> None:
    desk = await desks.worker("administrator", "en", path="duty")
    dialog = desk.page.get_by_role("dialog")
    await desk.press("添加值班电话", "Add a duty phone")
    await desk.field("岗位名称", "Name of the post").fill("District duty desk")
    await desk.field("手机号", "Mobile number").fill("12")
    await desk.press("保存", "Save")
    await expect(dialog.locator(".el-form-item__error")).to_be_visible()
    await desk.field("手机号", "Mobile number").fill(PHONE)
    await dialog.get_by_text("Reports only").click()
    await desk.press("保存", "Save")
    await expect(dialog).to_be_hidden()
    row = desk.page.locator("li", has_text="District duty desk")
    await expect(row).to_contain_text("High and urgent · Reports only")
    await expect(row).not_to_contain_text(PHONE)

    await desk.press("添加接收系统", "Add a receiver")
    await desk.field("接收地址", "Address", exact=True).fill("http://duty.example/alerts")
    await desk.press("保存", "Save")
    await desk.sees("必须是 https 地址", "Must be an https address")
    await desk.field("接收地址", "Address", exact=True).fill(RECEIVER)
    await desk.press("保存", "Save")
    secret = await dialog.locator("code").inner_text()
    assert len(secret) > 30
    await dialog.get_by_role("button", name="Close", exact=True).click()
    await desk.page.reload()
    receiver = desk.page.locator("li", has_text=RECEIVER)
    await expect(receiver).to_be_visible()
    await expect(desk.page.locator("body")).not_to_contain_text(secret)
    await receiver.get_by_role("button").click()
    await dialog.get_by_role("button", name="Confirm").click()
    await expect(receiver).to_be_hidden()
