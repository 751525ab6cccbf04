"""By an account of another provider: the first time by way of the phone, then straight on; unlinked at will."""

from phone import Phone
from playwright.async_api import expect
from stage import Stage
from windows import Phones


async def come(phone: Phone, user: str) -> None:
    """From the start page to the provider's page and back."""
    await phone.press("登录", "Sign in", exact=True)
    await phone.agree()
    await phone.press("用模拟渠道登录", "Sign in with Stand-in")
    await phone.page.get_by_label("账号 Account").fill(user)
    await phone.page.get_by_role("button", name="登录 Sign in").click()


async def test_an_account_is_linked_once_a_phone_is_proved_and_leads_to_the_same_person(
    phones: Phones, stage: Stage
) -> None:
    person = await stage.person()
    user = f"account of {person.who.phone}"
    phone = await phones.new(Phone, "en")
    await phone.open()
    await come(phone, user)
    await phone.sees("第一次用这个账号登录", "First time with this account")
    await phone.prove(person.who.phone)
    await phone.at_home()

    somebody = await phones.of((await stage.person()).who.phone, Phone, "en")
    await somebody.press("设置", "Settings")
    await somebody.press("绑定模拟渠道", "Link Stand-in")
    await somebody.page.get_by_label("账号 Account").fill(user)
    await somebody.page.get_by_role("button", name="登录 Sign in").click()
    await somebody.sees("该平台账号已绑定其他人员", "This account is linked to another person already")
    await somebody.home()
    await somebody.press("设置", "Settings")
    await expect(somebody.button("绑定模拟渠道", "Link Stand-in")).to_be_visible()

    other = await phones.new(Phone, "zh")
    await other.open()
    await come(other, user)
    await other.sees("出示我的码", "Show my code")
    await other.press("设置", "Settings")
    await other.press("解绑", "Unlink")
    await other.press("确定解绑？", "Sure?")
    await other.sees("已解绑", "Unlinked")
    await expect(other.button("绑定模拟渠道", "Link Stand-in")).to_be_visible()

    third = await phones.new(Phone, "zh")
    await third.open()
    await come(third, user)
    await third.sees("第一次用这个账号登录", "First time with this account")
