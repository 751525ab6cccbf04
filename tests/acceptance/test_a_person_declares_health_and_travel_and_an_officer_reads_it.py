"""A person declares symptoms and a stay on the phone; nothing turns by it; a health officer reads it in the file."""

from phone import Phone
from playwright.async_api import expect
from stage import Stage
from windows import Desks, Phones


async def test_from_the_phone_to_the_file(phones: Phones, desks: Desks, stage: Stage) -> None:
    person = await stage.person()
    phone = await phones.of(person.who.phone, Phone, "zh")
    await phone.home()
    await phone.page.get_by_role("button", name="健康申报、行程申报").click()
    await phone.press("提交健康申报", "Declare")
    await phone.sees("请选择", "Please choose")
    await phone.page.get_by_role("checkbox", name="咳嗽").click()
    await phone.field("体温（℃）", "Temperature (°C)").fill("38.2")
    await phone.page.get_by_role("radio", name="否").click()
    await phone.press("提交健康申报", "Declare")
    await phone.sees("已提交", "Declared")
    await phone.sees("体温 38.2 ℃", "38.2 °C")

    await phone.page.get_by_role("radio", name="14 天行程").click()
    await phone.press("添加一处", "Add a place")
    await phone.page.get_by_role("button", name="地区 请选择").click()
    await phone.choose_division("古楼街道", "gulou")
    await phone.page.get_by_role("button", name="到达日期 请选择").click()
    await phone.page.get_by_role("dialog").get_by_role("button", name="昨天").click()
    await phone.page.get_by_role("radio", name="否").click()
    await phone.press("提交行程申报", "Declare")
    await expect(phone.page.get_by_role("listitem").filter(has_text="行程申报")).to_contain_text("古楼街道")
    status = await stage.call("GET", "/me/status", person)
    assert (status["colour"], status["reasons"]) == ("green", [])

    desk = await desks.worker("health_officer", "zh", path="health")
    await desk.field("证件号码", "Document number").fill(person.who.document)
    await desk.field("理由", "Reason", exact=True).fill("核实本人申报")
    await desk.press("查询人员", "Find a person")
    await desk.press("打开档案", "Open the file")
    declared = desk.page.get_by_role("listitem").filter(has_text="健康申报")
    await expect(declared).to_contain_text("咳嗽")
    await expect(declared).to_contain_text("本人申报")
    await expect(desk.page.get_by_role("listitem").filter(has_text="行程申报")).to_contain_text("古楼街道")
