import asyncio
from datetime import timedelta

import pytest

from people import DONGCHANGFU, bearer, phone, register_citizen, resident_id
from venuecode.identity.people.service import People
from venuecode.identity.people.verification import FormatOnly


async def newcomer(client, mobile=None) -> str:
    mobile = mobile or phone()
    code = (await client.post("/api/v1/sign-in/codes", json={"phone": mobile})).json()["demo_code"]
    return (await client.post("/api/v1/sign-in", json={"phone": mobile, "code": code})).json()["token"]


async def version(client) -> str:
    return (await client.get("/api/v1/registration/options")).json()["privacy_version"]


async def form(client, **changes):
    return {
        "name": "张小明",
        "document_type": "resident_id",
        "document_number": resident_id(),
        "division_code": DONGCHANGFU,
        "privacy_version": await version(client),
        **changes,
    }


async def register(client, token, body):
    return await client.post("/api/v1/me", json=body, headers=bearer(token))


@pytest.mark.parametrize(
    ("changes", "nationality"),
    [
        ({}, "CN"),
        ({"document_type": "hk_macao_permit", "document_number": "H12345678"}, "HK"),
        ({"document_type": "taiwan_permit", "document_number": "12345678"}, "TW"),
        ({"document_type": "foreign_permanent_resident_id", "document_number": "USA310085021412"}, "US"),
        (
            {
                "document_type": "passport",
                "document_number": "AB1234567",
                "nationality": "FR",
                "birth_date": "1980-02-29",
                "name": "Marie Curie",
            },
            "FR",
        ),
    ],
    ids=["resident", "hong kong", "taiwan", "permanent resident", "passport"],
)
async def test_a_person_registers_with_each_document(client, changes, nationality):
    token = await newcomer(client)
    answer = await register(client, token, await form(client, **changes))
    assert answer.status_code == 201
    person = answer.json()["me"]["person"]
    assert person["nationality"] == nationality
    assert person["division_name"]["zh"] == "山东省聊城市东昌府区"
    assert answer.json()["me"]["privacy_agreed"] is True
    me = await client.get("/api/v1/me", headers=bearer(answer.json()["token"]))
    assert me.json()["registered"] is True
    ended = await client.get("/api/v1/me", headers=bearer(token))
    assert ended.json()["code"] == "session.ended"


async def test_the_next_sign_in_knows_the_person(client, clock):
    mobile = phone()
    await register(client, await newcomer(client, mobile), await form(client))
    clock.advance(timedelta(minutes=2))
    code = (await client.post("/api/v1/sign-in/codes", json={"phone": mobile})).json()["demo_code"]
    answer = await client.post("/api/v1/sign-in", json={"phone": mobile, "code": code})
    assert answer.json()["registered"] is True


async def test_every_fault_of_the_form_is_told_at_once(client):
    body = await form(client, name="1", document_number="not a number", division_code="370000")
    answer = await register(client, await newcomer(client), body)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"name", "document_number", "division_code"}


async def test_an_older_privacy_notice_will_not_do(client):
    answer = await register(client, await newcomer(client), await form(client, privacy_version="1999"))
    assert answer.json()["code"] == "person.consent_missing"


async def test_nobody_registers_twice(client):
    token = await newcomer(client)
    body = await form(client)
    new = (await register(client, token, body)).json()["token"]
    answer = await register(client, new, body)
    assert (answer.status_code, answer.json()["code"]) == (409, "person.already_registered")


async def test_a_document_registered_before_leads_to_recovery(client, app):
    number = resident_id()
    await register_citizen(app, "张小明", number=number, mobile="+8613912345678")
    answer = await register(client, await newcomer(client), await form(client, document_number=number))
    assert (answer.status_code, answer.json()["code"]) == (409, "person.document_registered")
    assert answer.json()["recovery"] == {"ways": ["code", "help"], "masked_phone": "139****5678"}


async def test_without_the_name_the_old_phone_is_not_hinted_at(client, app):
    number = resident_id()
    await register_citizen(app, "张小明", number=number)
    body = await form(client, document_number=number, name="李四光")
    answer = await register(client, await newcomer(client), body)
    assert answer.json()["recovery"] == {"ways": ["help"]}


async def test_two_registrations_of_one_document_at_once_make_one_person(client, db):
    tokens = [await newcomer(client) for _ in range(4)]
    body = await form(client)
    answers = await asyncio.gather(*(register(client, token, body) for token in tokens))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from person") == 1
        assert await connection.fetchval("select count(*) from person_document") == 1
        assert await connection.fetchval("select count(*) from channel_login") == 1


async def test_one_phone_cannot_try_many_documents(client):
    token = await newcomer(client)
    for _ in range(10):
        body = await form(client, document_type="passport", document_number="AB1", nationality="FR")
        await register(client, token, body)
    assert (await register(client, token, await form(client))).status_code == 201
    mobile = phone()
    token = await newcomer(client, mobile)
    taken = resident_id()
    await register(client, await newcomer(client), await form(client, document_number=taken))
    statuses = [
        (await register(client, token, await form(client, document_number=taken))).status_code for _ in "x" * 11
    ]
    assert statuses == [409] * 10 + [429]


class _Unconvinced(FormatOnly):
    name = "registry"

    async def confirms(self, document, name):
        return False


async def test_what_the_registry_does_not_confirm_is_not_stored(client, app, db):
    app.state.services[People]._verifier = _Unconvinced()
    answer = await register(client, await newcomer(client), await form(client))
    assert (answer.status_code, answer.json()["code"]) == (422, "person.not_confirmed")
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from person") == 0


async def test_moving_and_agreeing(client, app):
    token, _ = await register_citizen(app)
    assert (await client.get("/api/v1/me", headers=bearer(token))).json()["privacy_agreed"] is False
    body = {"division_code": "371503", "privacy_version": await version(client)}
    answer = await client.patch("/api/v1/me", json=body, headers=bearer(token))
    assert answer.json()["person"]["division_code"] == "371503"
    assert answer.json()["privacy_agreed"] is True


async def test_a_new_phone_signs_in_and_the_old_one_no_more(client, app):
    old, new = phone(), phone()
    token, person_id = await register_citizen(app, mobile=old)
    code = (await client.post("/api/v1/me/phone/codes", json={"phone": new}, headers=bearer(token))).json()
    body = {"phone": new, "code": code["demo_code"]}
    assert (await client.put("/api/v1/me/phone", json=body, headers=bearer(token))).status_code == 200
    me = await client.get("/api/v1/me", headers=bearer(await newcomer(client, new)))
    assert me.json()["person"]["person_id"] == person_id
    assert (await client.get("/api/v1/me", headers=bearer(await newcomer(client, old)))).json()["registered"] is False


async def test_a_phone_of_somebody_else_cannot_be_taken(client, app):
    theirs = phone()
    await register_citizen(app, mobile=theirs)
    token, _ = await register_citizen(app)
    code = (await client.post("/api/v1/me/phone/codes", json={"phone": theirs}, headers=bearer(token))).json()
    body = {"phone": theirs, "code": code["demo_code"]}
    answer = await client.put("/api/v1/me/phone", json=body, headers=bearer(token))
    assert (answer.status_code, answer.json()["code"]) == (409, "person.phone_taken")


async def test_sessions_are_listed_and_ended(client, app):
    from people import citizen_token

    token, person_id = await register_citizen(app)
    other, third = [await citizen_token(app, person_id) for _ in range(2)]
    listed = (await client.get("/api/v1/me/sessions", headers=bearer(token))).json()["items"]
    assert [s["current"] for s in listed] == [False, False, True]
    ended = await client.delete(f"/api/v1/me/sessions/{listed[1]['id']}", headers=bearer(token))
    assert ended.status_code == 204
    assert (await client.get("/api/v1/me", headers=bearer(other))).json()["code"] == "session.ended"
    await client.delete("/api/v1/me/sessions", headers=bearer(token))
    assert (await client.get("/api/v1/me", headers=bearer(third))).status_code == 401
    assert (await client.post("/api/v1/sign-out", headers=bearer(token))).status_code == 204
    assert (await client.get("/api/v1/me", headers=bearer(token))).status_code == 401


async def test_nobody_ends_the_session_of_another(client, app):
    token, _ = await register_citizen(app)
    other, _ = await register_citizen(app)
    theirs = (await client.get("/api/v1/me/sessions", headers=bearer(other))).json()["items"][0]["id"]
    answer = await client.delete(f"/api/v1/me/sessions/{theirs}", headers=bearer(token))
    assert answer.status_code == 404
    assert (await client.get("/api/v1/me", headers=bearer(other))).status_code == 200
