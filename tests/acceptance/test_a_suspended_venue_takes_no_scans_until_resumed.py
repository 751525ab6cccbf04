"""An officer suspends a venue with a reason; visitors are told, the manager reads why; resumed, it works again."""

from manager import Manager
from phone import Phone
from playwright.async_api import expect
from stage import Stage
from windows import Desks, Phones


async def test_suspended_and_resumed(phones: Phones, desks: Desks, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"))
    phone = await phones.of((await stage.person()).who.phone, Phone)

    desk = await desks.of("reviewer")
    await desk.find_venue(venue.full_name)
    await desk.press("暂停", "Suspend", exact=True)
    await desk.give_reason("未落实扫码登记，限期整改")
    await expect(desk.button("恢复", "Resume", exact=True)).to_be_visible()

    await phone.open(venue.doors[0].path)
    await phone.is_refused("该场所已暂停", "This venue is suspended")
    manager = await phones.of(venue.manager.who.phone, Manager)
    await manager.open_venue(venue.full_name)
    await manager.sees("未落实扫码登记，限期整改", "")

    await desk.press("恢复", "Resume", exact=True)
    await desk.give_reason("整改合格")
    await expect(desk.button("暂停", "Suspend", exact=True)).to_be_visible()
    await phone.comes_to(venue.doors[0].path, "pass")
