"""Makes the adapters of the channels that the settings name."""

from venuecode.identity.channels.alipay import AlipayGateway, AlipaySignIn
from venuecode.identity.channels.model import Provider
from venuecode.identity.channels.oidc import OidcSignIn
from venuecode.identity.channels.outbound import Outbound
from venuecode.identity.channels.service import Apps
from venuecode.identity.channels.settings import ChannelSettings
from venuecode.identity.channels.wechat import WechatSignIn
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import KeyRing


def sign_in_apps(settings: ChannelSettings, public_url: str, ring: KeyRing, clock: Clock) -> Apps:
    """Return an adapter for each app and provider of the settings."""
    outbound = Outbound(settings)
    apps: Apps = {}
    for app_id, wechat in settings.wechat.items():
        apps[Provider.WECHAT, app_id] = WechatSignIn(str(settings.wechat_url), app_id, wechat, outbound)
    for app_id, alipay in settings.alipay.items():
        gateway = AlipayGateway(str(settings.alipay_url), app_id, alipay, outbound, clock)
        apps[Provider.ALIPAY, app_id] = AlipaySignIn(app_id, alipay, gateway)
    for name, client in settings.oidc.items():
        apps[Provider.OIDC, name] = OidcSignIn(name, client, public_url, ring, outbound, clock)
    return apps
