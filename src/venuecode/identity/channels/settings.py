"""Settings of the channels that people may sign in by, besides a phone."""

from typing import Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr, field_validator

from venuecode.identity.channels.signing import private_key, public_key
from venuecode.identity.messages.model import Notice
from venuecode.settings import Section


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name_zh: str = Field(max_length=30)
    name_en: str = Field(max_length=40)


class Template(BaseModel):
    """A message's template at the platform; `fields` maps the platform's names to ours (docs/notifications.md)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str = Field(max_length=100)
    fields: dict[str, Literal["venue", "door", "count", "result"]]


Templates = dict[Notice, Template]


class WechatApp(_Entry):
    """A WeChat mini-program."""

    secret: SecretStr
    templates: Templates = {}


class AlipayApp(_Entry):
    """An Alipay mini-program. `alipay_keys`: Alipay's public keys, the old one too while it is being changed."""

    private_key: SecretStr
    alipay_keys: list[str] = Field(min_length=1)
    templates: Templates = {}

    @field_validator("private_key")
    @classmethod
    def _can_sign(cls, value: SecretStr) -> SecretStr:
        private_key(value.get_secret_value())
        return value

    @field_validator("alipay_keys")
    @classmethod
    def _can_verify(cls, value: list[str]) -> list[str]:
        for key in value:
            public_key(key)
        return value

    def key(self) -> RSAPrivateKey:
        return private_key(self.private_key.get_secret_value())


class OidcClient(_Entry):
    """A provider of OpenID Connect accounts, as this deployment is registered there."""

    issuer: HttpUrl
    client_id: str
    client_secret: SecretStr
    scope: str = "openid"

    @property
    def issuer_text(self) -> str:
        return str(self.issuer).rstrip("/")


class ChannelSettings(Section):
    """Accounts of channels that people may sign in by, besides a phone (docs/channels.md)."""

    section = "channels"

    wechat: dict[str, WechatApp] = Field(
        default_factory=dict, description="App id → `{name_zh, name_en, secret, templates}` of each WeChat mini-program"
    )
    alipay: dict[str, AlipayApp] = Field(
        default_factory=dict,
        description="App id → `{name_zh, name_en, private_key, alipay_keys, templates}` of each Alipay mini-program",
    )
    oidc: dict[str, OidcClient] = Field(
        default_factory=dict,
        description="Name → `{name_zh, name_en, issuer, client_id, client_secret}` of each OpenID Connect provider",
    )
    wechat_url: HttpUrl = Field(HttpUrl("https://api.weixin.qq.com"), description="WeChat's server")
    alipay_url: HttpUrl = Field(HttpUrl("https://openapi.alipay.com/gateway.do"), description="Alipay's gateway")
    timeout_seconds: float = Field(4.0, gt=0, le=30, description="Longest wait for one try")
    tries: int = Field(2, ge=1, le=5, description="Tries while a channel is down")
    link_minutes: int = Field(30, ge=5, le=120, description="Time to prove a phone after coming by a new account")

    @field_validator("wechat", "alipay", "oidc")
    @classmethod
    def _names_fit_a_path(cls, value: dict[str, object]) -> dict[str, object]:
        if any(not name.replace("-", "").replace("_", "").isalnum() for name in value):
            raise ValueError("app ids and names are letters, digits, - and _")
        return value
