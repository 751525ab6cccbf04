"""The six classes of venue (notice §2) and their types, with names in both languages. Data and look-ups only."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NewType

from venuecode.kernel.text import Text

VenueType = NewType("VenueType", str)


class VenueClass(IntEnum):
    """The classes (一) to (六) of the notice."""

    PUBLIC_BODIES = 1
    COMMERCE = 2
    ENTERPRISE_TRANSPORT = 3
    COLD_CHAIN_LOGISTICS = 4
    HOUSING_SITES = 5
    OTHER = 6


CLASS_NAMES: Mapping[VenueClass, Text] = {
    VenueClass.PUBLIC_BODIES: Text("机关事业单位与公共服务场所", "Public bodies and public services"),
    VenueClass.COMMERCE: Text("餐饮住宿、商贸与文旅场所", "Food, lodging, trade, culture and tourism"),
    VenueClass.ENTERPRISE_TRANSPORT: Text("企业、交通场站与公共交通工具", "Enterprises, stations and public transport"),
    VenueClass.COLD_CHAIN_LOGISTICS: Text("冷链食品与物流快递", "Cold-chain food, logistics and express delivery"),
    VenueClass.HOUSING_SITES: Text("居民小区与建筑工地", "Residential compounds and construction sites"),
    VenueClass.OTHER: Text("其他人员出入较多的场所", "Other places where many people come and go"),
}


@dataclass(frozen=True, slots=True)
class TypeOfVenue:
    """One type: its class, its names, whether it must give a credit code, whether its doors are vehicles."""

    code: VenueType
    venue_class: VenueClass
    name: Text
    needs_credit_code: bool = True
    is_vehicle: bool = False


def _types(venue_class: VenueClass, *rows: tuple[str, str, str] | tuple[str, str, str, str]) -> list[TypeOfVenue]:
    """Rows are code, zh, en and, where it applies, `-` (no credit code) or `v` (a vehicle, no credit code)."""
    return [
        TypeOfVenue(VenueType(code), venue_class, Text(zh, en), needs_credit_code=not flag, is_vehicle=flag == ["v"])
        for code, zh, en, *flag in rows
    ]


TYPES: Mapping[VenueType, TypeOfVenue] = {
    kind.code: kind
    for kind in [
        *_types(
            VenueClass.PUBLIC_BODIES,
            ("government", "党政机关", "Party or government office"),
            ("institution", "事业单位", "Public institution"),
            ("service_hall", "政务服务大厅", "Government service hall"),
            ("kindergarten", "幼儿园、托育机构", "Kindergarten or nursery"),
            ("school", "中小学校", "Primary or secondary school"),
            ("university", "高等院校", "University or college"),
            ("training", "培训机构", "Training centre"),
            ("hospital", "医院", "Hospital"),
            ("clinic", "诊所、卫生室", "Clinic or health post", "-"),
            ("library", "图书馆", "Library"),
            ("museum", "博物馆、美术馆", "Museum or gallery"),
            ("cultural_centre", "文化馆、群众文化场所", "Cultural centre"),
            ("elder_care", "养老服务机构", "Elder-care home"),
            ("welfare", "福利院、救助机构", "Welfare home or shelter"),
        ),
        *_types(
            VenueClass.COMMERCE,
            ("restaurant", "餐饮单位", "Restaurant"),
            ("hotel", "宾馆、酒店", "Hotel"),
            ("homestay", "民宿", "Homestay", "-"),
            ("mall", "商场", "Shopping mall"),
            ("supermarket", "超市、便利店", "Supermarket or convenience store"),
            ("farmers_market", "农贸市场", "Farmers' market"),
            ("market_stall", "市场摊位", "Market stall", "-"),
            ("pharmacy", "药店", "Pharmacy"),
            ("cinema", "影剧院", "Cinema or theatre"),
            ("entertainment", "歌舞厅、网吧等娱乐场所", "Entertainment venue"),
            ("gym", "体育健身场馆", "Sports venue or gym"),
            ("tourist_sight", "旅游景点", "Tourist sight"),
            ("park", "公园、广场", "Park or square", "-"),
            ("beauty", "美容美发、洗浴", "Beauty, hair or bath house"),
        ),
        *_types(
            VenueClass.ENTERPRISE_TRANSPORT,
            ("factory", "生产企业", "Factory"),
            ("office_building", "写字楼、商务楼宇", "Office building"),
            ("company", "其他企业", "Other enterprise"),
            ("railway_station", "火车站", "Railway station"),
            ("coach_station", "汽车客运站", "Coach station"),
            ("airport", "机场", "Airport"),
            ("port", "港口码头", "Port or ferry terminal"),
            ("service_area", "高速服务区、收费站出入口", "Motorway service area or toll exit", "-"),
            ("bus", "公交车", "City bus", "v"),
            ("coach", "长途客车", "Long-distance coach", "v"),
            ("taxi", "出租车、网约车", "Taxi or ride-hailing car", "v"),
            ("metro", "地铁、轨道交通车辆", "Metro or rail vehicle", "v"),
            ("ferry", "客运船舶", "Passenger ship", "v"),
        ),
        *_types(
            VenueClass.COLD_CHAIN_LOGISTICS,
            ("cold_store", "冷库", "Cold store"),
            ("cold_chain_plant", "冷链食品生产加工", "Cold-chain food plant"),
            ("cold_chain_vehicle", "冷链运输车辆", "Cold-chain vehicle", "v"),
            ("logistics_park", "物流园区", "Logistics park"),
            ("express_branch", "快递网点", "Express delivery branch"),
            ("parcel_point", "快递驿站、代收点", "Parcel pick-up point", "-"),
        ),
        *_types(
            VenueClass.HOUSING_SITES,
            ("compound", "居民小区", "Residential compound", "-"),
            ("village", "行政村、自然村", "Village", "-"),
            ("dormitory", "集体宿舍", "Dormitory", "-"),
            ("construction_site", "建筑工地", "Construction site", "-"),
        ),
        *_types(
            VenueClass.OTHER,
            ("bank", "银行网点", "Bank branch"),
            ("telecom", "通信营业厅", "Telecom shop"),
            ("post_office", "邮政网点", "Post office"),
            ("petrol_station", "加油站", "Petrol station"),
            ("religious", "宗教活动场所", "Place of worship", "-"),
            ("funeral", "殡葬服务场所", "Funeral service"),
            ("checkpoint", "防疫检查点、采样点", "Check or sampling point", "-"),
            ("event", "会议、展览、临时活动", "Meeting, fair or temporary event", "-"),
            ("other", "其他场所", "Other place", "-"),
        ),
    ]
}
"""Every type by its code, in the order in which a form lists them."""
