"""The shipped table is whole."""

from collections import Counter
from itertools import pairwise

import pytest

from venuecode.regions.model import COUNTRY, Level
from venuecode.regions.rules import path_prefix
from venuecode.regions.table import shipped_divisions

ALL = shipped_divisions()
BY_CODE = {division.code: division for division in ALL}


def names(code: str) -> tuple[str, str]:
    name = BY_CODE[code].name
    return name.zh, name.en


def test_it_counts_what_the_source_counts():
    """China-division 2.7.0 has 31 provinces, 333 real prefectures, 2,978 counties and 1,853 streets of Shandong.

    Added: the country, Hong Kong, Macao, Taiwan. Left out: Dongguan, Zhongshan, Danzhou and Jiayuguan, which the
    source repeats as counties of themselves.
    """
    assert Counter(division.level for division in ALL) == {
        Level.COUNTRY: 1,
        Level.PROVINCE: 34,
        Level.PREFECTURE: 333,
        Level.COUNTY: 2974,
        Level.STREET: 1853,
    }


def test_shandong_has_sixteen_prefectures_and_all_its_streets():
    prefectures = [d for d in ALL if d.parent == "370000"]
    assert len(prefectures) == 16
    assert all(division.level is Level.PREFECTURE for division in prefectures)
    assert all(division.code.startswith("37") for division in ALL if division.level is Level.STREET)
    counties = {d.code for d in ALL if d.level is Level.COUNTY and d.code.startswith("37")}
    assert counties == {d.parent for d in ALL if d.level is Level.STREET}


def test_codes_are_unique_and_in_order():
    assert all(one.code < next_one.code for one, next_one in pairwise(ALL))


def test_every_division_but_the_country_lies_in_one_of_a_lower_level():
    for division in ALL:
        if division.code == COUNTRY:
            assert division.parent is None
        else:
            assert division.parent is not None
            assert BY_CODE[division.parent].level < division.level


def test_the_digits_of_a_code_and_its_parents_tell_the_same_story():
    by_prefix = {path_prefix(division.code): division.code for division in ALL}
    assert len(by_prefix) == len(ALL)
    for division in ALL:
        by_digits = [by_prefix[division.code[:n]] for n in range(len(division.code)) if division.code[:n] in by_prefix]
        above, parents = division, []
        while above.parent is not None:
            parents.insert(0, above.parent)
            above = BY_CODE[above.parent]
        own = [division.code] if path_prefix(division.code) != division.code else []
        assert by_digits == parents + own


def test_every_division_has_both_names_and_a_syllable_for_each_character():
    for division in ALL:
        assert all("\u4e00" <= char <= "\u9fff" for char in division.name.zh), division
        assert division.name.en[0].isupper(), division
        assert division.name.en.replace("ü", "u").isascii(), division
        syllables = division.pinyin.split(" ")
        assert len(syllables) == len(division.name.zh), division
        assert all(s.isascii() and s.isalpha() and s.islower() for s in syllables), division


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("370000", "山东省", "Shandong Province"),
        ("371500", "聊城市", "Liaocheng City"),
        ("371502", "东昌府区", "Dongchangfu District"),
        ("371502001", "古楼街道", "Gulou Subdistrict"),
        ("371524", "东阿县", "Dong'e County"),
        ("371722", "单县", "Shanxian County"),
        ("371481", "乐陵市", "Laoling City"),
        ("371122", "莒县", "Juxian County"),
        ("610000", "陕西省", "Shaanxi Province"),
        ("140000", "山西省", "Shanxi Province"),
        ("150100", "呼和浩特市", "Hohhot City"),
        ("110000", "北京市", "Beijing Municipality"),
        ("422800", "恩施土家族苗族自治州", "Enshi Tujia and Miao Autonomous Prefecture"),
        ("520526", "威宁彝族回族苗族自治县", "Weining Yi, Hui and Miao Autonomous County"),
        ("130271", "河北唐山芦台经济开发区", "Hebei Tangshan Lutai Economic Development Zone"),
        ("810000", "香港特别行政区", "Hong Kong Special Administrative Region"),
    ],
)
def test_names_read_as_they_are_known(code: str, zh: str, en: str):
    assert names(code) == (zh, en)


def test_paper_levels_are_left_out():
    assert BY_CODE["110101"].parent == "110000", "districts lie in the municipality, not in 市辖区"
    assert BY_CODE["500229"].parent == "500000", "so do its counties, not in 县"
    assert BY_CODE["419001"].parent == "410000", "a county that the province governs lies in the province"
    assert BY_CODE["441900"].level is Level.PREFECTURE
    assert not any(division.parent == "441900" for division in ALL), "Dongguan has no counties"
