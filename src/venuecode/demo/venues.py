"""The invented venues: all six classes, a market with many doors, a bus and a taxi, some that wait for a review."""

from dataclasses import dataclass

from stdnum.cn import uscc

from venuecode.venues.classes import TYPES, VenueType
from venuecode.venues.filing import DoorFiling, Filing


@dataclass(frozen=True, slots=True)
class DemoVenue:
    """One invented venue and what becomes of it."""

    full_name: str
    short_name: str
    type: str
    street: str
    address: str
    doors: tuple[tuple[str, str], ...] = (("正门", "both"),)
    plate: str | None = None
    route: str | None = None
    run: str | None = None
    demand_hours: int | None = None
    fate: str = "active"
    """active, suspended, revoked; or what a reviewed application comes to: waiting, returned, rejected, draft."""

    def filing(self, serial: int) -> Filing:
        """Return the application's form; `serial` makes the invented credit code."""
        kind = TYPES[VenueType(self.type)]
        doors = [DoorFiling(name, direction) for name, direction in self.doors]
        if self.plate:
            doors = [DoorFiling("车门", "both", plate=self.plate, route=self.route, run=self.run)]
        return Filing(
            full_name=self.full_name,
            short_name=self.short_name,
            venue_class=int(kind.venue_class),
            type=self.type,
            credit_code=_credit_code(serial) if kind.needs_credit_code else None,
            division_code=self.street,
            address=self.address,
            latitude=round(36.43 + serial * 0.0013, 6),
            longitude=round(115.97 + serial * 0.0017, 6),
            responsible_person="孙志强",
            responsible_phone="19900000006",
            department="聊城市东昌府区疫情防控指挥部",
            doors=doors,
        )


def _credit_code(serial: int) -> str:
    body = f"91371502MADEM{serial:04d}"
    return body + str(uscc.calc_check_digit(body))


_GULOU, _LIUYUAN, _XINQU, _HUXI, _YUJI = "371502001", "371502002", "371502003", "371502004", "371502107"
_IN_OUT = (("入口", "in"), ("出口", "out"))
_TWO_GATES = (("一号门", "both"), ("二号门", "both"))

MARKET = DemoVenue(
    "聊城市光岳购物超市有限公司", "光岳超市", "supermarket", _GULOU, "楼东大街 18 号",
    doors=(("南门", "both"), ("北门", "both"), ("员工通道", "in")),
)  # fmt: skip
HOSPITAL = DemoVenue(
    "聊城市东昌府区仁和医院", "仁和医院", "hospital", _LIUYUAN, "柳园南路 66 号",
    doors=(("门诊入口", "in"), ("住院部入口", "in"), ("出口", "out")), demand_hours=48,
)  # fmt: skip
BUS = DemoVenue(
    "聊城市公交集团 6 路 鲁P·D0006", "6路公交", "bus", _XINQU, "湖南路公交总站", plate="鲁P·D0006",
    route="6 路（火车站－大学城）", run="早班 06:30 首发",
)  # fmt: skip

VENUES = [
    MARKET,
    HOSPITAL,
    BUS,
    DemoVenue("聊城市东昌府区政务服务中心", "政务中心", "service_hall", _XINQU, "昌润路 128 号", _IN_OUT),
    DemoVenue("聊城市实验中学", "实验中学", "school", _LIUYUAN, "东昌西路 9 号", (("东门", "both"), ("西门", "in"))),
    DemoVenue("聊城市图书馆", "市图书馆", "library", _XINQU, "昌润南路 150 号", _IN_OUT),
    DemoVenue("聊城中国运河文化博物馆", "运河博物馆", "museum", _GULOU, "东昌西路 88 号"),
    DemoVenue("聊城市东昌府区夕阳红养老院", "夕阳红", "elder_care", _HUXI, "湖西路 21 号", demand_hours=24),
    DemoVenue("聊城市水城羊汤馆", "水城羊汤", "restaurant", _GULOU, "古楼北大街 5 号"),
    DemoVenue("聊城市东昌大酒店有限公司", "东昌大酒店", "hotel", _LIUYUAN, "柳园北路 12 号", _IN_OUT),
    DemoVenue("古城小院民宿", "古城小院", "homestay", _GULOU, "古城状元街 7 号"),
    DemoVenue("聊城市金鼎购物中心有限公司", "金鼎购物", "mall", _LIUYUAN, "柳园路与兴华路交叉口", _IN_OUT),
    DemoVenue("聊城市湖西农贸市场", "湖西市场", "farmers_market", _HUXI, "湖西街 3 号", _TWO_GATES),
    DemoVenue("聊城市百姓大药房柳园店", "百姓药房", "pharmacy", _LIUYUAN, "柳园南路 30 号"),
    DemoVenue("聊城市星光影城有限公司", "星光影城", "cinema", _XINQU, "振兴路 77 号", fate="suspended"),
    DemoVenue("聊城市光岳楼景区管理处", "光岳楼", "tourist_sight", _GULOU, "古城中心"),
    DemoVenue("山东鲁西轴承制造有限公司", "鲁西轴承", "factory", _YUJI, "工业园一路 1 号", _IN_OUT),
    DemoVenue("聊城火车站", "聊城站", "railway_station", _XINQU, "站前街 1 号", (("进站口", "in"), ("出站口", "out"))),
    DemoVenue("聊城汽车总站", "汽车总站", "coach_station", _XINQU, "建设路 20 号", _IN_OUT),
    DemoVenue("出租车 鲁P·T0188", "出租车0188", "taxi", _XINQU, "建设路 20 号", plate="鲁P·T0188"),
    DemoVenue("聊城市东昌冷链食品有限公司", "东昌冷链", "cold_store", _YUJI, "物流园 3 号库", demand_hours=48),
    DemoVenue("聊城市迅达快递古楼网点", "迅达快递", "express_branch", _GULOU, "楼西大街 40 号"),
    DemoVenue("阳光家园小区", "阳光家园", "compound", _LIUYUAN, "兴华东路 16 号", _TWO_GATES),
    DemoVenue("运河新区三号地块工地", "三号工地", "construction_site", _XINQU, "运河东路", fate="revoked"),
    DemoVenue("聊城市农商银行古楼支行", "农商银行", "bank", _GULOU, "楼东大街 2 号", fate="approved"),
    DemoVenue("聊城市第三加油站", "第三加油站", "petrol_station", _HUXI, "湖西路 90 号", fate="approved"),
    DemoVenue("古楼街道核酸采样点", "古楼采样点", "checkpoint", _GULOU, "楼南大街广场", fate="waiting"),
    DemoVenue("聊城市春季农产品展销会", "农产品展", "event", _XINQU, "会展中心 A 馆", _IN_OUT, fate="waiting"),
    DemoVenue("聊城市邮政古楼支局", "邮政古楼", "post_office", _GULOU, "楼东大街 11 号", fate="returned"),
    DemoVenue("水城临时集市", "临时集市", "other", _HUXI, "湖西路空地", fate="rejected"),
]  # fmt: skip

UNVISITED = {"bank", "petrol_station"}
"""Kinds of venue where nobody has scanned yet: monitoring finds them."""
GONE_QUIET = {"cold_store"}
"""Kinds where somebody scanned until a few days ago."""
