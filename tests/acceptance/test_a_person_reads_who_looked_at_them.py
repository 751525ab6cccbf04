"""A health officer looks at somebody; that person reads who, when and why on the phone, page by page."""

import pytest
from invented import citizen
from officers import Officers
from phone import Phone
from playwright.async_api import expect
from screen import Language
from stage import Stage
from windows import Phones

PAGE = 20


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_looks_are_listed_with_reason_and_department_from_settings_and_from_the_own_code(
    phones: Phones, stage: Stage, officers: Officers, language: Language
) -> None:
    person = await stage.person(citizen("周晓晴"))
    phone = await phones.of(person.who.phone, Phone, language)
    await phone.press("设置", "Settings")
    await phone.press("谁查看过我的信息", "Who looked at my data")
    await phone.sees("没有人查看过您的信息", "Nobody has looked at your data")

    officer = await officers.worker(stage, "health_officer")
    found = await stage.health(officer, person.who.document)
    for number in range(PAGE):
        await stage.call("POST", f"/people/{found['person_id']}/looks", officer, reason=f"第 {number} 次电话流调")

    await phone.home()
    await phone.press("谁查看过我的信息", "Who looked at my data")
    looks = phone.page.get_by_role("listitem")
    await expect(looks).to_have_count(PAGE)
    newest = looks.first
    await expect(newest).to_contain_text(phone.say("查看了您的完整信息", "Read your data in full"))
    await expect(newest).to_contain_text(f"第 {PAGE - 1} 次电话流调")
    await expect(newest).to_contain_text(phone.say("东昌府区", "Dongchangfu"))
    await expect(newest).to_contain_text(phone.say("疫情防控人员", "Health officer"))
    await phone.press("显示更早的记录", "Show earlier ones")
    await expect(looks).to_have_count(PAGE + 1)
    await expect(looks.last).to_contain_text(phone.say("查看了您的健康状态", "Looked at your health status"))
    await expect(phone.button("显示更早的记录", "Show earlier ones")).to_be_hidden()
