"""The channels' stand-ins behind the adapters, without a socket; and what a phone does with them."""

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from fastapi import FastAPI

from venuecode.audit.service import AuditLog
from venuecode.cli.emulate import alipay, oidc, wechat
from venuecode.cli.emulate.keys import new_key, private_text, public_text
from venuecode.identity.channels.alipay import AlipayGateway, AlipaySignIn
from venuecode.identity.channels.links import AccountLinks
from venuecode.identity.channels.model import Provider
from venuecode.identity.channels.oidc import OidcSignIn
from venuecode.identity.channels.outbound import Outbound
from venuecode.identity.channels.service import Apps, Channels
from venuecode.identity.channels.settings import AlipayApp, ChannelSettings, OidcClient, Template, WechatApp
from venuecode.identity.channels.wechat import WechatSignIn
from venuecode.identity.messages.alipay import AlipayMessenger
from venuecode.identity.messages.model import Messenger, Notice
from venuecode.identity.messages.wechat import WechatMessenger
from venuecode.identity.people.sign_in import SignIn
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import KeyRing

WX, WX2, ALI, ACCOUNT = "wx0000000000000001", "wx0000000000000002", "2021000000000001", "account"
NAMES = {"name_zh": "爱山东", "name_en": "Ai Shandong"}
WECHAT, ALIPAY, OIDC = "http://wechat", "http://alipay", "http://oidc"


@cache
def _kept_keys() -> tuple[RSAPrivateKey, RSAPrivateKey]:
    return new_key(), new_key()


class StandIns(httpx.AsyncBaseTransport):
    """The three servers by host; `asked` counts requests, `fail_next` makes the next ones fail before they arrive."""

    def __init__(self, clock: Clock) -> None:
        def now() -> float:
            return clock.now().timestamp()

        self.app_key, self.alipay_key = _kept_keys()
        own = {ALI: self.app_key.public_key()}
        self._servers = {
            "wechat": httpx.ASGITransport(wechat.application({WX: "s1", WX2: "s2"}, now)),
            "alipay": httpx.ASGITransport(alipay.application(own, self.alipay_key, now)),
            "oidc": httpx.ASGITransport(oidc.application({"venuecode": "s3"}, now)),
        }
        self.asked: list[str] = []
        self.fail_next: list[Callable[[httpx.Request], Exception]] = []
        self.answer_next: list[httpx.Response] = []
        self.away = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if self.away:
            return httpx.Response(503)
        if self.fail_next:
            raise self.fail_next.pop(0)(request)
        if self.answer_next:
            return self.answer_next.pop(0)
        return await self._servers[request.url.host].handle_async_request(request)

    async def tell(self, address: str, **body: Any) -> dict[str, Any]:
        """Do on a phone, or at the channel, what no server sees."""
        async with httpx.AsyncClient(transport=self._servers[urlsplit(address).hostname or ""]) as http:
            answer: dict[str, Any] = (await http.post(address, json=body)).json()
            return answer

    async def wechat_code(self, user: str, app_id: str = WX) -> str:
        return str((await self.tell(f"{WECHAT}/emulator/login", app_id=app_id, user=user))["code"])

    async def subscribe(self, provider: str, app_id: str, user: str, template_id: str) -> None:
        """Let a person agree to a message."""
        await self.tell(f"http://{provider}/emulator/subscribe", app_id=app_id, user=user, template_id=template_id)

    async def messages(self, provider: str) -> list[dict[str, Any]]:
        """Return what phones have received."""
        async with httpx.AsyncClient(transport=self._servers[provider]) as http:
            found: list[dict[str, Any]] = (await http.get(f"http://{provider}/emulator/messages")).json()["messages"]
            return found

    def messengers(self, clock: Clock) -> dict[tuple[str, str], Messenger]:
        """Return the adapters of messages, with a template for one message."""
        outbound = Outbound(ChannelSettings(tries=1), self)
        template = {
            Notice.APPLICATION_REVIEWED: Template(id="tmpl-reviewed", fields={"thing1": "venue", "thing2": "result"})
        }
        app = WechatApp(**NAMES, secret="s1", templates=template)
        keys = [public_text(self.alipay_key)]
        own = AlipayApp(**NAMES, private_key=private_text(self.app_key), alipay_keys=keys, templates=template)
        gateway = AlipayGateway(f"{ALIPAY}/gateway.do", ALI, own, outbound, clock)
        return {
            (Provider.WECHAT, WX): WechatMessenger(WECHAT, WX, app, outbound, clock),
            (Provider.ALIPAY, ALI): AlipayMessenger(ALI, own, gateway),
        }

    async def forget_tokens(self) -> None:
        """Have WeChat take no access token that it gave out."""
        await self.tell(f"{WECHAT}/emulator/forget-tokens")

    async def alipay_code(self, user: str) -> str:
        return str((await self.tell(f"{ALIPAY}/emulator/login", app_id=ALI, user=user))["authCode"])

    async def oidc_code(self, url: str, user: str) -> tuple[str, str]:
        """Sign in on the provider's page; return code and state as the browser brings them back."""
        async with httpx.AsyncClient(transport=self._servers["oidc"]) as http:
            back = (await http.get(f"{url}&user={user}")).headers["location"]
        query = parse_qs(urlsplit(back).query)
        return query["code"][0], query["state"][0]

    def apps(self, ring: KeyRing, clock: Clock) -> Apps:
        """Return the adapters, as the settings of a deployment would make them."""
        outbound = Outbound(ChannelSettings(), self)
        keys = [public_text(self.alipay_key)]
        alipay_app = AlipayApp(**NAMES, private_key=private_text(self.app_key), alipay_keys=keys)
        gateway = AlipayGateway(f"{ALIPAY}/gateway.do", ALI, alipay_app, outbound, clock)
        client = OidcClient(**NAMES, issuer=OIDC, client_id="venuecode", client_secret="s3")
        return {
            (Provider.WECHAT, WX): WechatSignIn(WECHAT, WX, WechatApp(**NAMES, secret="s1"), outbound),
            (Provider.WECHAT, WX2): WechatSignIn(WECHAT, WX2, WechatApp(**NAMES, secret="s2"), outbound),
            (Provider.ALIPAY, ALI): AlipaySignIn(ALI, alipay_app, gateway),
            (Provider.OIDC, ACCOUNT): OidcSignIn(ACCOUNT, client, "https://poster.example", ring, outbound, clock),
        }


def connect(app: FastAPI, stand_ins: StandIns) -> None:
    """Let a started application speak to the stand-ins."""
    services = app.state.services
    apps = stand_ins.apps(services[Keys].ring, services[Clock])
    services[Channels] = Channels(
        services[Database], services[AuditLog], services[SignIn], services[AccountLinks], apps
    )
