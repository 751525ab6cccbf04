"""Takes the READMEs' pictures of the result screen and of the guard's screen from a running product, in both languages.

Starts the product with its demonstration in a folder of its own, lets invented people scan a door and writes
docs/pictures/. Needs what the browser tests need: make setup-dev clients system.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import TypeVar

from playwright.async_api import Browser, Page, async_playwright, expect

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests" / "acceptance"))

from guard import Guard  # noqa: E402
from manager import Manager  # noqa: E402
from phone import Phone  # noqa: E402
from product import Product, running  # noqa: E402
from screen import Language  # noqa: E402

from conftest import CHROMIUM, FLAGS, LOCALE, PHONE  # noqa: E402
from venuecode.demo.people import GREEN, GUARD, MANAGER, RED, Citizen  # noqa: E402

P = TypeVar("P", bound=Phone)
PICTURES = ROOT / "docs" / "pictures"
MARKET, DOOR = "光岳购物超市", "南门"
NAMES: dict[Language, str] = {"en": "{}.png", "zh": "{}.zh.png"}


async def new_page(browser: Browser, product: Product, language: Language) -> Page:
    """Open a fresh phone."""
    context = await browser.new_context(
        base_url=product.url,
        locale=LOCALE[language],
        timezone_id="Asia/Shanghai",
        service_workers="block",
        **PHONE,
    )
    return await context.new_page()


async def take(browser: Browser, product: Product, language: Language) -> None:
    """Let somebody green and somebody red come to the market's door and picture what is shown."""

    async def signed_in(kind: type[P], who: Citizen) -> P:
        phone = kind(await new_page(browser, product, language), language, product.url)
        await phone.open()
        await phone.sign_in(str(who.phone))
        await phone.at_home()
        return phone

    manager = await signed_in(Manager, MANAGER)
    await manager.open_venue(MARKET)
    code = await manager.code_of(DOOR)
    guard = await signed_in(Guard, GUARD)
    await guard.press("我的场所", "My venues")
    await guard.page.get_by_role("button", name=MARKET).click()
    await guard.page.get_by_role("radio", name=DOOR).click()
    await guard.watch()
    way = {"zh": ("我要进入", "Coming in"), "en": ("我要离开", "Going out")}[language]
    for who, verdict in ((GREEN, "pass"), (RED, "stop")):
        phone = await signed_in(Phone, who)
        await phone.open(f"/v/{code}")
        await phone.press(*way)
        await phone.shows(verdict)
        if verdict == "pass":
            await phone.page.screenshot(path=PICTURES / NAMES[language].format("result"))
    await expect(guard.page.locator(".vc-now.stop")).to_be_visible()
    await guard.page.screenshot(path=PICTURES / NAMES[language].format("guard"))


async def main(folder: Path) -> None:
    """Start the product on `folder` and take all pictures."""
    async with running(folder / "data") as product, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language in NAMES:
            await take(browser, product, language)
        await browser.close()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="venuecode-pictures-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        asyncio.run(main(Path(place)))
