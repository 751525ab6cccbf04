"""People without a phone at a watched door: a stranger is typed in from the passport, an elder shows a paper card."""

from camera import Camera
from guard import Guard
from invented import citizen, passport
from playwright.async_api import expect
from stage import Stage
from windows import Phones


async def test_a_stranger_with_a_passport_is_typed_in(phones: Phones, stage: Stage) -> None:
    venue = await stage.venue(("South gate", "in"))
    guard = await phones.of(venue.manager.who.phone, Guard, "en")
    await guard.open(f"/#/pages/guard/door?venue={venue.id}")
    await guard.watch()

    await guard.press("证件登记", "By document")
    await guard.reads_passport("Germany", passport())
    await guard.press("查询并登记", "Find and register")
    await guard.sees("请先征得本人同意并勾选", "Ask the person first, and tick that they agree")
    await guard.agrees()
    await guard.press("查询并登记", "Find and register")
    await guard.sees("没有找到该证件的登记信息", "Nobody is registered with this document")
    await guard.field("姓名（与证件一致）", "Name as on the document").fill("Hanna Vogel")
    await guard.press("登记此人", "Register this person")

    await expect(guard.answer()).to_contain_text("Pass · H**** V****")
    await guard.sees_at_once("pass", "H**** V****")
    await expect(guard.now()).to_contain_text("typed in")
    await expect(guard.count_of("今日进", "Today In")).to_have_text("1")
    await expect(guard.methods()).to_have_text("typed in 1")
    await expect(guard.field("证件号码", "Document number")).to_have_value("")


async def test_a_paper_card_is_typed_in_by_its_code(phones: Phones, stage: Stage, camera: Camera) -> None:
    camera.clear()
    venue = await stage.venue(("南门", "in"))
    elder = await stage.person(citizen("孙桂兰"))
    code = await stage.card(elder)
    guard = await phones.of(venue.manager.who.phone, Guard)
    await guard.open(f"/#/pages/guard/door?venue={venue.id}")
    await guard.watch()

    await guard.press("扫对方的码", "Scan their code")
    await guard.field("或输入卡片编号", "Or type the card's code").fill(code[:-1] + ("A" if code[-1] != "A" else "B"))
    await guard.press("登记", "Register", exact=True)
    await expect(guard.refusal()).to_be_visible()
    await expect(guard.answer()).to_have_count(0)
    await guard.field("或输入卡片编号", "Or type the card's code").fill(code)
    await guard.press("登记", "Register", exact=True)

    await expect(guard.answer()).to_contain_text("通行 · 孙*兰")
    await guard.sees_at_once("pass", "孙*兰")
    await expect(guard.methods()).to_have_text("纸质码 1")
    visits = await stage.call("GET", "/me/visits", elder)
    assert [(one["venue_name"], one["method"]) for one in visits["items"]] == [(venue.full_name, "card")]
