"""The phone app as a venue's manager handles it: applying, posters, doors, people."""

import re
from dataclasses import dataclass, field

from invented import credit_code, mobile, venue_name
from phone import Phone
from playwright.async_api import Download, Locator, expect


@dataclass(frozen=True)
class Form:
    """What is filed about a venue; words of the type in both languages, for the picker speaks the reader's."""

    type: tuple[str, str] = ("超市、便利店", "Supermarket or convenience store")
    short_name: str = "光明超市"
    full_name: str = field(default_factory=venue_name)
    credit_code: str = field(default_factory=credit_code)
    phone: str = field(default_factory=mobile)
    door: str = "南门"


class Manager(Phone):
    """A venue manager's phone."""

    async def begin_application(self) -> None:
        """From the start page: open the form."""
        await self.home()
        await self.press("场所码申请", "Apply for a venue code")
        await expect(self.button("提交申请", "Hand in")).to_be_visible()

    async def fill(self, form: Form) -> None:
        """Fill in the form from top to bottom."""
        await self.choose_type(form.type)
        await self.field("场所全称", "Full name").fill(form.full_name)
        await self.field("简称", "Short name").fill(form.short_name)
        await self.field("统一社会信用代码", "Unified social credit code").fill(form.credit_code)
        await self.press("所在街道或乡镇", "Street or township")
        await self.choose_division("古楼街道", "gulou")
        await self.field("详细地址", "Address in detail").fill("楼东大街 100 号")
        await self.press("用手机当前位置", "Use where this phone is")
        await expect(self.field("经度", "Longitude")).to_have_value("115.985300")
        await self.field("负责人姓名", "Name", exact=True).fill("孙经理")
        await self.field("联系电话", "Phone", exact=True).fill(form.phone)
        await self.field("出入口名称", "Name of the door").fill(form.door)
        await self.page.get_by_role("radio", name=self.say("只进", "In only")).click()

    async def choose_type(self, names: tuple[str, str]) -> None:
        """On the sheet of types: find one by its name."""
        await self.press("场所类型", "Type of venue")
        sheet = self.page.get_by_role("dialog")
        await sheet.get_by_role("textbox").fill(self.say(*names))
        await sheet.get_by_role("button", name=self.say(*names)).click()
        await expect(sheet).to_be_hidden()

    async def hand_in(self) -> None:
        """Submit the application."""
        async with self.page.expect_response("**/submit"):
            await self.press("提交申请", "Hand in")

    async def looks_again(self) -> None:
        """Put the phone away and take it out again, with the same page open."""
        await self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    async def open_venue(self, words: str) -> None:
        """From anywhere: open one of my venues."""
        await self.home()
        await self.press("我的场所", "My venues")
        await self.page.get_by_role("button", name=words).click()
        await expect(self.page.locator(".vc-door").first).to_be_visible()

    def door(self, name: str) -> Locator:
        """Find the card of a door on the venue's page."""
        return self.page.locator(".vc-door").filter(has_text=name)

    async def code_of(self, name: str) -> str:
        """Read a door's code off its card."""
        found = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}-[0-9A-Z]{5}", await self.door(name).inner_text())
        assert found is not None
        return found[0].replace("-", "")

    async def poster(self, name: str) -> bytes:
        """From the venue's page: download a door's poster as PDF."""
        await self.door(name).get_by_role("button", name=self.say("海报", "Poster")).click()
        await expect(self.page.get_by_role("img", name=name)).to_be_visible()
        async with self.page.expect_download() as download:
            await self.press("下载 PDF", "Download PDF")
        poster = await content(await download.value)
        await self.press("返回", "Back")
        return poster

    async def change_door(self, name: str, zh: str, en: str) -> None:
        """On the venue's page: do something to a door and say yes."""
        card = self.door(name)
        await card.get_by_role("button", name=self.say(zh, en)).click()
        await card.get_by_role("button", name=self.say("确定", "Yes")).click()

    async def invite_guard(self) -> str:
        """On the venue's page: make a share code and read it."""
        await self.press("邀请检测员", "Invite a guard")
        return (await self.page.locator(".vc-offer").inner_text()).replace(" ", "")


async def content(download: Download) -> bytes:
    """Return what was downloaded."""
    return (await download.path()).read_bytes()
