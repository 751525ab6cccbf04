"""The personal code on a phone: read by an independent decoder, taken at a door, new each minute, a pass offline."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

import zxingcpp
from invented import citizen
from phone import Phone
from PIL import Image
from playwright.async_api import expect
from stage import Door, Stage, Venue
from windows import Phones

PASS_LIFE_MS = 25 * 3_600_000


async def read_off(phone: Phone, name: str) -> str:
    """Read the code that the phone shows of somebody, as a guard's camera does."""
    shown = phone.page.get_by_role("img", name=phone.say(f"{name} 的个人码", f"Personal code of {name}"))
    await expect(shown).to_be_visible()
    [found] = zxingcpp.read_barcodes(Image.open(BytesIO(await shown.screenshot())))
    return found.text


async def enter(stage: Stage, venue: Venue, door: Door, code: str) -> Any:
    """Register whoever shows a code at a door, as its guard does."""
    at = datetime.now(UTC).isoformat()
    entry = {"client_visit_id": str(uuid4()), "at": at, "person": {"way": "code", "code": code}}
    path = f"/api/v1/guard/doors/{door.id}/entries"
    answer = await stage.http.post(path, json=entry, headers=venue.manager.headers)
    assert answer.is_success, answer.text
    return answer.json()


async def test_the_code_changes_and_the_kept_pass_stands_in_without_a_network(phones: Phones, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"), ("北门", "in"))
    person = await stage.person(citizen("吴丽娟"))
    phone = await phones.of(person.who.phone, Phone, service_workers="allow")
    await phone.is_kept_for_offline()
    await phone.keeps("passes")  # the start page fetches it
    await phone.page.clock.install()
    await phone.press("出示我的码", "Show my code")

    first = await read_off(phone, "吴*娟")
    entered = await enter(stage, venue, venue.doors[0], first)
    assert (entered["result"], entered["visit"]["name"]) == ("visit", "吴*娟")
    assert entered["offline_pass_of"] is None

    modules = phone.page.locator(".vc-qr .modules")
    drawn = await modules.get_attribute("style") or ""
    await phone.page.clock.fast_forward(41_000)
    await expect(modules).not_to_have_attribute("style", drawn)
    assert await read_off(phone, "吴*娟") != first

    await phone.page.context.set_offline(offline=True)
    await phone.page.clock.fast_forward(61_000)
    await phone.sees("离线，", "Offline, ")
    kept = await read_off(phone, "吴*娟")
    await phone.page.reload()
    await phone.sees("离线，", "Offline, ")
    assert await read_off(phone, "吴*娟") == kept
    entered = await enter(stage, venue, venue.doors[1], kept)
    assert (entered["result"], entered["visit"]["name"]) == ("visit", "吴*娟")
    assert entered["offline_pass_of"] is not None

    await phone.page.context.set_offline(offline=False)
    await expect(phone.text("离线，", "Offline, ")).to_have_count(0)
    assert await read_off(phone, "吴*娟") != kept

    await phone.page.context.set_offline(offline=True)
    await phone.page.clock.fast_forward(PASS_LIFE_MS)  # never shown as good once it is over, however long nobody looked
    await phone.sees("暂时没有可用的码", "There is no valid code now")
    await expect(phone.text("离线，", "Offline, ")).to_have_count(0)
    await expect(phone.page.locator(".vc-qr")).to_have_count(0)
    await phone.page.clock.set_system_time(datetime.now(UTC))  # the server has not waited
    await phone.page.context.set_offline(offline=False)

    await phone.open("/#/pages/settings/settings")
    await phone.press("退出登录", "Sign out")
    await phone.press("退出", "Sign out", exact=True)
    await expect(phone.button("登录", "Sign in", exact=True)).to_be_visible()
    assert await phone.page.evaluate("localStorage['venuecode.passes']") is None


async def test_a_relatives_code_is_shown_by_whoever_acts_for_them(phones: Phones, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"))
    mother, grandmother = await stage.person(citizen("吴丽娟")), citizen("郑桂英")
    await stage.relative(mother, grandmother.name, grandmother.document)
    phone = await phones.of(mother.who.phone, Phone, "en", color_scheme="dark")
    await phone.press("出示我的码", "Show my code")

    await phone.page.get_by_role("radio", name="郑*英").click()
    code = await read_off(phone, "郑*英")

    entered = await enter(stage, venue, venue.doors[0], code)
    assert (entered["result"], entered["visit"]["name"]) == ("visit", "郑*英")
