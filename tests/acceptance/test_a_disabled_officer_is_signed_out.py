"""An administrator disables an account: whoever sits at that desk is out at the next click and told why."""

from playwright.async_api import expect
from windows import Desks


async def test_the_desk_of_a_disabled_account_closes(desks: Desks) -> None:
    admin = await desks.worker("administrator", "en", path="officers")
    officer = await desks.worker("regulator", "en", path="venues")
    await expect(officer.page.get_by_role("banner")).to_contain_text("Regulator")

    await admin.choose(("岗位", "Role"), "Regulator")
    await admin.field("姓名", "Name", exact=True).fill("journey")
    await admin.press("查询", "Search")
    await expect(admin.page.get_by_role("row")).to_have_count(2)
    await admin.page.get_by_role("button", name="Actions 旅行者").click()
    await admin.page.get_by_role("menuitem", name="Disable").click()
    await admin.page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    await expect(admin.row("Regulator")).to_contain_text("Disabled")

    await officer.press("查询", "Search")
    await officer.sees("登录已过期，请重新登录", "Your session has ended")
