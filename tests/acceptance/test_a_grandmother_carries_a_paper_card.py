"""A paper card from the phone that prints it to the door: the guard's camera reads the very PDF; a new card ends it."""

from camera import Camera
from guard import Guard
from invented import citizen
from manager import content
from phone import Phone
from playwright.async_api import expect
from stage import Stage
from windows import Phones


async def test_the_printed_card_is_read_at_the_door_until_a_new_one_is_issued(
    phones: Phones, stage: Stage, camera: Camera
) -> None:
    venue = await stage.venue(("南门", "in"))
    daughter, grandmother = await stage.person(citizen("吴丽娟")), citizen("郑桂英")
    await stage.relative(daughter, grandmother.name, grandmother.document)
    phone = await phones.of(daughter.who.phone, Phone)
    await phone.press("为老人、孩子一起登记", "Register parents and children with you")
    await phone.press("纸质码", "Paper card", exact=True)
    await phone.press("办理纸质码", "Issue a card")
    await expect(phone.page.get_by_role("img", name="郑*英 的纸质码")).to_be_visible()
    async with phone.page.expect_download() as download:
        await phone.press("下载 PDF，打印", "Download the PDF to print")
    card = await content(await download.value)

    camera.show(card)
    guard = await phones.of(venue.manager.who.phone, Guard)
    await guard.open(f"/#/pages/guard/door?venue={venue.id}")
    await guard.watch()
    await guard.press("扫对方的码", "Scan their code")
    await expect(guard.answer()).to_contain_text("通行 · 郑*英")
    await guard.sees_at_once("pass", "郑*英")
    await expect(guard.methods()).to_have_text("纸质码 1")

    await phone.press("重新办理", "Issue anew")
    await phone.sees("旧卡立即作废", "The old card stops working at once")
    await phone.press("重新办理", "Issue anew")
    await phone.sees("旧卡作废。请打印新卡", "the old one ended")
    await guard.press("关闭", "Close", exact=True)
    await guard.press("扫对方的码", "Scan their code")
    await expect(guard.refusal()).to_contain_text("作废")
