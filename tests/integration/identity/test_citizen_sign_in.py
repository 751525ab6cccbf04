import asyncio
from datetime import timedelta

import pytest

from people import bearer, phone
from venuecode import settings as settings_module
from venuecode.identity.codes.model import Purpose
from venuecode.identity.codes.service import Codes
from venuecode.identity.people.sealing import PersonSeal
from venuecode.identity.settings import IdentitySettings
from venuecode.infra.notifications.sms import NoGateway, SmsFailed
from venuecode.sections import SECTIONS

MOBILE = "+8613800138000"


async def ask(client, mobile=MOBILE, language="zh"):
    return await client.post("/api/v1/sign-in/codes", json={"phone": mobile}, headers={"accept-language": language})


async def enter(client, code, mobile=MOBILE):
    return await client.post("/api/v1/sign-in", json={"phone": mobile, "code": code})


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def test_a_code_brings_a_newcomer_in(client):
    sent = (await ask(client, "138 0013 8000")).json()
    assert sent["masked_phone"] == "138****8000"
    assert (sent["expires_in"], sent["again_in"]) == (300, 60)
    answer = await enter(client, sent["demo_code"])
    assert answer.status_code == 200
    assert answer.json()["registered"] is False
    me = await client.get("/api/v1/me", headers=bearer(answer.json()["token"]))
    assert me.json()["masked_phone"] == "138****8000"
    assert me.json()["person"] is None


async def test_a_newcomer_may_not_do_what_citizens_do(client):
    token = (await enter(client, (await ask(client)).json()["demo_code"])).json()["token"]
    answer = await client.get("/api/v1/me/family", headers=bearer(token))
    assert (answer.status_code, answer.json()["code"]) == (403, "person.not_registered")


@pytest.mark.parametrize(
    ("token", "code"),
    [(None, "session.missing"), ("x", "session.invalid"), ("A" * 52, "session.invalid")],
)
async def test_without_a_good_token_nobody_is_let_in(client, token, code):
    answer = await client.get("/api/v1/me", headers=bearer(token) if token else {})
    assert (answer.status_code, answer.json()["code"]) == (401, code)


async def test_a_code_is_good_once(client):
    code = (await ask(client)).json()["demo_code"]
    assert (await enter(client, code)).status_code == 200
    again = await enter(client, code)
    assert (again.status_code, again.json()["code"]) == (422, "code.spent")


async def test_a_code_used_by_two_at_once_brings_in_one(client):
    code = (await ask(client)).json()["demo_code"]
    answers = await asyncio.gather(*(enter(client, code) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 422, 422, 422]


async def test_a_code_ends_after_five_minutes(client, clock):
    code = (await ask(client)).json()["demo_code"]
    clock.advance(timedelta(minutes=5))
    assert (await enter(client, code)).json()["code"] == "code.spent"


async def test_the_fifth_wrong_try_spends_the_code(client):
    code = (await ask(client)).json()["demo_code"]
    told = [(await enter(client, other_than(code))).json() for _ in range(5)]
    assert [answer["code"] for answer in told] == ["code.wrong"] * 5
    assert "4" in told[0]["title"]
    assert (await enter(client, code)).json()["code"] == "code.spent"


async def test_many_wrong_tries_at_once_still_count_as_many(client):
    code = (await ask(client)).json()["demo_code"]
    answers = await asyncio.gather(*(enter(client, other_than(code)) for _ in range(12)))
    assert [answer.json()["code"] for answer in answers].count("code.wrong") == 5


async def test_a_newer_code_voids_the_older(client, clock):
    first = (await ask(client)).json()["demo_code"]
    clock.advance(timedelta(seconds=61))
    second = (await ask(client)).json()["demo_code"]
    if first != second:
        assert (await enter(client, first)).json()["code"] == "code.wrong"
    assert (await enter(client, second)).status_code == 200


async def test_a_code_of_another_phone_is_of_no_use(client):
    code = (await ask(client)).json()["demo_code"]
    other = phone()
    await ask(client, other)
    answer = await enter(client, code, other)
    assert answer.json()["code"] in {"code.wrong", "code.spent"}


async def test_a_phone_gets_one_code_a_minute(client, clock):
    await ask(client)
    soon = await ask(client)
    assert (soon.status_code, soon.json()["code"]) == (429, "code.too_soon")
    assert 0 < soon.json()["retry_after"] <= 61
    clock.advance(timedelta(seconds=60))
    assert (await ask(client)).status_code == 200


async def test_two_requests_at_once_send_one_code(client):
    answers = await asyncio.gather(*(ask(client) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 429, 429]


async def test_a_phone_gets_five_codes_an_hour_and_more_the_next(client, clock):
    for _ in range(5):
        assert (await ask(client)).status_code == 200
        clock.advance(timedelta(minutes=2))
    refused = await ask(client)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert refused.headers["retry-after"] == str(refused.json()["retry_after"])
    clock.advance(timedelta(seconds=refused.json()["retry_after"]))
    assert (await ask(client)).status_code == 200


async def test_a_phone_gets_ten_codes_a_day(client, clock):
    for _ in range(10):
        assert (await ask(client)).status_code == 200
        clock.advance(timedelta(minutes=13))
    clock.advance(timedelta(hours=1))
    assert (await ask(client)).status_code == 429


class TestFewAllowed:
    @pytest.fixture
    def settings(self, tmp_path):
        environ = {
            "VENUECODE_CORE__DATA_DIR": str(tmp_path),
            "VENUECODE_CORE__DEMO": "1",
            "VENUECODE_IDENTITY__CODES_PER_ADDRESS_HOUR": "3",
            "VENUECODE_IDENTITY__CODES_PER_MINUTE": "5",
        }
        return settings_module.load(SECTIONS, None, environ)

    async def test_an_address_is_limited_over_all_its_phones(self, client):
        statuses = [(await ask(client, phone())).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]

    async def test_all_together_are_limited_and_the_next_minute_is_free(self, app, clock):
        codes: Codes = app.state.services[Codes]

        async def send(address):
            return await codes.send(phone(), Purpose.SIGN_IN, address=address, language="zh")

        outcomes = await asyncio.gather(*(send(f"10.0.0.{n}") for n in range(9)), return_exceptions=True)
        assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 5
        clock.advance(timedelta(minutes=1))
        await send("10.0.1.1")


async def test_a_phone_that_is_none_is_told_at_the_field(client):
    answer = await ask(client, "12345", "en")
    assert answer.status_code == 422
    assert answer.json()["fields"] == {"phone": "This is not a mobile phone number"}


async def test_neither_phone_nor_code_nor_address_stands_in_the_database(client, db):
    code = (await ask(client)).json()["demo_code"]
    await enter(client, code)
    async with db.connection() as connection:
        for table in ("phone_code", "limit_window", "newcomer", "session"):
            rows = str(await connection.fetch(f"select * from {table}"))
            assert "13800138000" not in rows
            assert code not in rows
            assert "127.0.0.1" not in rows


async def test_outside_demo_mode_no_code_is_told_and_no_gateway_is_an_error(app, db, clock):
    seal = app.state.services[PersonSeal]
    gateway = _Recorder()
    codes = Codes(db, clock, seal, gateway, IdentitySettings.default(), demo=False)
    sent = await codes.send(MOBILE, Purpose.SIGN_IN, address="-", language="en")
    assert sent.demo_code is None
    assert gateway.taken[-1].values["code"] in gateway.taken[-1].text
    silent = Codes(db, clock, seal, NoGateway(), IdentitySettings.default(), demo=False)
    with pytest.raises(SmsFailed):
        await silent.send(phone(), Purpose.SIGN_IN, address="-", language="zh")


class _Recorder:
    def __init__(self) -> None:
        self.taken = []

    async def send(self, sms):
        self.taken.append(sms)
