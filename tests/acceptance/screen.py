"""A page of one of the clients as its reader sees it: found by role and words, in the reader's language."""

import re
from typing import Any, Literal

from playwright.async_api import Locator, Page, expect

Language = Literal["zh", "en"]

EARS = """
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
  this.addEventListener("ended", () => {
    const page = document.documentElement;
    page.dataset.heard = `${page.dataset.heard ?? ""} ${this.type}`;
  });
  return start.apply(this, when);
};
"""
"""Notes down each tone that was played to its end, as a browser that holds sound back does not."""

_SIREN = re.compile("(square.*){3}")
_SOFT_TONE = re.compile("sine")


class Screen:
    """One browser page, read in one language."""

    def __init__(self, page: Page, language: Language, url: str) -> None:
        self.page, self.language, self.url = page, language, url

    def say(self, zh: str, en: str) -> str:
        """Choose the words of this reader's language."""
        return zh if self.language == "zh" else en

    def button(self, zh: str, en: str, **more: Any) -> Locator:
        """Find a button by its words, however it is drawn."""
        return self.page.get_by_role("button", name=self.say(zh, en), **more)

    def field(self, zh: str, en: str, **more: Any) -> Locator:
        """Find a field by its label."""
        return self.page.get_by_label(self.say(zh, en), **more)

    def text(self, zh: str, en: str, **more: Any) -> Locator:
        """Find words on the page."""
        return self.page.get_by_text(self.say(zh, en), **more)

    async def press(self, zh: str, en: str, **more: Any) -> None:
        """Press a button."""
        await self.button(zh, en, **more).click()

    async def sees(self, zh: str, en: str, **more: Any) -> None:
        """Require words to be on the page."""
        await expect(self.text(zh, en, **more).first).to_be_visible()

    async def heard_siren(self) -> None:
        """Require an alarm that the browser really let out."""
        await expect(self.page.locator("html")).to_have_attribute("data-heard", _SIREN)

    async def heard_soft_tone(self) -> None:
        """Require the tone of a pass, and no alarm."""
        await expect(self.page.locator("html")).to_have_attribute("data-heard", _SOFT_TONE)
        await expect(self.page.locator("html")).not_to_have_attribute("data-heard", _SIREN)
