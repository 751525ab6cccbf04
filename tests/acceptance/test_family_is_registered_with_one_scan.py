"""A grandmother without a phone is bound on the family page, ticked at the door and judged with her own verdict."""

from guard import Guard
from invented import citizen
from officers import Officers
from phone import Phone
from playwright.async_api import expect
from stage import Stage
from windows import Phones


async def test_a_relative_is_bound_and_comes_along(phones: Phones, stage: Stage) -> None:
    venue = await stage.venue(("南门", "both"))
    grandmother = citizen("郑桂英")
    phone = await phones.of((await stage.person(citizen("吴丽娟"))).who.phone, Phone)
    await phone.press("为老人、孩子一起登记", "Family")
    await phone.bind_relative(grandmother, "父母", "Parent")
    await expect(phone.page.get_by_role("main")).to_contain_text("郑*英")
    guard = await phones.of(venue.manager.who.phone, Guard)
    await guard.open(f"/#/pages/guard/door?venue={venue.id}")
    await guard.watch()

    await phone.open(venue.doors[0].path)
    await phone.page.get_by_role("checkbox", name="郑*英").click()
    await phone.press("我要进入", "Coming in")

    await phone.shows("pass")
    await phone.sees("同行人员", "With you")
    await expect(phone.page.get_by_role("main")).to_contain_text("郑*英")
    await guard.sees_at_once("pass", "吴*娟")
    await expect(guard.now()).to_contain_text("郑*英")


async def test_one_stopped_relative_stops_the_family(phones: Phones, stage: Stage, officers: Officers) -> None:
    venue = await stage.venue(("南门", "in"))
    mother, grandmother = await stage.person(citizen("吴丽娟")), citizen("郑桂英")
    await stage.relative(mother, grandmother.name, grandmother.document)
    health, approver = [await officers.at_work(stage, name) for name in ("health", "approver")]
    await stage.turn(health, approver, grandmother.document)
    phone = await phones.of(mother.who.phone, Phone, "en")

    await phone.open(venue.doors[0].path)
    await phone.shows("pass")
    await phone.press("为同行家人登记", "Register family with you")
    await phone.page.get_by_role("checkbox", name="郑*英").click()
    await phone.press("登记", "Register", exact=True)

    await phone.shows("stop")
    await phone.heard_siren()
