"""A tour of both clients: every page has its title, nothing sticks out sideways or is too faint to read.

Pictures of all pages go to test-results/pages.
"""

import asyncio
import re

import pytest
from invented import citizen
from legibility import hard_to_read
from officers import Officers
from phone import Phone
from playwright.async_api import Page, expect
from screen import Language, Screen
from stage import Stage
from windows import DESK, PHONE, RESULTS, Desks, Phones

from venuecode.demo.people import FAMILY, MANAGER

SIZES: dict[str, dict[str, object]] = {
    "phone": PHONE,
    "desk": DESK,
    "phone-large": {**PHONE, "large": True},
    "phone-dark": {**PHONE, "color_scheme": "dark"},
    "desk-dark": {**DESK, "color_scheme": "dark"},
}
DARK = "document.documentElement.classList.toggle('dark', {})"
ALWAYS_DARK, NEVER_DARK = "console-monitoring-screen", "console-sign-in"
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
BUSY = ".el-skeleton, .el-loading-mask:visible, .turning, [aria-busy='true']"
CONSOLE_PAGES = {
    "reviewer": ["", "review", "venues", "imports", "posters", "cards", "recoveries", "account"],
    "health": [
        "alerts",
        "monitoring",
        "monitoring/venues/1",
        "health",
        "cases",
        "follow-ups",
        "cases/graph",
        "proposals",
        "policies",
        "policies/1",
        "appeals",
    ],
    "province": ["monitoring?range=7", "monitoring/screen"],
    "approver": ["proposals"],
    "admin": ["officers", "systems", "duty"],
    "auditor": ["audit"],
}


class Tour:
    """Goes from page to page, looks and takes pictures."""

    def __init__(self, language: Language, size: str) -> None:
        self.language, self.size = language, size

    async def look(self, screen: Screen, name: str) -> None:
        """Require a title and no sideways scrolling, and keep a picture; of a dark desk then on a narrow one by day."""
        await self._look(screen.page, self.size, name)
        if self.size == "desk-dark":
            dark = await screen.page.evaluate("document.documentElement.classList.contains('dark')")
            assert dark is (name != NEVER_DARK)
            await screen.page.evaluate(DARK.format("true" if name == ALWAYS_DARK else "false"))
            await screen.page.set_viewport_size(PHONE["viewport"])
            await self._look(screen.page, "phone", name)
            await screen.page.evaluate(DARK.format("true" if dark else "false"))
            await screen.page.set_viewport_size(DESK["viewport"])

    async def _look(self, page: Page, size: str, name: str) -> None:
        await expect(page.get_by_role("heading", level=1)).not_to_be_empty()
        await expect(page.locator(BUSY)).to_have_count(0)
        # also ends what is still turning from one colour into another
        place = RESULTS / "pages" / f"{self.language}-{size}" / f"{name}.png"
        await page.screenshot(path=place, full_page=True, animations="disabled", scale="css")
        try:
            async with asyncio.timeout(5):
                while await page.evaluate(STICKS_OUT) > 0:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"{name} is wider than the screen ({size})") from None
        assert not await hard_to_read(page), f"{name} ({size})"

    async def visit(self, phone: Phone, name: str, path: str) -> None:
        """Open a page of the app by its own address."""
        await phone.page.goto("about:blank")
        await phone.open(f"/#/pages/{path}")
        await self.look(phone, name)


def passes(*pairs: tuple[str, str]) -> pytest.MarkDecorator:
    """Take a tour once for each pair of language and size."""
    return pytest.mark.parametrize(("language", "size"), pairs)


async def before_registration(tour: Tour, stranger: Phone) -> None:
    """Look at what somebody sees who was never here: the notice, the ways in, the form."""
    for name, path in {
        "home": "home/home",
        "consent": "sign-in/sign-in",
        "help": "help/help",
        "openness": "openness/openness",
    }.items():
        await tour.visit(stranger, f"app-1-{name}", path)
    await stranger.open()
    await stranger.press("登录", "Sign in", exact=True)
    await stranger.agree()
    await stranger.sees("模拟渠道", "Stand-in")
    await tour.look(stranger, "app-1-sign-in")
    await stranger.prove(citizen().phone)
    await expect(stranger.button("完成登记", "Register")).to_be_visible()
    await tour.look(stranger, "app-1-register")


async def as_a_manager(tour: Tour, owner: Phone) -> str:
    """Look at a manager's pages up to the watch of the doors, and return the code of the first door."""
    await tour.look(owner, "app-2-home")
    pages = {"venues": "venues/venues", "apply": "apply/apply", "join": "guard/join", "settings": "settings/settings"}
    for name, path in {
        **pages,
        "scan": "scan/scan",
        "privacy": "privacy/privacy",
        "looks": "looks/looks",
        "notices": "notices/notices",
        "appeals": "appeals/appeals",
        "declare": "declare/declare",
    }.items():
        await tour.visit(owner, f"app-2-{name}", path)
    await owner.home()
    await owner.press("我的场所", "My venues")
    await owner.page.get_by_role("button", name="光岳购物超市").click()
    await expect(owner.page.locator(".vc-door").first).to_be_visible()
    await tour.look(owner, "app-3-venue")
    found = re.search(
        r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}-[0-9A-Z]{5}", await owner.page.locator(".vc-door").first.inner_text()
    )
    assert found is not None
    await owner.page.locator(".vc-door").first.get_by_role("button", name=owner.say("海报", "Poster")).click()
    await expect(owner.button("下载 PDF", "Download PDF")).to_be_visible()
    await tour.look(owner, "app-3-poster")
    await owner.press("返回", "Back")
    await owner.press("值守出入口", "Watch the doors")
    await tour.look(owner, "app-4-watch-start")
    await owner.press("开始值守", "Start watching")
    await owner.sees("实时", "Live")
    return found[0].replace("-", "")


# English words are the longer ones, so they are tried on the narrow screen.
@passes(("en", "phone"), ("zh", "desk"), ("en", "phone-large"), ("zh", "phone-dark"))
async def test_the_pages_of_the_app(
    phones: Phones, stage: Stage, officers: Officers, language: Language, size: str
) -> None:
    tour = Tour(language, size)
    await before_registration(tour, await phones.new(Phone, language, **SIZES[size]))
    owner = await phones.of(str(MANAGER.phone), Phone, language, **SIZES[size])
    code = await as_a_manager(tour, owner)

    visitor = await phones.of(str(FAMILY.phone), Phone, language, **SIZES[size])
    for name in ("family", "cards", "code"):
        await tour.visit(visitor, f"app-5-{name}", f"{name}/{name}")
    visitor = await phones.of((await stage.person()).who.phone, Phone, language, **SIZES[size])
    await visitor.open(f"/v/{code}")
    await visitor.sees("您是进入还是离开", "Are you coming in or going out?")
    await tour.look(visitor, "app-5-direction")
    await visitor.press("我要进入", "Coming in")
    await visitor.shows("pass")
    await visitor.page.locator(".live .word").evaluate("one => { one.textContent = 'chrysanthemum' }")  # the longest
    await tour.look(visitor, "app-5-result")
    await expect(owner.page.locator(".vc-now")).to_be_visible()
    await tour.look(owner, "app-4-watch")
    unwell = (await stage.person()).who  # nobody else scans within the minute in which a scan repeats itself
    await stage.turn(*[await officers.at_work(stage, name) for name in ("health", "approver")], unwell.document)
    stopped = await phones.of(unwell.phone, Phone, language, **SIZES[size])
    await tour.look(stopped, "app-5-home-red")
    await stopped.open(f"/v/{code}")
    await stopped.press("我要进入", "Coming in")
    await stopped.shows("stop")
    await tour.look(stopped, "app-5-result-stop")
    await expect(owner.page.locator(".vc-now.stop")).to_be_visible()
    await tour.look(owner, "app-4-watch-stop")
    await visitor.open("/v/00000000000000000")
    await visitor.is_refused("没有这个场所码", "There is no such venue code")
    await tour.look(visitor, "app-5-refused")


@passes(("en", "desk-dark"), ("zh", "desk"))
async def test_the_pages_of_the_console(desks: Desks, language: Language, size: str) -> None:
    tour = Tour(language, size)
    stranger = await desks.new(language, **SIZES[size])
    await stranger.open()
    await tour.look(stranger, "console-sign-in")
    for user_name, pages in CONSOLE_PAGES.items():
        desk = await desks.of(user_name, language, **SIZES[size])
        for path in pages:
            await desk.open(path)
            name = re.sub(r"\W", "-", path) or "overview"
            await tour.look(desk, f"console-{name}")
    desk = await desks.of("reviewer", language, **SIZES[size])
    for path in ("review", "venues"):
        await desk.open(path)
        await desk.page.get_by_role("main").get_by_role("link", name=re.compile("聊城|古楼")).first.click()
        await expect(desk.page).to_have_url(re.compile(rf"/{path}/\d+"))
        await tour.look(desk, f"console-{path}-one")
