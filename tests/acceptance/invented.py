"""Invented people and companies with numbers that pass every check. Nobody has them."""

import itertools
import os
import random
from dataclasses import dataclass

from stdnum.cn import ric, uscc

_chance = random.Random(os.getpid())
_serial = itertools.count(_chance.randrange(1_000_000))


def mobile() -> str:
    """Return a mobile number that no other journey uses."""
    return f"139{next(_serial) * 7 % 100_000_000:08d}"


def resident_id(born: str = "19880612") -> str:
    """Return a resident ID number with a right check digit."""
    body = f"371502{born}{next(_serial) % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def passport() -> str:
    """Return a passport number that no other journey uses."""
    return f"C{next(_serial) * 7 % 100_000_000:08d}"


def credit_code() -> str:
    """Return a unified social credit code with a right check digit."""
    body = f"91371502MA{next(_serial) % 10_000_000:07d}"
    return body + uscc.calc_check_digit(body)


def venue_name(kind: str = "便民超市") -> str:
    """Return a venue's full name that no other journey uses."""
    return f"聊城市东昌府区{next(_serial)}号{kind}"


@dataclass(frozen=True)
class Citizen:
    """Somebody who may register."""

    name: str
    document: str
    phone: str


def citizen(name: str = "周晓晴") -> Citizen:
    """Invent somebody who has never used the product."""
    return Citizen(
        name, resident_id(f"19{_chance.randrange(60, 99)}0{_chance.randrange(1, 10)}1{_chance.randrange(9)}"), mobile()
    )
