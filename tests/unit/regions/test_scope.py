"""An officer of a division acts on it and on what lies under it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venuecode.kernel.ids import DivisionCode
from venuecode.regions.model import COUNTRY
from venuecode.regions.rules import Scope
from venuecode.regions.table import shipped_divisions

CODES = [division.code for division in shipped_divisions()]
codes = st.sampled_from(CODES)


@pytest.mark.parametrize(
    ("scope", "inside", "outside"),
    [
        ("000000", ["000000", "110101", "371502001", "820000"], []),
        ("370000", ["370000", "371500", "371502", "371502001"], ["000000", "360000", "380000", "410000"]),
        ("371500", ["371500", "371502", "371502001"], ["370000", "371400", "371600", "371600001"]),
        ("371502", ["371502", "371502001"], ["371500", "371503", "371503001", "371520"]),
        ("371502001", ["371502001"], ["371502", "371502002", "371503001"]),
        ("110000", ["110101", "110119"], ["120101"]),
        ("410000", ["419001"], ["429004"]),
        ("419001", ["419001", "419001001"], ["410000", "419002"]),
        ("441900", ["441900", "441900101"], ["440000", "442000"]),
    ],
)
def test_a_scope_covers_its_division_and_what_lies_under_it(scope: str, inside: list[str], outside: list[str]):
    made = Scope(DivisionCode(scope))
    assert all(made.covers(DivisionCode(code)) for code in inside)
    assert not any(made.covers(DivisionCode(code)) for code in outside)


@given(codes, codes)
def test_the_range_for_sql_says_the_same(scope: DivisionCode, code: DivisionCode):
    made = Scope(scope)
    assert (made.low <= code < made.high) == made.covers(code)


@given(codes, codes, codes)
def test_scopes_nest(one: DivisionCode, two: DivisionCode, code: DivisionCode):
    if Scope(one).contains(Scope(two)) and Scope(two).covers(code):
        assert Scope(one).covers(code)


def test_the_country_covers_every_division():
    assert all(Scope(COUNTRY).covers(code) for code in CODES)
