"""The phone app as a citizen, a manager or a guard handles it."""

import asyncio
import re

from invented import Citizen
from playwright.async_api import Locator, expect
from screen import Screen

VERDICT = {"pass": "通行 Pass", "stop": "禁止通行 Stop"}


class Phone(Screen):
    """One person's phone."""

    async def open(self, path: str = "/") -> None:
        """Open the app, or a poster's address as the system camera does."""
        await self.page.goto(path)

    async def home(self) -> None:
        """Go to the start page."""
        await self.page.goto("/#/")
        await expect(self.button("扫一扫", "Scan").first).to_be_visible()

    # --- coming in

    async def sign_in(self, number: str) -> None:
        """From the start page: prove a phone number with the code that the demonstration shows."""
        await self.press("登录", "Sign in", exact=True)
        await self.prove(number)

    async def agree(self) -> None:
        """On the sign-in page: read the notice that stands before the first personal field."""
        consent = self.button("我已了解并同意", "I understand and agree")
        await expect(consent.or_(self.field("手机号", "Phone number")).first).to_be_visible()
        if await consent.is_visible():
            await consent.click()

    async def prove(self, number: str) -> None:
        """On the sign-in page: ask for a code, read it, type it."""
        await self.agree()
        await self.field("手机号", "Phone number").fill(number)
        await self.press("获取验证码", "Send me a code")
        shown = await self.text("验证码是", "the code is").inner_text()
        code = re.search(r"\d{6}", shown)
        assert code is not None
        await self.field("六位验证码", "Six-digit code").fill(code[0])

    async def register(self, who: Citizen) -> None:
        """On the registration page: give name, document and home."""
        await self.field("姓名（与证件一致）", "Name as on the document").fill(who.name)
        await self.field("证件号码", "Document number").fill(who.document)
        await self.press("现居住地", "Where you live")
        await self.choose_division("古楼街道", "gulou")
        await self.press("完成登记", "Register")

    async def choose_division(self, name: str, part: str) -> None:
        """On the division sheet: find a street by part of its name."""
        sheet = self.page.get_by_role("dialog")
        await sheet.get_by_role("textbox").fill(name if self.language == "zh" else part)
        await sheet.get_by_role("button", name=re.compile("古楼街道.*聊城|Gulou.*Liaocheng")).click()
        await expect(sheet).to_be_hidden()

    async def join(self, who: Citizen) -> None:
        """Open the app as somebody new, sign in and register."""
        await self.open()
        await self.sign_in(who.phone)
        await self.register(who)
        await self.at_home()

    async def is_kept_for_offline(self) -> None:
        """Wait until the device has kept the whole app."""
        await self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    async def keeps(self, name: str) -> None:
        """Wait until the device has stored something. A page's own watch for it would need what its policy forbids."""
        async with asyncio.timeout(20):
            while await self.page.evaluate(f"localStorage['venuecode.{name}'] === undefined"):  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def at_home(self) -> None:
        """Require the start page."""
        await expect(self.page).to_have_url(re.compile(r"/#/(pages/home/home)?$"))

    # --- scanning

    async def scan(self) -> None:
        """From the start page: open the camera; it reads what is held before it."""
        await self.page.get_by_role("button", name=re.compile(r"^\s*(扫一扫|Scan)")).first.click()

    async def type_code(self, code: str) -> None:
        """On the scan page: type a code instead of filming it."""
        await self.press("输入编号", "Type the code")
        await self.field("场所码编号", "Venue code").fill(code)
        await self.press("查询", "Continue")

    def verdict(self) -> Locator:
        """Find the plate that says pass or stop."""
        return self.page.get_by_role("alert").and_(self.page.locator(".vc-plate"))

    async def shows(self, verdict: str) -> None:
        """Require a verdict: `pass` or `stop`."""
        await expect(self.verdict()).to_have_class(re.compile(rf"\b{verdict}\b"))

    async def comes_to(self, path: str, verdict: str) -> None:
        """Open a poster's address until it gives a verdict: a change reaches the doors within five seconds."""
        answer = self.verdict().or_(self.button("重新扫码", "Scan again")).first
        async with asyncio.timeout(10):
            while True:
                await self.home()
                await self.open(path)
                await expect(answer).to_be_visible()
                if await self.verdict().is_visible():
                    break
        await self.shows(verdict)

    async def is_refused(self, zh: str, en: str) -> None:
        """Require a refusal in words, with a way out."""
        await self.sees(zh, en)
        await expect(self.button("重新扫码", "Scan again")).to_be_visible()

    async def scan_until_refused(self, code: str) -> None:
        """From the start page: type a code with a session that the server no longer takes."""
        await self.scan()
        await self.type_code(code)

    # --- family

    async def bind_relative(self, who: Citizen, zh: str, en: str) -> None:
        """On the family page: add somebody without a phone."""
        await self.press("添加没有手机的家人", "Add somebody without a phone")
        await self.page.get_by_role("radio", name=self.say(zh, en)).first.click()
        await self.field("姓名（与证件一致）", "Name as on the document").fill(who.name)
        await self.field("证件号码", "Document number").fill(who.document)
        await self.page.get_by_role("radio", name=self.say("我是孩子的监护人", "I am the child's guardian")).click()
        await self.press("添加", "Add", exact=True)
        await self.sees("已添加", "Added")
