"""What a code is for, and what it can be refused with."""

from dataclasses import dataclass
from enum import StrEnum

from venuecode.kernel.errors import DomainError, TooManyRequests
from venuecode.kernel.text import Text


class Purpose(StrEnum):
    """A code is good for one thing only."""

    SIGN_IN = "sign_in"
    CHANGE_PHONE = "change_phone"
    RECOVERY = "recovery"
    FAMILY = "family"


MESSAGES = {
    Purpose.SIGN_IN: Text(
        "【场所码】验证码 {code}，{minutes} 分钟内有效。请勿告诉他人。",
        "[VenueCode] Your code is {code}, good for {minutes} minutes. Tell it to nobody.",
    ),
    Purpose.CHANGE_PHONE: Text(
        "【场所码】您正在更换登录手机号，验证码 {code}，{minutes} 分钟内有效。",
        "[VenueCode] {code} is the code to sign in with this phone from now on, good for {minutes} minutes.",
    ),
    Purpose.RECOVERY: Text(
        "【场所码】有人正在找回您的账号，验证码 {code}，{minutes} 分钟内有效。非本人操作请勿告知。",
        "[VenueCode] Somebody is recovering your account with code {code}, good for {minutes} minutes. "
        "If it is not you, tell it to nobody.",
    ),
    Purpose.FAMILY: Text(
        "【场所码】{who}请求代您出示和登记，同意请告知验证码 {code}，{minutes} 分钟内有效。",
        "[VenueCode] {who} asks to show your code and register for you. If you agree, tell them {code}, good for "
        "{minutes} minutes.",
    ),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A code was sent. `demo_code` is set in demo mode only."""

    masked_phone: str
    expires_in: int
    again_in: int
    demo_code: str | None


class CodeTooSoon(TooManyRequests):
    """A code went to this phone a moment ago."""

    code = "code.too_soon"
    text = Text("验证码已发送，请稍后再获取", "A code was sent a moment ago; please wait before you ask again")


class CodeWrong(DomainError):
    """Not the code that was sent; `left` tries remain."""

    code = "code.wrong"
    status = 422
    text = Text("验证码不正确，还可以尝试 {left} 次", "That is not the code. Tries left: {left}")


class CodeSpent(DomainError):
    """No code, one that is too old, used, or tried too often."""

    code = "code.spent"
    status = 422
    text = Text("验证码已失效，请重新获取", "The code is no longer good; please ask for a new one")
