"""Everybody else: some hundred invented residents without a phone of their own here, so that places have visitors."""

import random
from datetime import date, timedelta

from stdnum.cn import ric

from venuecode.app import Services
from venuecode.audit.model import SYSTEM
from venuecode.identity.people.documents import DocumentType, read_document
from venuecode.identity.people.model import Candidate, PersonState
from venuecode.identity.people.service import People as Registry
from venuecode.infra.db import Database
from venuecode.kernel.ids import DivisionCode, PersonId

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "建国秀英志强桂兰海燕文静晓东丽华玉梅春生雪莲大勇小芳立新永红学军明月"
_OLDEST = date(1941, 3, 1)


async def gather_crowd(services: Services, homes: dict[str, int]) -> dict[str, list[PersonId]]:
    """Type in residents (street → how many); return them by street. Their numbers end in 000, which is never issued."""
    choose = random.Random(1958)  # noqa: S311 - a story, not a secret
    registry, by = services[Registry], SYSTEM
    crowd: dict[str, list[PersonId]] = {}
    async with services[Database].transaction() as connection:
        serial = 0
        for street, number in homes.items():
            crowd[street] = []
            for _ in range(number):
                serial += 1
                candidate = _resident(choose, street, serial, registry.today())
                crowd[street].append(await registry.type_in(connection, candidate, by))
    return crowd


def _resident(choose: random.Random, street: str, serial: int, today: date) -> Candidate:
    born = _OLDEST + timedelta(days=serial * 59 + choose.randrange(50))
    body = f"{street[:6]}{born:%Y%m%d}000"
    document = read_document(DocumentType.RESIDENT_ID, body + str(ric.calc_check_digit(body + "0")), today)
    name = choose.choice(_SURNAMES) + "".join(choose.sample(_GIVEN, 2))
    return Candidate(document, name, DivisionCode(street), None, PersonState.PROVISIONAL)
