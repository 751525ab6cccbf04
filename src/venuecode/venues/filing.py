"""The rules for what may be filed about a venue and its doors: text as typed → facts, or every fault at its field.

Pure. An application and an imported row are held to the same rules.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import phonenumbers
from stdnum.cn import uscc

from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import DoorDirection
from venuecode.venues.classes import TYPES, TypeOfVenue, VenueClass, VenueType
from venuecode.venues.model import DoorFacts, VenueFacts

Faults = dict[str, Text]
"""Field (`doors.0.name`) → what is wrong with it."""

CHINA_LATITUDE = (3.8, 53.6)
CHINA_LONGITUDE = (73.4, 135.1)
"""From the southern reefs to the Amur, from the Pamirs to the Ussuri."""

SHORT_NAME = (2, 8)
"""Characters that fit a poster (applications across provinces asked for 2-8)."""


@dataclass(frozen=True, slots=True)
class DoorFiling:
    """A door as typed; nothing is checked yet."""

    name: str | None = None
    direction: str | None = None
    plate: str | None = None
    route: str | None = None
    run: str | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """A venue as typed; nothing is checked yet."""

    full_name: str | None = None
    short_name: str | None = None
    venue_class: int | None = None
    type: str | None = None
    credit_code: str | None = None
    division_code: str | None = None
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    responsible_person: str | None = None
    responsible_phone: str | None = None
    department: str | None = None
    doors: list[DoorFiling] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was filed: facts where nothing is wrong, and otherwise the faults."""

    facts: VenueFacts | None
    doors: list[DoorFacts]
    faults: Faults


FILL_IN = Text("请填写", "Please fill this in")
_CHOOSE = Text("请选择", "Please choose one")
_NOT_OF_CLASS = Text("所选类型不属于该类别", "This type does not belong to the class")
_SYMBOLS_ONLY = Text("请填写文字，不能只有符号", "Please write words, not only symbols")
_INVISIBLE = Text("含有不可见字符，请删除后重新输入", "It holds invisible characters; delete them and type again")
_CREDIT_CODE = Text(
    "统一社会信用代码不正确，请核对营业执照上的 18 位代码",
    "The credit code is not right; please compare the 18 characters on the licence",
)
_DIVISION = Text("请选择到街道或乡镇", "Please choose down to the street or township")
_POINT = Text("坐标不在中国范围内", "The point does not lie in China")
_HALF_POINT = Text("经度和纬度须同时填写", "Give both latitude and longitude, or neither")
_PHONE = Text("电话号码不正确，座机请加区号", "The phone number is not right; give landlines with their area code")
_NO_DOORS = Text("请至少添加一个出入口", "Please add at least one door")
_SAME_DOOR = Text("出入口名称重复", "Another door has this name")


def check_filing(
    filing: Filing, is_leaf_division: Callable[[str], bool], *, most_doors: int, with_doors: bool = True
) -> Checked:
    """Check everything at once. An amendment files no doors: those have their own routes."""
    faults: Faults = {}
    kind = _check_type(filing, faults)
    latitude, longitude = _check_point(filing, faults)
    doors = check_doors(filing.doors, kind, faults, most_doors) if with_doors else []
    facts = VenueFacts(
        full_name=_check_words("full_name", filing.full_name, (2, 100), faults),
        short_name=_check_words("short_name", filing.short_name, SHORT_NAME, faults),
        venue_class=kind.venue_class if kind else VenueClass.OTHER,
        type=kind.code if kind else VenueType(""),
        credit_code=_check_credit_code(filing.credit_code, kind, faults),
        division_code=_check_division(filing.division_code, is_leaf_division, faults),
        address=_check_words("address", filing.address, (2, 200), faults),
        latitude=latitude,
        longitude=longitude,
        responsible_person=_check_words("responsible_person", filing.responsible_person, (2, 50), faults),
        responsible_phone=_check_phone(filing.responsible_phone, faults),
        department=_check_optional("department", filing.department, 100, faults),
    )
    return Checked(None if faults else facts, doors, faults)


def check_doors(
    doors: Sequence[DoorFiling], kind: TypeOfVenue | None, faults: Faults, most_doors: int
) -> list[DoorFacts]:
    """Check the doors of one venue; a vehicle must give its plate, and is named by it unless named otherwise."""
    if not doors:
        faults["doors"] = _NO_DOORS
    if len(doors) > most_doors:
        faults["doors"] = Text("一个场所最多 {n} 个出入口", "A venue may have at most {n} doors").filled(n=most_doors)
        return []
    checked: list[DoorFacts] = []
    for index, door in enumerate(doors):
        facts = check_door(door, kind, faults, f"doors.{index}.")
        if facts.name and any(facts.name == other.name for other in checked):
            faults[f"doors.{index}.name"] = _SAME_DOOR
        checked.append(facts)
    return checked


def check_door(door: DoorFiling, kind: TypeOfVenue | None, faults: Faults, at: str = "") -> DoorFacts:
    """Check one door; its faults stand at `at` + field."""
    vehicle = kind is not None and kind.is_vehicle
    plate = _check_optional(f"{at}plate", door.plate, 20, faults)
    if vehicle and plate is None and f"{at}plate" not in faults:
        faults[f"{at}plate"] = Text("请填写车牌号或船名", "Please give the plate or the ship's name")
    return DoorFacts(
        name=_check_words(f"{at}name", door.name or (plate if vehicle else None), (1, 30), faults),
        direction=_check_direction(f"{at}direction", door.direction, faults),
        plate=plate,
        route=_check_optional(f"{at}route", door.route, 50, faults),
        run=_check_optional(f"{at}run", door.run, 50, faults),
    )


def tidy(text: str | None) -> str:
    """One spelling of a text: composed characters, single blanks, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def _check_words(name: str, typed: str | None, length: tuple[int, int], faults: Faults) -> str:
    text = tidy(typed)
    fault = _fault_of_words(text, *length)
    if fault:
        faults[name] = fault
    return text


def _fault_of_words(text: str, least: int, most: int) -> Text | None:
    if not text:
        return FILL_IN
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"} for c in text):
        return _INVISIBLE
    if not any(c.isalnum() for c in text):
        return _SYMBOLS_ONLY
    if not least <= len(text) <= most:
        return Text("请填写 {a}-{b} 个字", "Please use {a} to {b} characters").filled(a=least, b=most)
    return None


def _check_optional(name: str, typed: str | None, most: int, faults: Faults) -> str | None:
    return _check_words(name, typed, (1, most), faults) if tidy(typed) else None


def _check_type(filing: Filing, faults: Faults) -> TypeOfVenue | None:
    kind = TYPES.get(VenueType(filing.type or ""))
    if filing.venue_class not in set(VenueClass):
        faults["venue_class"] = _CHOOSE
    if kind is None:
        faults["type"] = _CHOOSE
    elif filing.venue_class != kind.venue_class and "venue_class" not in faults:
        faults["type"] = _NOT_OF_CLASS
        return None
    return kind


def _check_credit_code(typed: str | None, kind: TypeOfVenue | None, faults: Faults) -> str | None:
    code = "".join(unicodedata.normalize("NFKC", typed or "").split()).upper()
    if not code:
        if kind and kind.needs_credit_code:
            faults["credit_code"] = FILL_IN
        return None
    if not uscc.is_valid(code):
        faults["credit_code"] = _CREDIT_CODE
    return str(uscc.compact(code))


def _check_division(typed: str | None, is_leaf_division: Callable[[str], bool], faults: Faults) -> DivisionCode:
    code = tidy(typed)
    if not is_leaf_division(code):
        faults["division_code"] = _DIVISION
    return DivisionCode(code)


def _check_point(filing: Filing, faults: Faults) -> tuple[float | None, float | None]:
    latitude, longitude = filing.latitude, filing.longitude
    if (latitude is None) != (longitude is None):
        faults["latitude" if latitude is None else "longitude"] = _HALF_POINT
    elif latitude is not None and longitude is not None:
        south, north = CHINA_LATITUDE
        west, east = CHINA_LONGITUDE
        if not (south <= latitude <= north and west <= longitude <= east):
            faults["latitude"] = _POINT
    return latitude, longitude


def _check_phone(typed: str | None, faults: Faults) -> str | None:
    text = tidy(typed)
    if not text:
        faults["responsible_phone"] = FILL_IN
        return None
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        faults["responsible_phone"] = _PHONE
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _check_direction(name: str, typed: str | None, faults: Faults) -> DoorDirection:
    try:
        return DoorDirection(typed) if typed else DoorDirection.BOTH
    except ValueError:
        faults[name] = _CHOOSE
        return DoorDirection.BOTH
