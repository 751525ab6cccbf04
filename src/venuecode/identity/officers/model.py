"""What an officer's account is, and what a sign-in can be refused with."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.identity.model import Role
from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DivisionCode, OfficerId
from venuecode.kernel.text import Text


class OfficerState(StrEnum):
    """Whether an account may be used."""

    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Officer:
    """An account without its secrets."""

    id: OfficerId
    user_name: str
    display_name: str
    role: Role
    division_code: DivisionCode
    state: OfficerState
    password_temporary: bool
    enrolled: bool
    """Whether the second factor is set up."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    officer: Officer
    password_hash: str
    totp_secret: bytes | None
    totp_last_step: int | None
    failures: int
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """What an administrator says of a new colleague."""

    user_name: str
    display_name: str
    role: Role
    division_code: DivisionCode


class SignInRefused(DomainError):
    """User name or password is wrong; which of them is not told."""

    code = "officer.sign_in_refused"
    status = 401
    text = Text("用户名或密码不正确", "User name or password is not right")


class CodeRefused(DomainError):
    """The authenticator's code is wrong, over, or was used for a sign-in already."""

    code = "officer.code_refused"
    status = 401
    text = Text(
        "动态口令不正确，或已经用过；请输入验证器上新显示的 6 位数字",
        "The one-time code is wrong or was used already; type the six digits that the authenticator shows now",
    )


class SignInLocked(DomainError):
    """Too many wrong tries; `retry_after` says when the account opens again."""

    code = "officer.locked"
    status = 429
    text = Text("尝试次数过多，账号已暂时锁定", "Too many wrong tries; the account is locked for a while")


class TicketInvalid(DomainError):
    """The first step of the sign-in is too long ago, or never was."""

    code = "officer.ticket_invalid"
    status = 401
    text = Text("登录步骤已超时，请从头开始", "The sign-in took too long; please start again")


class UserNameTaken(DomainError):
    """Somebody has this user name already."""

    code = "officer.user_name_taken"
    status = 409
    text = Text("用户名已被使用", "The user name is taken")


class OutOfScope(DomainError):
    """An administrator acts within the own division only."""

    code = "officer.out_of_scope"
    status = 403
    text = Text("只能在本辖区内操作", "You may act within your own division only")


class NotOnOneself(DomainError):
    """Nobody disables or resets the own account: another administrator does."""

    code = "officer.not_on_oneself"
    status = 409
    text = Text("不能对自己的账号执行此操作", "You may not do this to your own account")


class WeakPassword(DomainError):
    """The password is too easy to guess."""

    code = "officer.weak_password"
    status = 422
    text = Text(
        "密码至少 10 位，且不能包含用户名或过于简单",
        "The password needs 10 characters or more, not your user name, not a simple pattern",
    )


class PasswordTemporary(DomainError):
    """A password that somebody else chose must be changed before any work."""

    code = "officer.password_temporary"
    status = 403
    text = Text("请先修改初始密码", "Please change your first password before you go on")
