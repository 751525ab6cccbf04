"""Accounts of channels, and what can go wrong between us and a channel."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text


class Provider(StrEnum):
    """Who vouches for an account; `phone` logins are kept beside them."""

    WECHAT = "wechat"
    ALIPAY = "alipay"
    OIDC = "oidc"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody as a channel's app knows them. A person is keyed by (provider, app id, subject).

    Alipay may name the same account twice, as `open_id:…` and `user_id:…`; all subjects lead to one person.
    """

    provider: Provider
    app_id: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Login:
    """A way by which a person comes in."""

    provider: str
    app_id: str
    linked_at: datetime


class SignInApp(Protocol):
    """One app of a channel: turns the code that it gave the person's phone into an account."""

    name: Text

    async def account(self, code: str, state: str | None) -> Account:
        """Raises `CodeSpent`, `ChannelBusy`, `AccountBlocked`, `ChannelDown`, `ChannelRefusesUs`, `AnswerForged`."""
        ...


class ChannelUnknown(DomainError):
    """No such app stands in the settings."""

    code = "channel.unknown"
    status = 422
    text = Text(
        "暂不支持从此渠道登录，请用手机号登录", "This channel cannot be used to sign in here; please use a phone"
    )


class CodeSpent(DomainError):
    """The channel's code is unknown, used or expired; the app asks for a new one."""

    code = "channel.code_spent"
    status = 409
    text = Text("授权已失效，请重试", "The permission has expired; please try again")


class AccountBlocked(DomainError):
    """The channel has blocked this user; a phone still does."""

    code = "channel.account_blocked"
    status = 403
    text = Text(
        "该账号已被所在平台限制，请用手机号登录", "The platform has restricted this account; please use a phone"
    )


class ChannelBusy(DomainError):
    """The channel counts our calls and wants us to wait."""

    code = "channel.busy"
    status = 503
    text = Text("登录人数较多，请稍后再试或用手机号登录", "Many people are signing in; try again soon or use a phone")


class ChannelDown(DomainError):
    """The channel does not answer, or not as it is documented to."""

    code = "channel.down"
    status = 503
    text = Text("平台登录服务暂不可用，请用手机号登录", "The platform's sign-in does not answer; please use a phone")


class ChannelRefusesUs(DomainError):
    """Our app id, secret or signature is not taken: the operator must act, the log says why."""

    code = "channel.refuses_us"
    status = 503
    text = Text(
        "平台登录暂时不能使用，请用手机号登录", "Sign-in by the platform cannot be used now; please use a phone"
    )


class AnswerForged(DomainError):
    """The answer's signature is not the channel's: nothing in it is believed."""

    code = "channel.answer_forged"
    status = 503
    text = ChannelRefusesUs.text


class LinkExpired(DomainError):
    """Too long went by between coming by an account and proving a phone."""

    code = "channel.link_expired"
    status = 409
    text = Text("授权已过期，请重新登录", "The permission has expired; please sign in again")


class LinkedElsewhere(DomainError):
    """The account leads to another person already; that one must unlink it first."""

    code = "channel.linked_elsewhere"
    status = 409
    text = Text("该平台账号已绑定其他人员", "This account is linked to another person already")
