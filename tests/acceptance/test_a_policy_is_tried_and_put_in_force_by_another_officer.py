"""A policy is changed as a draft, tried on the live data, put in force by another officer, and left with one press."""

import pytest
from playwright.async_api import expect
from stage import Stage
from windows import Desks

PREFECTURE = "371500"


@pytest.fixture
async def other(desks: Desks):
    """The officer who decides; whatever happens, the policy of the demonstration is in force again afterwards."""
    desk = await desks.worker("approver", "en", division=PREFECTURE, path="policies")
    yield desk
    await desk.open("policies")
    if await desk.row("Stricter for the test").filter(has_text="In force").count():
        await desk.press("退回上一版本", "Step back")
        await desk.page.get_by_role("dialog").get_by_role("button").last.click()


async def test_from_a_draft_to_force_and_back(desks: Desks, stage: Stage, other) -> None:
    author = await desks.worker("health_officer", "en", division=PREFECTURE, path="policies")
    await author.page.get_by_role("link", name="Shandong 2022").first.click()
    await author.press("以此版本为底稿修改", "Change, as a new draft")
    form = author.page.get_by_role("dialog")
    await form.get_by_label("Name in English").fill("Stricter for the test")
    contact = form.get_by_role("group", name="Close contact of a case")
    await contact.get_by_label("Days").last.fill("20")
    await author.press("保存草稿", "Save the draft")
    await author.sees("Red code for 5 d → Yellow code for 20 d", "Red code for 5 d → Yellow code for 20 d")
    await author.sees(
        "In force: Red code for 5 d → Yellow code for 3 d", "In force: Red code for 5 d → Yellow code for 3 d"
    )
    await author.press("开始试算", "Start")
    await expect(author.text("完成", "Finished")).to_be_visible(timeout=20_000)
    await expect(author.button("启用", "Put in force")).to_have_count(0)  # no approver, and the author

    await other.open("policies")
    await other.page.get_by_role("link", name="Stricter for the test").first.click()
    await other.press("启用", "Put in force")
    await other.page.get_by_role("dialog").get_by_role("button").last.click()
    await expect(other.text("现行", "In force").first).to_be_visible()
    await other.open("policies")
    await expect(other.row("Stricter for the test")).to_contain_text("In force")
    await other.press("退回上一版本", "Step back")
    await other.page.get_by_role("dialog").get_by_role("button").last.click()
    await expect(other.row("Stricter for the test")).to_contain_text("Retired")
