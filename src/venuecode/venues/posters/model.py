"""What a poster shows. No rendering here, and no look-up of venues."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from venuecode.kernel.verdict import DoorDirection
from venuecode.venues.code import VenueCode


class Layout(StrEnum):
    """The three sheets a venue can print."""

    A4 = "a4"
    A5 = "a5"
    VEHICLE = "vehicle"


@dataclass(frozen=True, slots=True)
class VehicleSign:
    """What identifies a public transport vehicle; `run` is the service or shift, empty if there is none."""

    plate: str
    route: str
    run: str = ""


@dataclass(frozen=True, slots=True)
class PosterData:
    """One door's poster. Names are printed as they are: nothing in them is read as markup."""

    code: VenueCode
    url: str
    short_name: str
    full_name: str
    door_name: str
    address: str
    direction: DoorDirection
    printed_on: date
    vehicle: VehicleSign | None = None

    @property
    def fitting_layout(self) -> Layout:
        """The layout when nobody chose one."""
        return Layout.VEHICLE if self.vehicle else Layout.A4


@dataclass(frozen=True, slots=True)
class Channel:
    """One of the ways to scan: where it is found and what to tap, in Chinese and English."""

    name_zh: str
    name_en: str
    entry_zh: str
    entry_en: str


@dataclass(frozen=True, slots=True)
class PosterNotes:
    """What every poster of a deployment says: its channels and its service line (empty if none)."""

    channels: tuple[Channel, ...]
    hotline: str = ""


# The five channels of the founding notice, with the entry that scans.
FIVE_CHANNELS = (
    Channel("爱山东 APP", "Ai Shandong app", "点顶部“扫一扫”", "Tap Scan at the top"),
    Channel("微信 · 爱山东政务服务", "WeChat · Ai Shandong", "健康通行码 → 扫一扫", "Health pass code → Scan"),
    Channel(
        "支付宝 · 爱山东",
        "Alipay · Ai Shandong",
        "健康码出示 → 场所码服务 → 扫一扫",
        "Show health code → Venue code → Scan",
    ),
    Channel("微信 · 山东电子健康通行卡", "WeChat · Health pass card", "扫一扫", "Scan"),
    Channel(
        "支付宝 · 山东电子健康通行卡",
        "Alipay · Health pass card",
        "健康码 → 山东电子健康通行卡 → 扫一扫",
        "Health code → Health pass card → Scan",
    ),
)
