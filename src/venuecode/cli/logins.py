"""The table of demo logins that `venuecode run` prints."""

from rich.console import Console
from rich.table import Table

from venuecode.demo.officers import OFFICERS, PASSWORD
from venuecode.demo.people import CITIZENS
from venuecode.identity.model import ROLE_NAMES


def show_logins(console: Console) -> None:
    """Print who can sign in, with what, and what they are there for."""
    citizens = Table(
        title="Citizens 群众 (phone; the code is shown on the page 验证码显示在页面上)", title_justify="left"
    )
    for heading in ("phone 手机号", "name 姓名", "who 说明"):
        citizens.add_column(heading, overflow="fold")
    for citizen in CITIZENS:
        citizens.add_row(citizen.phone, citizen.name, f"{citizen.about.zh}  {citizen.about.en}")
    officers = Table(
        title=f"Console 管理端 (password 密码 [bold]{PASSWORD}[/]; code 验证码: venuecode demo totp USER)",
        title_justify="left",
    )
    for heading in ("user 用户", "role 角色", "division 区划", "TOTP secret 密钥"):
        officers.add_column(heading, overflow="fold")
    for officer in OFFICERS:
        role = ROLE_NAMES[officer.role]
        officers.add_row(officer.user_name, f"{role.zh} {role.en}", officer.division, officer.totp_secret)
    console.print(citizens)
    console.print(officers)
