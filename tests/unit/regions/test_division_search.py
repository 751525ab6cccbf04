"""A picker finds a street by typing part of its name."""

import pytest

from venuecode.kernel.ids import DivisionCode
from venuecode.regions.model import UnknownDivision
from venuecode.regions.service import Divisions

DIVISIONS = Divisions(DivisionCode("370000"))
LIUYUAN = "371502002"


def found(text: str, **where: object) -> list[str]:
    return [division.code for division in DIVISIONS.search(text, **where)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        "柳园",
        "柳园街道",
        "园街",
        "东昌府 柳园",
        "聊城 柳园",
        "东昌府柳园",
        "聊城市东昌府区柳园街道",
        "山东聊城东昌府柳园",
        "liuyuan jiedao",
        "LIUYUANJIE",
        "Liuyuan Subdistrict",
        "dcf liuyuan",
        "东昌府 liuyuan",
        LIUYUAN,
    ],
)
def test_a_street_is_found_however_one_types_it(typed: str):
    assert LIUYUAN in found(typed)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("聊城", "371500"),
        ("liaocheng", "371500"),
        ("lcs", "371500"),
        ("dcf", "371502"),
        ("东昌", "371502"),
        ("dong'e", "371524"),
        ("donge", "371524"),
        ("陕西", "610000"),
        ("上海", "310000"),
        ("南京", "320100"),
        ("Shaanxi", "610000"),
        ("shanxisheng", "140000"),
        ("hohhot", "150100"),
        ("吕梁", "141100"),
        ("lüliang", "141100"),
        ("lvliang", "141100"),
        ("laoling", "371481"),
        ("3715", "371500"),
    ],
)
def test_the_best_match_comes_first(typed: str, first: str):
    assert found(typed)[0] == first


def test_the_deployments_own_province_comes_before_others():
    in_shandong = [code.startswith("37") for code in found("市中", limit=50)]
    assert any(in_shandong)
    assert not all(in_shandong)
    assert in_shandong == sorted(in_shandong, reverse=True)


def test_a_search_stays_within_a_division():
    codes = found("新城", within="371500", limit=50)
    assert codes
    assert all(code.startswith("3715") for code in codes)


def test_a_divisions_name_does_not_bring_all_that_lies_in_it():
    assert found("东昌府") == ["371502"]


@pytest.mark.parametrize("typed", ["", "   ", "qqqq", "没有这里", "聊城 没有这里", "%", "'"])
def test_nothing_is_found_for_what_names_nothing(typed: str):
    assert found(typed) == []


def test_no_more_than_the_limit_is_given():
    assert len(found("王", limit=3)) == 3


def test_a_search_within_an_unknown_division_says_so():
    with pytest.raises(UnknownDivision):
        DIVISIONS.search("柳园", within="379999")


def test_a_full_name_reads_as_an_address_in_either_language():
    assert DIVISIONS.full_name(LIUYUAN, "zh") == "山东省聊城市东昌府区柳园街道"
    assert (
        DIVISIONS.full_name(LIUYUAN, "en")
        == "Liuyuan Subdistrict, Dongchangfu District, Liaocheng City, Shandong Province"
    )


def test_every_street_of_the_province_is_four_taps_away():
    taps: dict[str, int] = {}
    lists = [(DIVISIONS.start.code, 1)]
    while lists:
        code, tap = lists.pop()
        for child in DIVISIONS.children(code):
            taps[child.code] = tap
            lists.append((child.code, tap + 1))
    streets = [tap for code, tap in taps.items() if len(code) == 9]
    assert len(streets) == 1853
    assert max(streets) <= 4
