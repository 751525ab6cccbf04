from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from venuecode.identity.people.countries import nationalities
from venuecode.identity.people.documents import DOCUMENT_NAMES, DocumentFault, DocumentType, read_document

TODAY = date(2026, 5, 6)
T = DocumentType


def resident(born: date, place: str = "371502", serial: int = 12) -> str:
    body = f"{place}{born:%Y%m%d}{serial:03d}"
    return body + ric.calc_check_digit(body + "0")


births = st.dates(TODAY - timedelta(days=129 * 365), TODAY)


@given(births, st.integers(110000, 830000), st.integers(0, 999))
def test_every_well_made_resident_id_is_read_with_its_birth_date(born, place, serial):
    number = resident(born, str(place), serial)
    document = read_document(T.RESIDENT_ID, number, TODAY)
    assert (document.number, document.birth_date, document.nationality) == (number, born, "CN")


@given(births, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_in_a_resident_id_is_found(born, place, character):
    number = resident(born)
    wrong = number[:place] + character + number[place + 1 :]
    if wrong != number:
        with pytest.raises(DocumentFault):
            read_document(T.RESIDENT_ID, wrong, TODAY)


@given(births, st.integers(0, 16))
def test_two_neighbours_swapped_in_a_resident_id_are_found(born, place):
    number = resident(born)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(DocumentFault):
            read_document(T.RESIDENT_ID, swapped, TODAY)


@given(st.sampled_from(list(DocumentType)), st.text(max_size=40), st.one_of(st.none(), st.text(max_size=3)))
def test_noise_is_a_fault_or_reads_the_same_again(kind, noise, nationality):
    try:
        document = read_document(kind, noise, TODAY, nationality=nationality)
    except DocumentFault:
        return
    assert read_document(kind, document.number, TODAY, nationality=nationality) == document


@pytest.mark.parametrize(
    "born", [TODAY + timedelta(days=1), date(1890, 1, 1)], ids=["in the future", "older than anybody"]
)
def test_a_birth_date_that_cannot_be_is_refused(born):
    with pytest.raises(DocumentFault):
        read_document(T.RESIDENT_ID, resident(born), TODAY)


def test_a_date_that_is_none_is_refused():
    body = "37150219900231012"
    with pytest.raises(DocumentFault):
        read_document(T.RESIDENT_ID, body + ric.calc_check_digit(body + "0"), TODAY)


def foreign_new(country: str = "840") -> str:
    body = f"937{country}19850214001"
    return body + ric.calc_check_digit(body + "0")


@pytest.mark.parametrize(
    ("kind", "typed", "number", "nationality"),
    [
        (T.RESIDENT_ID, " 371502 19900307 012" + resident(date(1990, 3, 7))[-1].lower(), None, "CN"),
        (T.HK_MACAO_PERMIT, "h12345678", "H12345678", "HK"),
        (T.HK_MACAO_PERMIT, "M1234567801", "M12345678", "MO"),
        (T.TAIWAN_PERMIT, "12345678", "12345678", "TW"),
        (T.TAIWAN_PERMIT, "1234567801(B)", "12345678", "TW"),
        (T.FOREIGN_PERMANENT_RESIDENT_ID, "USA310085021412", None, "US"),
        (T.FOREIGN_PERMANENT_RESIDENT_ID, foreign_new(), None, "US"),
        (T.FOREIGN_PERMANENT_RESIDENT_ID, foreign_new("643"), None, "RU"),
    ],
)
def test_each_document_has_one_canonical_form(kind, typed, number, nationality):
    document = read_document(kind, typed, TODAY)
    assert document.nationality == nationality
    assert document.number == (number or typed.replace(" ", "").upper())


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (T.RESIDENT_ID, "371502900307012"),
        (T.RESIDENT_ID, "３７１"),
        (T.HK_MACAO_PERMIT, "K12345678"),
        (T.HK_MACAO_PERMIT, "H1234567"),
        (T.TAIWAN_PERMIT, "1234567"),
        (T.FOREIGN_PERMANENT_RESIDENT_ID, "XYZ310085021412"),
        (T.FOREIGN_PERMANENT_RESIDENT_ID, "USA310085023212"),
        (T.FOREIGN_PERMANENT_RESIDENT_ID, foreign_new("999")),
        (T.FOREIGN_PERMANENT_RESIDENT_ID, foreign_new()[:-1] + "Y"),
    ],
)
def test_what_is_no_such_document_is_refused(kind, number):
    with pytest.raises(DocumentFault):
        read_document(kind, number, TODAY)


def test_full_width_digits_are_read():
    number = resident(date(1990, 3, 7))
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    assert read_document(T.RESIDENT_ID, wide, TODAY).number == number


@pytest.mark.parametrize("nationality", [None, "", "XX", "ZZ", "EU", "us"])
def test_a_passport_needs_a_nationality(nationality):
    with pytest.raises(DocumentFault) as fault:
        read_document(T.PASSPORT, "E12345678", TODAY, nationality=nationality)
    assert fault.value.field == "nationality"


def test_the_same_passport_number_of_two_countries_is_two_people():
    keys = {read_document(T.PASSPORT, "E12345678", TODAY, nationality=n).key for n in ("FR", "DE")}
    assert len(keys) == 2


def test_a_foreigner_born_in_the_last_century_is_not_a_child_of_the_future():
    document = read_document(T.FOREIGN_PERMANENT_RESIDENT_ID, "FRA310090021412", TODAY)
    assert document.birth_date == date(1990, 2, 14)


def test_every_document_type_has_names_in_both_languages():
    assert set(DOCUMENT_NAMES) == set(DocumentType)
    assert all(text.zh and text.en for text in DOCUMENT_NAMES.values())


def test_nationalities_are_those_of_people_and_worded_as_forms_word_them():
    names = nationalities()
    assert not {"AQ", "BV", "HM", "TF"} & names.keys()
    assert (names["TW"].zh, names["TW"].en) == ("中国台湾", "Taiwan, China")
    assert {"RU", "PK", "MN", "PS", "VA"} <= names.keys()


def test_nationalities_stand_in_the_order_of_their_pinyin():
    order = [name.zh for name in nationalities().values()]
    assert order[0] == "阿尔巴尼亚"
    wanted = ["朝鲜", "俄罗斯", "法国", "梵蒂冈", "斐济", "美国", "南非", "瑙鲁", "尼泊尔", "日本", "意大利", "越南"]
    assert [name for name in order if name in wanted] == wanted
