"""Makes the messengers of the apps that the settings name."""

from venuecode.identity.channels.alipay import AlipayGateway
from venuecode.identity.channels.model import Provider
from venuecode.identity.channels.outbound import Outbound
from venuecode.identity.channels.settings import ChannelSettings
from venuecode.identity.messages.alipay import AlipayMessenger
from venuecode.identity.messages.model import Messenger
from venuecode.identity.messages.wechat import WechatMessenger
from venuecode.kernel.clock import Clock


def messengers(settings: ChannelSettings, clock: Clock) -> dict[tuple[str, str], Messenger]:
    """Return a messenger for each mini-program."""
    outbound = Outbound(settings)
    found: dict[tuple[str, str], Messenger] = {}
    for app_id, wechat in settings.wechat.items():
        found[Provider.WECHAT, app_id] = WechatMessenger(str(settings.wechat_url), app_id, wechat, outbound, clock)
    for app_id, alipay in settings.alipay.items():
        gateway = AlipayGateway(str(settings.alipay_url), app_id, alipay, outbound, clock)
        found[Provider.ALIPAY, app_id] = AlipayMessenger(app_id, alipay, gateway)
    return found
