"""One product, one Chromium and one camera a worker; phones and consoles as many as a journey needs."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from camera import Camera
from channels import StandIns, emulated
from officers import Officers
from playwright.async_api import Browser, async_playwright, expect
from product import Product, running
from stage import Stage
from windows import PATIENCE_MS, RESULTS, Desks, Phones, Windows

from grown import CHEAP_PASSWORDS, copy_grown
from places import new_folder

CHROMIUM = os.environ.get("VENUECODE_TEST_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
REPORTS = pytest.StashKey[dict[str, pytest.TestReport]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, or what stands in a phone's place."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Let fixtures see afterwards how their test went."""
    report = yield
    item.stash.setdefault(REPORTS, {})[report.when] = report
    return report


@pytest.fixture(scope="session")
def place() -> Iterator[Path]:
    """A folder outside the checkout that the server's own user may enter."""
    folder = new_folder("venuecode-journey-")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
async def stand_ins() -> AsyncIterator[StandIns]:
    """WeChat, Alipay and a provider of accounts, on loopback."""
    async with emulated() as found:
        yield found


@pytest.fixture(scope="session")
async def product(place: Path, stand_ins: StandIns, server_url: str) -> AsyncIterator[Product]:
    """The product with its demonstration data, as `make run` gives it, and with the channels' stand-ins."""
    await asyncio.to_thread(copy_grown, place / "data")
    async with running(place / "data", **CHEAP_PASSWORDS, **stand_ins.settings) as started:
        yield started


@pytest.fixture(scope="session")
def camera(place: Path) -> Camera:
    """What every phone of this worker sees; show a poster before the scan page is opened."""
    return Camera(place / "camera.y4m")


@pytest.fixture(scope="session")
async def chromium(camera: Camera) -> AsyncIterator[Browser]:
    """Debian's Chromium, headless, with our clip for a camera."""
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, f"--use-file-for-fake-video-capture={camera.clip}"]
        )
        yield browser
        await browser.close()


@pytest.fixture
async def windows(chromium: Browser, product: Product, request: pytest.FixtureRequest) -> AsyncIterator[Windows]:
    """The windows of this test; a page that throws fails it."""
    opened = Windows(chromium, product, RESULTS / request.node.name)
    yield opened
    called = request.node.stash.get(REPORTS, {}).get("call")
    if called is not None and called.failed:
        await opened.picture()
    await opened.close()
    assert not opened.faults


@pytest.fixture
def phones(windows: Windows, product: Product) -> Phones:
    """Phones of this test."""
    return Phones(windows, product)


@pytest.fixture
async def stage(product: Product) -> AsyncIterator[Stage]:
    """What must exist before the journey begins, made over HTTP."""
    async with httpx.AsyncClient(base_url=product.url, timeout=30) as http:
        yield Stage(http)


@pytest.fixture(scope="session")
def officers() -> Officers:
    """Officers' sessions, kept for all tests of this worker."""
    return Officers()


@pytest.fixture
def desks(windows: Windows, product: Product, stage: Stage, officers: Officers) -> Desks:
    """Consoles of this test."""
    return Desks(windows, product, stage, officers)
