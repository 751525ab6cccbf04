"""A manager enrols a display and a terminal: the display shows a code that passes now, the terminal calls the guard."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import zxingcpp
from guard import Guard
from invented import citizen
from manager import Manager
from PIL import Image
from playwright.async_api import Page, expect
from product import Product
from stage import Person, Stage
from windows import Phones, Windows


async def code_for(manager: Manager, kind: tuple[str, str]) -> str:
    """On the venue's page: make an enrolment code for a kind of device and read it."""
    await manager.press("绑定设备", "Enrol a device")
    await manager.page.get_by_role("radio", name=manager.say(*kind)).click()
    async with manager.page.expect_response("**/device-codes"):
        await manager.press("生成绑定码", "Make the code")
    shown = manager.page.locator(".vc-device-code")
    await expect(shown).to_be_visible()
    return await shown.inner_text()


async def shown_code(page: Page, folder: Path) -> str:
    """Read the display's QR code off its picture, as a camera would."""
    picture = folder / "display.png"
    await page.screenshot(path=picture)
    with Image.open(picture) as image:
        [found] = zxingcpp.read_barcodes(image)
    return str(found.text)


async def scan(stage: Stage, person: Person, code: str) -> dict[str, Any]:
    """Scan as a phone does, over HTTP."""
    at = datetime.now(UTC).isoformat()
    answer: dict[str, Any] = await stage.call("POST", "/scans", person, code=code, client_visit_id=str(uuid4()), at=at)
    return answer


async def simulate(folder: Path, server: str, code: str, lines: list[str]) -> str:
    """Run the software terminal over a file of readings; return what it printed."""
    given = folder / "readings.txt"
    given.write_text("\n".join(lines), "utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "venuecode", "device", "simulate", str(folder / "terminal")),
        *("--server", server, "--code", code, "--input", str(given)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=["upright", "across"])
async def test_the_display_shows_a_code_that_passes_now(
    phones: Phones, windows: Windows, stage: Stage, product: Product, tmp_path: Path, size: tuple[int, int]
) -> None:
    venue = await stage.venue(("南门", "in"))
    manager = await phones.of(venue.manager.who.phone, Manager)
    await manager.open_venue(venue.short_name)
    code = await code_for(manager, ("动态码显示屏", "Display"))

    page = await windows.open("zh", viewport={"width": size[0], "height": size[1]})
    await page.goto("/display/")
    await page.get_by_label("绑定码").fill(code)
    await page.get_by_role("button", name="绑定").click()
    await expect(page.get_by_role("heading", name=venue.full_name)).to_be_visible()
    await expect(page.get_by_text("在线")).to_be_visible()
    text = await shown_code(page, tmp_path)
    assert "?p=" in text

    await manager.door("南门").get_by_role("button", name="只收动态码").click()
    await manager.door("南门").get_by_role("button", name="确定").click()
    await manager.sees("只收显示屏上的动态码", "Takes only the display's rotating code")
    await asyncio.sleep(1.5)  # the scan's book of doors follows changes once a second
    visitor = await stage.person()
    refused = await scan(stage, visitor, venue.doors[0].code)
    assert refused["code"] == "code.proof_missing"
    assert (await scan(stage, visitor, await shown_code(page, tmp_path)))["verdict"] == "pass"

    # the network goes: the code goes on changing; a reload shows it still
    await page.context.set_offline(True)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.get_by_text("网络中断，二维码仍有效至")).to_be_visible()
    assert "?p=" in await shown_code(page, tmp_path)
    await page.context.set_offline(False)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.get_by_text("在线")).to_be_visible()

    await manager.page.reload()
    await manager.press("停用", "Revoke")
    await manager.press("确定停用？", "Sure?")
    await expect(manager.page.locator(".vc-devices")).to_contain_text("已停用")
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.get_by_text("这块显示屏已被停用，请重新绑定。")).to_be_visible()


async def test_a_terminal_passes_who_is_known_and_calls_the_guard_for_who_is_not(
    phones: Phones, stage: Stage, product: Product, tmp_path: Path
) -> None:
    venue = await stage.venue(("南门", "in"))
    known, unknown = citizen(), citizen("欧阳海洋")
    await stage.person(known)
    manager = await phones.of(venue.manager.who.phone, Manager)
    await manager.open_venue(venue.short_name)
    code = await code_for(manager, ("无人值守终端", "Terminal"))
    guard = await phones.of(venue.manager.who.phone, Guard)
    await guard.page.goto(f"/#/pages/guard/door?venue={venue.id}")
    await guard.watch()

    said = await simulate(
        tmp_path, product.url, code, [f"{known.document} {known.name}", f"{unknown.document} {unknown.name}"]
    )
    assert "PASS" in said
    assert "请通行" in said
    assert "SEE_GUARD" in said
    await guard.sees("终端求助：南门", "南门 calls for you")
    await guard.sees("证件尚未登记", "The document is not registered")
    await guard.press("已处理", "Seen to")
    await expect(guard.page.get_by_text("终端求助：南门")).to_be_hidden()
    await manager.page.reload()
    await expect(manager.page.locator(".vc-devices")).to_contain_text("南门 · 在线")
