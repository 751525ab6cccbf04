"""The phone app as a guard handles it: joining a venue and watching its doors."""

from phone import Phone
from playwright.async_api import Locator, expect


class Guard(Phone):
    """A guard's phone."""

    async def accept(self, share_code: str) -> None:
        """From the start page: become a guard by a share code."""
        await self.home()
        await self.press("我是检测员", "I am a guard")
        await self.field("邀请码", "Share code").fill(share_code)
        await self.press("下一步", "Next")
        await self.press("接受", "Accept", exact=True)

    async def watch(self) -> None:
        """On the watch page: start."""
        await self.press("开始值守", "Start watching")
        await self.sees("实时", "Live")

    def now(self) -> Locator:
        """Find who is in front of the guard."""
        return self.page.locator(".vc-now")

    async def sees_at_once(self, verdict: str, name: str) -> None:
        """Require a person on the screen as soon as it can be drawn after the answer on the person's phone.

        Two browsers, the server and the other worker's journeys share the machine: two seconds, of which the product
        may take one.
        """
        await expect(self.page.locator(f".vc-now.{verdict}")).to_contain_text(name, timeout=2000)

    async def word(self) -> str:
        """Read the door's word off the screen."""
        return (await self.page.locator(".word .other").inner_text()).strip()

    def count_of(self, zh: str, en: str) -> Locator:
        """Find one of the day's counts by its words."""
        return self.page.locator(".count").filter(has_text=self.say(zh, en)).locator(".n")

    async def reads_passport(self, country: str, number: str) -> None:
        """On the panel for documents: enter a passport."""
        await self.page.get_by_role("radio", name=self.say("护照", "Passport")).click()
        await self.press("国籍（地区）", "Nationality")
        sheet = self.page.get_by_role("dialog")
        await sheet.get_by_role("textbox").fill(country)
        await sheet.get_by_role("button", name=country).click()
        await self.field("证件号码", "Document number").fill(number)

    async def agrees(self) -> None:
        """On the panel for documents: note that the person agrees."""
        await self.page.get_by_role("radio", name=self.say("本人同意", "They agree")).click()

    def answer(self) -> Locator:
        """Find the verdict on whom the guard registered last."""
        return self.page.locator(".vc-register .last")

    def alone(self) -> Locator:
        """Find what the phone says of somebody without a network."""
        return self.page.locator(".vc-offline-verdict")

    def offline(self) -> Locator:
        """Find the mark of a door without a network."""
        return self.page.locator(".vc-door-offline")

    def told(self) -> Locator:
        """Find what the server said later of those whom the phone had answered for."""
        return self.page.locator(".vc-notice").filter(has_text=self.say("离线放行", "Let in offline"))

    def refusal(self) -> Locator:
        """Find why nobody was registered."""
        return self.page.locator(".vc-register .vc-notice.warning")

    def methods(self) -> Locator:
        """Find how people came in today."""
        return self.page.locator(".vc-watch .method")
