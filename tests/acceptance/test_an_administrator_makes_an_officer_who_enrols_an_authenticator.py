"""From a new account to work: temporary password, authenticator set up from the page, a password of one's own."""

import pyotp
from invented import mobile
from playwright.async_api import expect
from windows import Desks

OWN_PASSWORD = "Yunhe-bank-88"


async def test_a_new_reviewer_comes_to_work(desks: Desks) -> None:
    user_name = f"reviewer-{mobile()}"
    admin = await desks.of("admin")
    await admin.go("人员账号", "Officers")
    await admin.press("新建账号", "New officer")
    form = admin.page.get_by_role("dialog", name="新建账号")
    await form.get_by_label("用户名").fill(user_name)
    await form.get_by_label("姓名").fill("新审核员")
    await form.get_by_role("button", name="新建账号").click()
    secret = admin.page.get_by_role("dialog", name="一次性初始密码")
    password = await secret.locator("code").inner_text()

    desk = await desks.new()
    await desk.open()
    await desk.give_password(user_name, password)
    await desk.sees("首次登录：绑定身份验证器", "")
    key = (await desk.page.locator(".secret code").inner_text()).replace(" ", "")
    await desk.field("6 位动态口令", "6-digit code").fill(pyotp.TOTP(key).now())

    await desk.sees("这是临时密码", "")
    await desk.field("当前密码", "Current password").fill(password)
    await desk.field("新密码", "New password", exact=True).fill(OWN_PASSWORD)
    await desk.field("再输一遍", "New password again").fill(OWN_PASSWORD)
    await desk.press("修改密码", "Change password")

    await desk.go("场所码申请", "Applications")
    await expect(desk.page.get_by_role("table").or_(desk.page.locator(".el-table")).first).to_be_visible()


async def test_a_demonstration_officer_signs_in_with_what_the_page_shows(desks: Desks) -> None:
    desk = await desks.new("en")
    await desk.open("alerts")
    await desk.page.get_by_role("listitem").filter(has_text="approver").get_by_role("button", name="Fill in").click()
    await desk.press("登录", "Sign in", exact=True)
    await desk.sees("输入动态口令", "Enter the one-time code")
    await desk.press("填入", "Fill in")

    await desk.is_in()
    await expect(desk.page.get_by_role("heading", name="Alerts", level=1)).to_be_visible()
