import asyncio
from datetime import timedelta

import pyotp
import pytest

from people import DONGCHANGFU, PASSWORD, bearer, make_officer
from venuecode.identity.model import Role
from venuecode.kernel.clock import SHOWN_ZONE

NAME = "lihua"


async def first(client, password=PASSWORD, name=NAME):
    return await client.post("/api/v1/officers/sign-in", json={"user_name": name, "password": password})


async def second(client, ticket, code):
    return await client.post("/api/v1/officers/sign-in/totp", json={"ticket": ticket, "code": code})


async def enrol(client, clock, password=PASSWORD, name=NAME):
    """Set up the second factor; return (secret, token)."""
    step = (await first(client, password, name)).json()
    code = pyotp.TOTP(step["enrol_secret"]).at(clock.now().astimezone(SHOWN_ZONE))
    answer = await second(client, step["ticket"], code)
    assert answer.status_code == 200
    return step["enrol_secret"], answer.json()["token"]


@pytest.fixture
async def made(app):
    await make_officer(app, Role.REVIEWER, user_name=NAME)


@pytest.mark.usefixtures("made")
class TestSignIn:
    async def test_the_first_sign_in_sets_up_the_second_factor(self, client, clock):
        step = (await first(client)).json()
        assert step["enrol_uri"].startswith("otpauth://totp/VenueCode:lihua?secret=" + step["enrol_secret"])
        secret, token = await enrol(client, clock)
        me = (await client.get("/api/v1/officers/me", headers=bearer(token))).json()
        assert (me["enrolled"], me["role_name"]["zh"], me["division_name"]["zh"]) == (
            True,
            "场所审核员",
            "山东省聊城市东昌府区",
        )
        again = (await first(client)).json()
        assert again["enrol_secret"] is None
        assert secret not in str(again)

    async def test_the_demo_tells_a_code_that_works(self, client, clock):
        for _ in range(2):
            step = (await first(client)).json()
            assert (await second(client, step["ticket"], step["demo_code"])).status_code == 200
        clock.advance(timedelta(minutes=1))
        step = (await first(client)).json()
        assert (await second(client, step["ticket"], step["demo_code"])).status_code == 200

    async def test_the_demo_tells_which_code_is_next_and_when(self, client, clock):
        step = (await first(client)).json()
        assert (await second(client, step["ticket"], step["demo_code"])).status_code == 200
        codes = (await first(client)).json()["demo_codes"]
        assert len(codes) >= 20
        clock.advance(timedelta(seconds=codes[1]["begins_in"] + 1))
        ticket = (await first(client)).json()["ticket"]
        assert (await second(client, ticket, codes[1]["code"])).status_code == 200

    async def test_a_totp_code_is_good_once(self, client, clock):
        secret, _ = await enrol(client, clock)
        ticket = (await first(client)).json()["ticket"]
        used = pyotp.TOTP(secret).at(clock.now())
        replayed = await second(client, ticket, used)
        assert (replayed.status_code, replayed.json()["code"]) == (401, "officer.code_refused")
        clock.advance(timedelta(seconds=30))
        assert (await second(client, ticket, pyotp.TOTP(secret).at(clock.now()))).status_code == 200

    async def test_a_code_older_than_the_last_used_is_refused(self, client, clock):
        secret, _ = await enrol(client, clock)
        clock.advance(timedelta(seconds=60))
        ticket = (await first(client)).json()["ticket"]
        assert (await second(client, ticket, pyotp.TOTP(secret).at(clock.now()))).status_code == 200
        before = pyotp.TOTP(secret).at(clock.now() - timedelta(seconds=30))
        assert (await second(client, ticket, before)).status_code == 401

    async def test_two_with_one_code_at_once_bring_in_one(self, client, clock):
        step = (await first(client)).json()
        code = pyotp.TOTP(step["enrol_secret"]).at(clock.now())
        answers = await asyncio.gather(*(second(client, step["ticket"], code) for _ in range(3)))
        assert sorted(answer.status_code for answer in answers) == [200, 401, 401]

    async def test_a_ticket_ends_after_ten_minutes_and_is_no_session(self, client, clock):
        step = (await first(client)).json()
        refused = await client.get("/api/v1/officers/me", headers=bearer(step["ticket"]))
        assert refused.status_code == 403
        clock.advance(timedelta(minutes=10))
        code = pyotp.TOTP(step["enrol_secret"]).at(clock.now())
        assert (await second(client, step["ticket"], code)).json()["code"] == "officer.ticket_invalid"

    async def test_a_sessions_token_is_no_ticket(self, client, clock):
        _, token = await enrol(client, clock)
        assert (await second(client, token, "123456")).json()["code"] == "officer.ticket_invalid"

    async def test_a_wrong_password_and_an_unknown_name_are_answered_alike(self, client):
        wrong, unknown = await first(client, "wrong"), await first(client, "wrong", "nobody")
        assert wrong.status_code == unknown.status_code == 401
        assert wrong.json() == unknown.json()

    async def test_wrong_passwords_lock_the_account_and_longer_each_time(self, client, clock):
        for _ in range(5):
            assert (await first(client, "wrong")).status_code == 401
        locked = await first(client)
        assert (locked.status_code, locked.json()["code"]) == (429, "officer.locked")
        assert locked.json()["retry_after"] <= 61
        clock.advance(timedelta(seconds=61))
        assert (await first(client, "wrong")).status_code == 401
        assert 60 < (await first(client)).json()["retry_after"] <= 121
        clock.advance(timedelta(seconds=121))
        assert (await first(client)).status_code == 200

    async def test_many_wrong_passwords_at_once_count_as_many(self, client):
        answers = await asyncio.gather(*(first(client, "wrong") for _ in range(12)))
        assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 7

    async def test_wrong_codes_lock_too_and_the_right_password_does_not_clear_them(self, client, clock):
        secret, _ = await enrol(client, clock)
        for _ in range(5):
            ticket = (await first(client)).json()["ticket"]
            right = int(pyotp.TOTP(secret).at(clock.now()))
            assert (await second(client, ticket, f"{(right + 3) % 1_000_000:06d}")).status_code == 401
        assert (await first(client)).json()["code"] == "officer.locked"

    async def test_a_full_sign_in_clears_the_wrong_tries(self, client, clock):
        for _ in range(4):
            await first(client, "wrong")
        await enrol(client, clock)
        for _ in range(4):
            assert (await first(client, "wrong")).status_code == 401
        assert (await first(client)).status_code == 200

    async def test_one_address_is_limited(self, client):
        statuses = [(await first(client, "wrong", f"nobody-{n}")).status_code for n in range(31)]
        assert statuses == [401] * 30 + [429]

    async def test_a_changed_password_ends_the_other_sessions(self, client, clock):
        _, token = await enrol(client, clock)
        clock.advance(timedelta(minutes=1))
        step = (await first(client)).json()
        other = (await second(client, step["ticket"], step["demo_code"])).json()["token"]
        body = {"present": PASSWORD, "chosen": "another-horse-8"}
        answer = await client.post("/api/v1/officers/me/password", json=body, headers=bearer(token))
        assert answer.status_code == 204
        assert (await client.get("/api/v1/officers/me", headers=bearer(token))).status_code == 200
        assert (await client.get("/api/v1/officers/me", headers=bearer(other))).json()["code"] == "session.ended"
        assert (await first(client)).status_code == 401
        assert (await first(client, "another-horse-8")).status_code == 200

    @pytest.mark.parametrize("chosen", ["short", "aaaaaaaaaaaa", "xx-lihua-xx-9", PASSWORD])
    async def test_a_weak_password_is_refused(self, client, clock, chosen):
        _, token = await enrol(client, clock)
        body = {"present": PASSWORD, "chosen": chosen}
        answer = await client.post("/api/v1/officers/me/password", json=body, headers=bearer(token))
        assert answer.json()["code"] == "officer.weak_password"

    async def test_an_officers_session_ends_after_its_hours(self, client, clock):
        _, token = await enrol(client, clock)
        clock.advance(timedelta(hours=12))
        answer = await client.get("/api/v1/officers/me", headers=bearer(token))
        assert answer.json()["code"] == "session.expired"

    async def test_secrets_are_sealed(self, client, clock, db):
        secret, _ = await enrol(client, clock)
        async with db.connection() as connection:
            row = await connection.fetchrow("select * from officer")
        assert secret.encode() not in row["totp_secret"]
        assert row["password_hash"].startswith("$argon2id$")


async def test_sessions_of_an_officer_are_listed_and_ended(client, app):
    token = await make_officer(app, division=DONGCHANGFU)
    listed = (await client.get("/api/v1/officers/me/sessions", headers=bearer(token))).json()["items"]
    assert [s["current"] for s in listed] == [True]
    await client.post("/api/v1/officers/me/sign-out", headers=bearer(token))
    assert (await client.get("/api/v1/officers/me", headers=bearer(token))).json()["code"] == "session.ended"
