"""The five documents a person can register with: pure checks and one canonical form each.

Resident ID: GB 11643. Foreign permanent resident ID: the card of 2017 (three letters, twelve digits) and that of 2023
(eighteen digits, first a 9, check digit as in GB 11643).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.cn import ric

from venuecode.identity.people.countries import alpha2_of, nationalities
from venuecode.kernel.text import Text

OLDEST = 130
"""Years; nobody older is plausible."""


class DocumentType(StrEnum):
    """What a person is registered by."""

    RESIDENT_ID = "resident_id"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    FOREIGN_PERMANENT_RESIDENT_ID = "foreign_permanent_resident_id"
    PASSPORT = "passport"


DOCUMENT_NAMES = {
    DocumentType.RESIDENT_ID: Text("居民身份证", "Resident identity card"),
    DocumentType.HK_MACAO_PERMIT: Text("港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao"),
    DocumentType.TAIWAN_PERMIT: Text("台湾居民来往大陆通行证", "Mainland travel permit for Taiwan"),
    DocumentType.FOREIGN_PERMANENT_RESIDENT_ID: Text("外国人永久居留身份证", "Foreign permanent resident ID card"),
    DocumentType.PASSPORT: Text("护照", "Passport"),
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document in its canonical form: one person's card has exactly one."""

    type: DocumentType
    number: str
    nationality: str
    """ISO 3166 alpha-2."""
    birth_date: date | None

    @property
    def key(self) -> str:
        """What tells this document from all others; the blind index is made of it."""
        issuer = self.nationality if self.type is DocumentType.PASSPORT else ""
        return f"{self.type}:{issuer}:{self.number}"


class DocumentFault(Exception):
    """The document cannot be right; `field` says where and `text` why, without repeating what was typed."""

    def __init__(self, field: str, text: Text) -> None:
        super().__init__(field)
        self.field = field
        self.text = text


_NUMBER = "document_number"
_FORM = Text("证件号码格式不正确", "The number does not have the form of this document")
_CHECK = Text("证件号码校验位不正确，请核对", "The check digit does not fit; please compare with the card")
_BIRTH = Text("证件号码中的出生日期不合理", "The birth date in the number cannot be right")
_COUNTRY = Text("请选择国籍（地区）", "Choose the nationality")
_BIRTH_FIELD = Text("出生日期不合理", "The birth date cannot be right")


def read_document(
    kind: DocumentType, typed: str, today: date, *, nationality: str | None = None, birth_date: date | None = None
) -> Document:
    """Check what was typed and return the canonical document; raises `DocumentFault`.

    A birth date that stands in the number wins over the one given. `today` is the date in Shanghai.
    """
    number = typed.upper() if typed.isascii() and typed.isalnum() else _compact(typed)
    if birth_date is not None and not _plausible(birth_date, today):
        raise DocumentFault("birth_date", _BIRTH_FIELD)
    return _READERS[kind](number, today, nationality, birth_date)


def _compact(typed: str) -> str:
    return re.sub(r"[\s\-·()（）]", "", unicodedata.normalize("NFKC", typed)).upper()


def _plausible(born: date, today: date) -> bool:
    return born <= today and today.year - born.year <= OLDEST


def _birth_in(number: str, today: date) -> date:
    try:
        # not by the library, which takes 20 µs to clean what is clean already: sheets hold a million of these
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as fault:
        raise DocumentFault(_NUMBER, _BIRTH) from fault
    if not _plausible(born, today):
        raise DocumentFault(_NUMBER, _BIRTH)
    return born


def _must_match(pattern: str, number: str) -> None:
    if not re.fullmatch(pattern, number, re.ASCII):
        raise DocumentFault(_NUMBER, _FORM)


def _resident_id(number: str, today: date, _nationality: str | None, _birth: date | None) -> Document:
    # The place is not looked up: codes of abolished counties and of residence permits (81, 82, 83) are real.
    _must_match(r"[1-8]\d{16}[\dX]", number)
    if ric.calc_check_digit(number) != number[-1]:
        raise DocumentFault(_NUMBER, _CHECK)
    return Document(DocumentType.RESIDENT_ID, number, "CN", _birth_in(number, today))


def _hk_macao_permit(number: str, _today: date, _nationality: str | None, birth: date | None) -> Document:
    _must_match(r"[HM]\d{8}(\d\d)?", number)
    # The last two digits of the older form count re-issues; the person is in the first nine characters.
    return Document(DocumentType.HK_MACAO_PERMIT, number[:9], "HK" if number[0] == "H" else "MO", birth)


def _taiwan_permit(number: str, _today: date, _nationality: str | None, birth: date | None) -> Document:
    _must_match(r"\d{8}|\d{10}[A-Z]?", number)
    # Likewise: eight digits for the person, then re-issues and the place of issue.
    return Document(DocumentType.TAIWAN_PERMIT, number[:8], "TW", birth)


def _foreign_resident_id(number: str, today: date, _nationality: str | None, birth: date | None) -> Document:
    kind = DocumentType.FOREIGN_PERMANENT_RESIDENT_ID
    if number[:1] == "9":
        _must_match(r"9\d{16}[\dX]", number)
        if ric.calc_check_digit(number) != number[-1]:
            raise DocumentFault(_NUMBER, _CHECK)
        return Document(kind, number, _country(number[3:6]), _birth_in(number, today))
    _must_match(r"[A-Z]{3}\d{12}", number)
    return Document(kind, number, _country(number[:3]), birth or _short_birth(number[7:13], today))


def _short_birth(digits: str, today: date) -> date:
    """Read YYMMDD as the latest such date that is not in the future."""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    century = today.year // 100 * 100
    try:
        born = date(century + year, month, day)
        return born if born <= today else date(century - 100 + year, month, day)
    except ValueError as fault:
        raise DocumentFault(_NUMBER, _BIRTH) from fault


def _country(code: str) -> str:
    country = alpha2_of(code)
    if country is None:
        raise DocumentFault(_NUMBER, _FORM)
    return country


def _passport(number: str, _today: date, nationality: str | None, birth: date | None) -> Document:
    _must_match(r"(?=.*\d)[A-Z0-9]{5,15}", number)
    if nationality not in nationalities():
        raise DocumentFault("nationality", _COUNTRY)
    return Document(DocumentType.PASSPORT, number, nationality, birth)


_READERS: dict[DocumentType, Callable[[str, date, str | None, date | None], Document]] = {
    DocumentType.RESIDENT_ID: _resident_id,
    DocumentType.HK_MACAO_PERMIT: _hk_macao_permit,
    DocumentType.TAIWAN_PERMIT: _taiwan_permit,
    DocumentType.FOREIGN_PERMANENT_RESIDENT_ID: _foreign_resident_id,
    DocumentType.PASSPORT: _passport,
}
