from dataclasses import replace

import pytest

from venue_forms import STREET, credit_code
from venuecode.kernel.verdict import DoorDirection
from venuecode.venues.classes import CLASS_NAMES, TYPES, VenueClass
from venuecode.venues.filing import Checked, DoorFiling, Filing, check_filing

GOOD = Filing(
    full_name="聊城市水城百货有限公司",
    short_name="水城百货",
    venue_class=2,
    type="mall",
    credit_code=credit_code(1),
    division_code=STREET,
    address="东昌西路 1 号",
    latitude=36.45,
    longitude=115.98,
    responsible_person="李经理",
    responsible_phone="0635-8888888",
    doors=[DoorFiling("南门", "in"), DoorFiling("北门")],
)


def check(**changes: object) -> Checked:
    filing = replace(GOOD, **changes)  # type: ignore[arg-type]
    return check_filing(filing, lambda code: code == STREET, most_doors=3)


def test_a_good_form_becomes_facts():
    checked = check()
    assert checked.faults == {}
    assert checked.facts
    assert checked.facts.responsible_phone == "+866358888888"
    assert [door.direction for door in checked.doors] == [DoorDirection.IN, DoorDirection.BOTH]


def test_an_empty_form_names_every_field_that_is_needed():
    checked = check_filing(Filing(), lambda _: False, most_doors=3)
    assert checked.facts is None
    assert set(checked.faults) == {
        "full_name",
        "short_name",
        "venue_class",
        "type",
        "division_code",
        "address",
        "responsible_person",
        "responsible_phone",
        "doors",
    }
    assert all(text.zh and text.en for text in checked.faults.values())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": "\u202e店\u202c名"}, "full_name"),
        ({"full_name": "a\0b"}, "full_name"),
        ({"full_name": "！！！"}, "full_name"),
        ({"full_name": "店" * 101}, "full_name"),
        ({"short_name": "店"}, "short_name"),
        ({"short_name": "一二三四五六七八九"}, "short_name"),
        ({"venue_class": 7}, "venue_class"),
        ({"type": "bus"}, "type"),
        ({"credit_code": None}, "credit_code"),
        ({"credit_code": credit_code(1)[:-1] + "Z"}, "credit_code"),
        ({"division_code": "371502"}, "division_code"),
        ({"latitude": 51.5, "longitude": -0.1}, "latitude"),
        ({"latitude": None}, "latitude"),
        ({"longitude": None}, "longitude"),
        ({"latitude": float("nan")}, "latitude"),
        ({"responsible_phone": "12345"}, "responsible_phone"),
        ({"responsible_phone": "张"}, "responsible_phone"),
        ({"doors": [DoorFiling("门"), DoorFiling(" 门 ")]}, "doors.1.name"),
        ({"doors": [DoorFiling("门", "sideways")]}, "doors.0.direction"),
        ({"doors": [DoorFiling("门")] * 4}, "doors"),
    ],
)
def test_a_fault_stands_at_its_field(changes: dict[str, object], field: str):
    assert set(check(**changes).faults) == {field}


@pytest.mark.parametrize(
    "name", ["=SUM(A1)", "<script>alert(1)</script>", "Ω≈ç√ ﷺ", "O'Brien; DROP TABLE venue", "店🏮"]
)
def test_strange_but_readable_names_are_kept_as_they_are(name: str):
    checked = check(full_name=name)
    assert checked.facts
    assert checked.facts.full_name == name


def test_a_compound_needs_no_credit_code_and_a_vehicle_needs_its_plate():
    assert check(venue_class=5, type="compound", credit_code=None).faults == {}
    bus = {"venue_class": 3, "type": "bus", "credit_code": None}
    assert set(check(**bus, doors=[DoorFiling()]).faults) == {"doors.0.plate", "doors.0.name"}
    checked = check(**bus, doors=[DoorFiling(plate="鲁P12345", route="3 路", run="早班")])
    assert checked.faults == {}
    assert checked.doors[0].name == "鲁P12345"


def test_there_are_six_classes_and_at_least_39_types_in_two_languages():
    assert set(CLASS_NAMES) == set(VenueClass)
    assert len(TYPES) >= 39
    assert {kind.venue_class for kind in TYPES.values()} == set(VenueClass)
    assert all(kind.name.zh and kind.name.en for kind in TYPES.values())
    vehicles = {kind.code for kind in TYPES.values() if kind.is_vehicle}
    assert {"bus", "coach", "taxi"} <= vehicles
    assert not any(TYPES[code].needs_credit_code for code in vehicles)
