"""Names and phone numbers: one canonical form each. Pure."""

import re
import unicodedata
from datetime import date

import phonenumbers

HOME_REGION = "CN"
LONGEST_NAME = 80


def tidy_name(typed: str) -> str | None:
    """Return a name with single spaces and one kind of middle dot; none if it cannot be a name."""
    name = " ".join(unicodedata.normalize("NFKC", typed).split())
    name = re.sub("[•‧・.．・]", "·", name) if not name.isascii() else name
    letters = sum(character.isalpha() for character in name)
    fits = all(character.isalpha() or unicodedata.combining(character) or character in " ·'’-." for character in name)
    return name if fits and letters >= 2 and len(name) <= LONGEST_NAME else None


def same_name(one: str, other: str) -> bool:
    """Whether two tidy names are the same person's, whatever the case, the spaces and the dots."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return re.sub(r"[\s·'’\-.]", "", unicodedata.normalize("NFKC", name)).casefold()


def tidy_phone(typed: str) -> str | None:
    """Return a phone number as E.164 (+8613800000000), Chinese unless it begins with +; none if it is not one."""
    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", typed), HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or not _takes_texts(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _takes_texts(number: phonenumbers.PhoneNumber) -> bool:
    kinds = phonenumbers.PhoneNumberType
    return phonenumbers.number_type(number) in {kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE, kinds.PERSONAL_NUMBER}


def is_child(born: date | None, today: date, child_age: int) -> bool:
    """Whether somebody is younger than `child_age` years; nobody whose birth date is not known is taken for a child."""
    if born is None:
        return False
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return years < child_age


def mask_phone(phone: str) -> str:
    """Return what may be shown of an E.164 number: 138****5678, or +1*******12 for one from abroad."""
    if phone.startswith("+86"):
        local = phone[3:]
        return local[:3] + "*" * (len(local) - 7) + local[-4:]
    return phone[:3] + "*" * (len(phone) - 5) + phone[-2:]
