"""Takes the README's pictures from the running product: the result of a scan, and the guard's screen after it.

Starts a demonstration of its own in a temporary folder; uses the same page objects as the acceptance tests.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

import httpx
from playwright.async_api import Browser, Page, async_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "acceptance"))

from guard import Guard  # noqa: E402 - lies among the tests
from phone import Phone  # noqa: E402
from product import running  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
MANAGER, GUARD, GREEN, RED = "19900000006", "19900000007", "19900000001", "19900000002"
MARKET = "光岳超市"


async def door_path(url: str) -> tuple[int, str]:
    """Return the market's id and the path of its first door's poster, asked for as its manager."""
    async with httpx.AsyncClient(base_url=url + "/api/v1") as http:
        sent = (await http.post("/sign-in/codes", json={"phone": MANAGER})).json()
        token = (await http.post("/sign-in", json={"phone": MANAGER, "code": sent["demo_code"]})).json()["token"]
        venues = (await http.get("/my/venues", headers={"authorization": f"Bearer {token}"})).json()
    market = next(venue for venue in venues["items"] if venue["short_name"] == MARKET)
    return market["id"], "/v/" + market["doors"][0]["code"]


async def window(browser: Browser, url: str, width: int, height: int) -> Page:
    """Open a window of a person of its own."""
    context = await browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        device_scale_factor=2,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        service_workers="block",
    )
    return await context.new_page()


async def scan(browser: Browser, url: str, path: str, number: str) -> Phone:
    """Open a poster as the system camera does, sign in, and see the verdict."""
    phone = Phone(await window(browser, url, 390, 844), "zh", url)
    await phone.open(path)
    await phone.prove(number)
    await phone.press("我要进入", "Coming in")  # the market's south door is for both directions
    await phone.verdict().wait_for(timeout=20_000)
    return phone


async def main(place: Path) -> None:
    """Take both pictures."""
    async with running(place / "data") as product, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        venue, path = await door_path(product.url)
        guard = Guard(await window(browser, product.url, 390, 844), "zh", product.url)
        await guard.open()
        await guard.sign_in(GUARD)
        await guard.at_home()
        await guard.page.goto(f"/#/pages/guard/door?venue={venue}")
        await guard.watch()
        phone = await scan(browser, product.url, path, GREEN)
        await phone.page.wait_for_timeout(700)
        await phone.page.screenshot(path=PICTURES / "result.png")
        await scan(browser, product.url, path, RED)
        await guard.now().wait_for()
        await guard.page.wait_for_timeout(1200)
        await guard.page.screenshot(path=PICTURES / "guard.png")
        await browser.close()


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the database's own user must enter it
        asyncio.run(main(Path(folder)))
