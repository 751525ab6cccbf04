import pytest
from hypothesis import given
from hypothesis import strategies as st

from venuecode.identity.people.countries import alpha2_of, nationalities
from venuecode.identity.people.rules import mask_phone, same_name, tidy_name, tidy_phone


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("  张 三 ", "张 三"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("Mary-Ann  O'Neil Jr.", "Mary-Ann O'Neil Jr."),
        ("José Müller", "José Müller"),
    ],
)
def test_a_name_is_tidied(typed, tidy):
    assert tidy_name(typed) == tidy


@pytest.mark.parametrize("typed", ["", "张", "张三1", "=1+1", "<b>张三</b>", "@SUM(A1)", "张" * 81, "🙂🙂"])
def test_what_cannot_be_a_name_is_refused(typed):
    assert tidy_name(typed) is None


def test_spaces_dots_and_case_do_not_make_another_name():
    assert same_name("Mary Lee", "MARYLEE")
    assert same_name("阿卜杜拉·买买提", "阿卜杜拉买买提")
    assert not same_name("张三", "张三丰")


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("13800138000", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("1３800138000", "+8613800138000"),
        ("+852 5123 4567", "+85251234567"),
        ("+1 415 555 2671", "+14155552671"),
    ],
)
def test_a_phone_is_read(typed, tidy):
    assert tidy_phone(typed) == tidy


@pytest.mark.parametrize("typed", ["", "123", "12345678901", "0635-8241234", "+86 400 810 8888", "phone"])
def test_what_takes_no_text_messages_is_refused(typed):
    assert tidy_phone(typed) is None


@given(st.text(max_size=30))
def test_reading_a_phone_is_idempotent(typed):
    tidy = tidy_phone(typed)
    assert tidy is None or tidy_phone(tidy) == tidy


def test_a_masked_phone_keeps_what_its_holder_recognises():
    assert mask_phone("+8613812345678") == "138****5678"
    assert mask_phone("+14155552671") == "+14*******71"


def test_nationalities_have_both_names_and_every_code_form():
    assert nationalities()["FR"].zh == "法国"
    assert len(nationalities()) > 230
    assert (alpha2_of("FRA"), alpha2_of("250"), alpha2_of("QQQ"), alpha2_of("EUE")) == ("FR", "FR", None, None)
