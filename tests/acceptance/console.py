"""The console as an officer works with it."""

import pyotp
from playwright.async_api import Locator, expect
from screen import Screen


class Console(Screen):
    """One officer's desk."""

    async def open(self, path: str = "") -> None:
        """Open a page of the console."""
        await self.page.goto(f"/console/{path}")

    async def sign_in(self, user_name: str, password: str, secret: str) -> None:
        """Sign in with password and authenticator."""
        await self.open()
        await self.give_password(user_name, password)
        await self.field("6 位动态口令", "6-digit code").fill(pyotp.TOTP(secret).now())
        await self.is_in()

    async def choose(self, label: tuple[str, str], option: str) -> None:
        """Choose one of a list."""
        # the words shown lie over the field that takes the click
        await self.page.get_by_role("combobox", name=self.say(*label)).click(force=True)
        await self.page.get_by_role("option", name=option).first.click()

    async def give_password(self, user_name: str, password: str) -> None:
        """Take the first step of a sign-in."""
        await self.field("用户名", "User name").fill(user_name)
        await self.field("密码", "Password", exact=True).fill(password)
        await self.press("登录", "Sign in", exact=True)

    async def is_in(self) -> None:
        """Require to be signed in."""
        await expect(self.page.get_by_role("navigation")).to_be_visible()

    async def go(self, zh: str, en: str) -> None:
        """Choose a page from the menu."""
        await self.page.get_by_role("navigation").get_by_role("link", name=self.say(zh, en)).click()

    def row(self, words: str) -> Locator:
        """Find the line of a table that holds these words."""
        return self.page.get_by_role("row").filter(has_text=words)

    async def give_reason(self, words: str) -> None:
        """In the dialog: write a reason and confirm."""
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_role("textbox").fill(words)
        await dialog.get_by_role("button").last.click()
        await expect(dialog).to_be_hidden()

    async def find_application(self, full_name: str) -> None:
        """Open an application from the queue."""
        await self.open("review")
        await self.row(full_name).click()
        await expect(self.page.get_by_role("heading", name=full_name)).to_be_visible()

    async def find_venue(self, full_name: str) -> None:
        """Search for a venue and open it."""
        await self.open("venues")
        await self.field("名称", "Name", exact=True).fill(full_name)
        await self.press("查询", "Search")
        await self.row(full_name).click()
        await expect(self.page.get_by_role("heading", name=full_name)).to_be_visible()
