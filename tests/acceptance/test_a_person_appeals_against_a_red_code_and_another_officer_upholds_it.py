"""A person appeals with words and a photo; whoever approved the order may not decide; another officer upholds it."""

import io

import pytest
from invented import citizen
from officers import Officers
from phone import Phone
from PIL import Image
from playwright.async_api import Locator, expect
from screen import Language
from stage import Stage
from windows import Desks, Phones

LIMIT_BYTES = 1_400_000


def photo() -> bytes:
    """A photo as phones take them: too large to be sent as it is."""
    out = io.BytesIO()
    Image.effect_noise((2400, 1800), 80).convert("RGB").save(out, "JPEG", quality=95)
    assert out.tell() > LIMIT_BYTES
    return out.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_from_the_red_code_to_green(
    phones: Phones, desks: Desks, stage: Stage, officers: Officers, language: Language
) -> None:
    person = await stage.person(citizen("周晓晴"))
    proposer = await officers.worker(stage, "health_officer")
    await stage.turn(proposer, await officers.at_work(stage, "approver"), person.who.document)
    story = f"那天我在家，{person.who.document[-4:]}"

    phone = await phones.of(person.who.phone, Phone, language)
    await phone.sees("来源：山东省聊城市东昌府区疫情防控部门，自 ", "By Health department of Dongchangfu District")
    await phone.sees("，之后自动恢复绿码", ", then green by itself")
    await phone.press("申诉：密切接触者", "Appeal: Close contact")
    await phone.press("提交", "Send", exact=True)
    await phone.sees("请至少写两个字", "Please write at least two characters")
    await phone.field("为什么不对", "Why it is wrong").fill(story)
    async with phone.page.expect_file_chooser() as choosing:
        await phone.press("加一张照片", "Add a photo")
    await (await choosing.value).set_files({"name": "home.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    await expect(phone.button("去掉照片", "Remove the photo")).to_be_visible()
    await phone.press("提交", "Send", exact=True)
    await phone.sees("已提交", "Sent. The answer will show below")
    mine = phone.page.get_by_role("listitem")
    await expect(mine).to_contain_text(phone.say("等待答复", "Waits for an answer"))
    await expect(mine).to_contain_text(phone.say("答复期限", "Answer due by"))

    own = await desks.of("approver", language)
    await own.go("申诉", "Appeals")
    await own.row(story).get_by_role("button").click()
    refused = own.page.get_by_role("dialog")
    await expect_photo(refused)
    await refused.get_by_role("textbox").fill("属实")
    await refused.get_by_role("button", name=own.say("成立，撤销", "Uphold")).click()
    await expect(refused).to_contain_text(own.say("须由另一名工作人员办理", "Another officer must do this"))

    desk = await desks.worker("health_officer", language, path="appeals")
    await desk.row(story).get_by_role("button").click()
    dialog = desk.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("周*晴")
    await expect_photo(dialog)
    uphold = dialog.get_by_role("button", name=desk.say("成立，撤销", "Uphold"))
    await uphold.click()
    await expect(dialog).to_contain_text(desk.say("请至少写 2 个字", "Please write at least 2 characters"))
    await dialog.get_by_role("textbox").fill("经核实，您当天不在场")
    await uphold.click()
    await expect(desk.row(story)).to_be_hidden()
    await desk.page.get_by_role("tab", name=desk.say("已办理", "Decided")).click()
    await expect(desk.row(story)).to_contain_text(desk.say("申诉成立", "Upheld"))

    await phone.home()
    await expect(phone.page.locator(".vc-mine.green")).to_be_visible()
    await phone.press("设置", "Settings")
    await phone.press("我的申诉", "My appeals")
    await expect(mine).to_contain_text(phone.say("申诉成立", "Upheld"))
    await expect(mine).to_contain_text("经核实，您当天不在场")
    await phone.press("看我提交的照片", "Show the photo I sent")
    await expect_photo(mine)


async def expect_photo(where: Locator) -> None:
    """Require a picture that the browser could draw."""
    await expect(where.locator("img")).to_have_js_property("complete", value=True)
    assert await where.locator("img").evaluate("picture => picture.naturalWidth") == 1600
