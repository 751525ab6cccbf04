"""Browser windows as people hold them: phones and consoles, each somebody's own. The fixtures are in `conftest.py`."""

from pathlib import Path
from typing import TypeVar

from console import Console
from officers import COUNTY, Officers
from phone import Phone
from playwright.async_api import Browser, BrowserContext, Error, Page, expect
from product import Product
from screen import EARS, Language
from stage import Person, Stage

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}
"""Menus that stand still under the hand."""
LOCALE = {"zh": "zh-CN", "en": "en-GB"}
PATIENCE_MS = 20_000
LARGE = "if (location.protocol !== 'about:') localStorage['venuecode.settings'] ??= '{\"large\":true}'"
BROKEN = ("Content Security Policy", "Unhandled")
RESULTS = Path(__file__).parent.parent.parent / "test-results"

P = TypeVar("P", bound=Phone)


class Windows:
    """The browser windows of one test: each a person of its own, watched for faults, pictured when the test fails."""

    def __init__(self, browser: Browser, product: Product, folder: Path) -> None:
        self.browser, self.product, self.folder = browser, product, folder
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    async def open(self, language: Language, *, large: bool = False, **device: object) -> Page:
        """Open a fresh window that speaks `language`; `large`: the app's large type is chosen on this device."""
        context = await self.browser.new_context(
            base_url=self.product.url,
            locale=LOCALE[language],
            timezone_id="Asia/Shanghai",
            permissions=["camera", "geolocation", "clipboard-read", "clipboard-write"],
            geolocation={"longitude": 115.9853, "latitude": 36.4567},
            **{"service_workers": "block", **device},
        )
        context.set_default_timeout(PATIENCE_MS)
        await context.add_init_script(EARS)
        if large:
            await context.add_init_script(LARGE)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("console", lambda said: self.hear(said.type, said.text))
        self.contexts.append(context)
        return await context.new_page()

    def hear(self, kind: str, words: str) -> None:
        """Keep what a browser complains about and no page may cause."""
        if kind == "error" and any(sign in words for sign in BROKEN):
            self.faults.append(words)

    async def picture(self) -> None:
        """Keep how every window looks."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate([page for context in self.contexts for page in context.pages]):
            try:
                await page.screenshot(path=self.folder / f"{number}.png", timeout=5000)
            except Error as fault:
                (self.folder / f"{number}.txt").write_text(str(fault), "utf-8")

    async def close(self) -> None:
        """Close all windows."""
        for context in self.contexts:
            await context.close()


class Phones:
    """Hands out phones: `await phones.new(Guard, "en")`."""

    def __init__(self, windows: Windows, product: Product) -> None:
        self._windows, self._product = windows, product

    async def new(self, kind: type[P], language: Language = "zh", **device: object) -> P:
        """Take a fresh phone out of its box."""
        return kind(await self._windows.open(language, **{**PHONE, **device}), language, self._product.url)

    async def of(self, number: str, kind: type[P], language: Language = "zh", **device: object) -> P:
        """Take a fresh phone and sign in with a number that is registered."""
        phone = await self.new(kind, language, **device)
        await phone.open()
        await phone.sign_in(number)
        await phone.at_home()
        return phone


class Desks:
    """Opens consoles: `await desks.of("health", "en")`."""

    def __init__(self, windows: Windows, product: Product, stage: Stage, officers: Officers) -> None:
        self._windows, self._product, self._stage, self._officers = windows, product, stage, officers

    async def new(self, language: Language = "zh", **device: object) -> Console:
        """Open a console at which nobody is signed in."""
        return Console(await self._windows.open(language, **(device or DESK)), language, self._product.url)

    async def of(self, user_name: str, language: Language = "zh", **device: object) -> Console:
        """Open a console at which an officer of the demonstration is signed in."""
        session = await self._officers.at_work(self._stage, user_name)
        return await self._at(session, language, "", **device)

    async def worker(self, role: str, language: Language = "zh", *, division: str = COUNTY, path: str = "") -> Console:
        """Open a page of the console for an officer of this journey alone."""
        return await self._at(await self._officers.worker(self._stage, role, division), language, path)

    async def _at(self, session: Person, language: Language, path: str, **device: object) -> Console:
        desk = await self.new(language, **device)
        await desk.page.add_init_script(f"sessionStorage.setItem('venuecode.console.token', '{session.token}')")
        await desk.open(path)
        await expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
        return desk
