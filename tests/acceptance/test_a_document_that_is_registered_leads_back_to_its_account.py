"""Somebody with a new number whose document is registered: back by a code to the old number, or by an officer."""

from invented import Citizen, citizen, mobile
from phone import Phone
from playwright.async_api import expect
from stage import Stage
from windows import Desks, Phones


async def finds_it_registered(phone: Phone, who: Citizen) -> None:
    """With a new number: register a document that is registered."""
    await phone.open()
    await phone.sign_in(mobile())
    await phone.press("完成登记", "Register")
    await expect(phone.page.locator(".vc-field.wrong")).to_have_count(3)  # name, number, home
    await phone.sees("请填写", "Please fill this in")
    await phone.register(who)
    await phone.sees("这个证件已经登记过", "This document is registered already")
    await expect(phone.page.locator(".vc-field.wrong")).to_have_count(0)
    await expect(phone.button("完成登记", "Register", exact=True)).to_have_count(0)


async def test_by_a_code_to_the_old_number(phones: Phones, stage: Stage) -> None:
    old = await stage.person(citizen("周晓晴"))
    phone = await phones.new(Phone, "en")
    await finds_it_registered(phone, old.who)
    await phone.press("向原手机号发验证码", "Send a code to its phone")
    shown = await phone.text("验证码是", "the code is").inner_text()
    await phone.field("六位验证码", "Six-digit code").fill("".join(filter(str.isdigit, shown)))
    await phone.press("找回账号", "Recover the account")
    await phone.at_home()
    await expect(phone.page.get_by_role("main")).to_contain_text("周*晴")


async def test_by_an_officer_who_saw_the_document(phones: Phones, desks: Desks, stage: Stage) -> None:
    old = await stage.person(citizen("孟庆远"))
    phone = await phones.new(Phone)
    await finds_it_registered(phone, old.who)
    await phone.press("原手机号不用了", "That phone is gone")
    await phone.sees("核实后用这个手机号重新登录", "sign in here with this phone number")

    desk = await desks.of("reviewer")
    await desk.go("账号找回", "Account recovery")
    await desk.row("孟*远").get_by_role("button", name="同意找回").first.click()
    await desk.give_reason("已当面核对身份证")
    await expect(desk.row("孟*远")).to_have_count(0)
